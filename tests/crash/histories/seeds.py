"""Histories of many seeds, each in an account of its own.

Owns: what a history is played in, and what is left of it. Must not know: how it is told.
"""

from __future__ import annotations

import contextlib
import io
import shutil
import tempfile
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Literal, NamedTuple

from invoca.account import Account as Settings
from invoca.next_steps import NEUTRAL, speak
from terraform_stack.words import WORDS
from tests.account import Account
from tests.crash.engine_matrix import DYNAMIC, PLUGIN
from tests.crash.histories import chance, steps
from tests.crash.histories.chance_of_two import history_of_two
from tests.crash.histories.model import ModelPulumi
from tests.crash.histories.model_of_plugin import ModelOfPlugin
from tests.crash.histories.moving_over import MovingOver
from tests.crash.histories.play import Played, play
from tests.crash.histories.real import RealEngine
from tests.crash.histories.terraform import ModelTerraform
from tests.crash.histories.two_programs import play_two
from tests.crash.histories.two_stacks import pair
from tests.engine.workspace import Workspace

Kind = Literal[
    "real",
    "model",
    "plugin",
    "moving-over",
    "real-plugin",
    "terraform",
    "picked",
    "picked-plugin",
    "two-stacks",
]
Histories = Mapping[int, list[steps.Step]]  # by seed
# Steps of a history; some turn out to be impossible.
LENGTH: dict[Kind, int] = {
    "real": 14,
    "real-plugin": 14,
    "model": 25,
    "plugin": 25,
    "moving-over": 25,
    "terraform": 25,
    "picked": 25,
    "picked-plugin": 25,
    "two-stacks": 35,
}
Model = ModelPulumi | MovingOver | ModelTerraform
MODELS: dict[Kind, type[ModelPulumi | MovingOver]] = {
    "model": ModelPulumi,
    "plugin": ModelOfPlugin,
    "moving-over": MovingOver,
    "picked": ModelPulumi,
    "picked-plugin": ModelOfPlugin,
}
PICKED: frozenset[Kind] = frozenset({"picked", "picked-plugin"})  # where Invoca picks the ids
REAL: dict[Kind, str] = {"real": DYNAMIC, "real-plugin": PLUGIN}  # and by which face


def of_seeds(kind: Kind, seeds: Iterable[int]) -> Histories:
    if kind == "two-stacks":
        return {seed: history_of_two(seed, LENGTH[kind]) for seed in seeds}
    return {seed: chance.history(seed, LENGTH[kind], picks=kind in PICKED) for seed in seeds}


class Result(NamedTuple):
    seed: int
    violations: list[str]
    done: list[steps.Step]
    transcript: str


def on_the_real_engine(kind: Kind, seed: int, history: list[steps.Step], folder: Path) -> Result:
    """folder: for all histories of a run; the stack that each begins with is made there once."""
    place = Path(tempfile.mkdtemp(prefix=f"history-{seed}-"))
    engine = None
    try:
        with Account(place / "machine") as account:
            _furnish(account)
            (place / "project").mkdir()
            engine = RealEngine(place / "project", account, folder, REAL[kind])
            played = play(history, engine)
    except Exception:
        played = Played([f"the history could not be played: {traceback.format_exc()}"], history)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return Result(seed, played.violations, played.done, engine.transcript if engine else "")


class _Model:
    """One simulator in each process of the pool, made new for each history."""

    account: Account | None = None
    engine: Model | None = None

    @classmethod
    def seconds(cls) -> float:
        return cls.engine.clock() if cls.engine else 0.0

    @classmethod
    def fresh(cls, folder: Path) -> Account:
        if cls.account is None:
            cls.account = Account(folder / "machine", cls.seconds)
            cls.account.start()
        cls.account.reset()
        return cls.account


def on_the_model(kind: Kind, seed: int, history: list[steps.Step], folder: Path) -> Result:
    account = _Model.fresh(folder)
    _furnish(account)
    place = Path(tempfile.mkdtemp(prefix=f"history-{seed}-"))
    settings = Settings(
        network_id=account.network_id,
        api_token=account.token,
        base_url=account.url,
        grace_seconds=4,
    )
    if kind == "two-stacks":
        engines = pair(settings, account, place)
        return _played_on(engines[0], seed, history, place, lambda: play_two(history, engines))
    return _played_on(MODELS[kind](settings, account, place), seed, history, place)


def on_the_model_of_terraform(seed: int, history: list[steps.Step], folder: Path) -> Result:
    account = _Model.fresh(folder)
    _furnish(account)
    place = Path(tempfile.mkdtemp(prefix=f"history-{seed}-"))
    speak(WORDS)
    try:
        return _played_on(ModelTerraform(account, place, seed), seed, history, place)
    finally:
        speak(NEUTRAL)


def _played_on(
    engine: Model,
    seed: int,
    history: list[steps.Step],
    place: Path,
    playing: Callable[[], Played] | None = None,
) -> Result:
    """place: removed afterwards. playing: how it is played, where not on the one engine."""
    _Model.engine = engine
    try:
        # What a provider tells its users is in the engine's own words already.
        with contextlib.redirect_stderr(io.TextIOWrapper(io.BytesIO())):
            played = playing() if playing else play(history, engine)
    except Exception:
        played = Played([f"the history could not be played: {traceback.format_exc()}"], history)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return Result(seed, played.violations, played.done, "\n".join(engine.told))


def _furnish(account: Account) -> None:
    for campaign in steps.CAMPAIGNS:
        account.add_campaign("acme", campaign, affiliates=[steps.AFFILIATE])


def play_all(kind: Kind, histories: Histories, workers: int) -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as made, ProcessPoolExecutor(workers) as pool:
        if kind in REAL:
            with Account(Path(made) / "machine") as account:
                Workspace(Path(made), account)
        on_it = partial(on_the_real_engine if kind in REAL else on_the_model, kind)
        if kind == "terraform":
            on_it = on_the_model_of_terraform
        waiting = [pool.submit(on_it, seed, one, Path(made)) for seed, one in histories.items()]
        for one in waiting:
            yield one.result()
