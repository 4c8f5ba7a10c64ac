"""Random campaigns under random misfortune: nothing is bought twice, lost or wrongly released."""

from __future__ import annotations

import contextlib
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from invoca.account import Account as Settings
from invoca.errors import InvocaError
from invoca_simulator import Simulator
from pulumi_invoca.provider import PromoNumberProvider
from tests.crash.alternatives import ALTERNATIVES
from tests.crash.model_engine import Fate, Killed, ModelEngine, Strike
from tests.crash.scenarios import number

NAMES = ("kroq", "kpwr", "kiis")
CAMPAIGNS = ("spring-radio", "direct-mail")
STRIKES: tuple[Strike, ...] = ("kill before", "kill after", "drop before", "drop after")
FAULTS = ("drop_before", "drop_after", "status_before", "status_after", "garbage", "truncate")
METHODS = ("GET", "POST", "PUT", "DELETE")
# Where one id can name numbers in two campaigns, or changes on its way, ids are of no use to count.
COUNTABLE = sorted(
    set(ALTERNATIVES)
    - {
        "a move changes the id",
        "POST of an id elsewhere moves it",
        "POST of an id elsewhere is allowed",
    }
)
CALM_RUNS = 6
# After so long nobody takes a number that does not show for one that shows late.
LONG_SECONDS = 600.0
# What a person has to do something about that these campaigns do not know of, by the alternative.
REFUSALS = {
    "moves are refused": "move",
}

names = st.sampled_from(NAMES)


class Engine(ModelEngine):
    """A model engine that can also be told to replace: `pulumi up --replace`."""

    forced: str | None = None

    def _step(self, provider: PromoNumberProvider, name: str, news: dict[str, Any]) -> None:
        held = self.state.get(name)
        if held is None or name != self.forced:
            super()._step(provider, name, news)
            return
        self._create(provider, name, provider.check({}, dict(news)).inputs)
        self.leaving.append(held)


class Campaigns(RuleBasedStateMachine):
    """One stack whose program is edited, struck and run again, beside somebody with a mouse."""

    simulator: Simulator

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="random-campaigns-"))
        self.simulator.reset()
        for campaign in CAMPAIGNS:
            self.simulator.add_campaign("acme", campaign)
        account = Settings(
            network_id=self.simulator.network_id,
            api_token=self.simulator.token,
            base_url=self.simulator.url,
            grace_seconds=8,
        )
        self.engine = Engine(account, self.folder)
        self.alternative = ""
        self.declared: dict[str, dict[str, Any]] = {}
        self.generation: Counter[str] = Counter()
        self.by_hand: set[str] = set()
        self.wrongly_released: list[str] = []
        # Numbers that a killed run may have bought, and that an edit has made nobody's since.
        self.in_the_dark: set[str] = set()

    @initialize(alternative=st.sampled_from(COUNTABLE), lag=st.booleans())
    def _begin(self, alternative: str, lag: bool) -> None:
        self.alternative = alternative
        late = "lag" if lag else "immediate"
        self.simulator.set_knobs(**ALTERNATIVES[alternative], read_after_write=late)

    # -- edits ---------------------------------------------------------------------------------

    @rule(name=names)
    def declare(self, name: str) -> None:
        self.generation[name] = max(1, self.generation[name])
        self._declare(name)

    @rule(name=names, words=st.sampled_from(["morning", "evening"]), station=st.booleans())
    def change(self, name: str, words: str, station: bool) -> None:
        data = {"channel": "radio", **({"station": words.upper()} if station else {})}
        self._edit(name, description=f"{name} {words}", custom_data=data)

    @rule(name=names, campaign=st.sampled_from(CAMPAIGNS))
    def move(self, name: str, campaign: str) -> None:
        self._edit(name, campaign_id=campaign)

    @rule(name=names)
    def another_number(self, name: str) -> None:
        if name in self.declared:
            self.generation[name] += 1
            self._declare(name)

    @rule(name=names)
    def remove(self, name: str) -> None:
        self.declared.pop(name, None)

    def _declare(self, name: str) -> None:
        # Where the number is stays as it was edited; moving and buying anew are two edits.
        where = self.declared.get(name, {}).get("campaign_id", "spring-radio")
        self.declared[name] = number(name, generation=self.generation[name], campaign_id=where)

    def _edit(self, name: str, **changes: Any) -> None:
        if name in self.declared:
            self.declared[name] = {**self.declared[name], **changes}

    # -- misfortune ----------------------------------------------------------------------------

    @rule(data=st.data())
    def somebody_changes_a_number_by_hand(self, data: st.DataObject) -> None:
        if live := self._live():
            digits = data.draw(st.sampled_from(live))
            self.simulator.change_number(digits, description="by hand", custom_data={})

    @rule(data=st.data())
    def somebody_releases_a_number_by_hand(self, data: st.DataObject) -> None:
        if live := self._live():
            digits = data.draw(st.sampled_from(live))
            self.simulator.release_number(digits)
            self.by_hand.add(digits)

    @rule(
        action=st.sampled_from(FAULTS),
        method=st.sampled_from(METHODS),
        skip=st.integers(0, 3),
        times=st.integers(1, 6),
    )
    def invoca_is_ill(self, action: str, method: str, skip: int, times: int) -> None:
        self.simulator.add_fault(action, method=method, skip=skip, times=times)

    # -- runs ----------------------------------------------------------------------------------

    @rule(
        strikes=st.dictionaries(st.integers(0, 9), st.sampled_from(STRIKES), max_size=2),
        refresh=st.booleans(),
    )
    def up(self, strikes: dict[int, Strike], refresh: bool) -> None:
        with contextlib.suppress(InvocaError, Killed):
            self._up(Fate(strikes), refresh=refresh)

    @rule(
        name=names,
        strikes=st.dictionaries(st.integers(0, 9), st.sampled_from(STRIKES), max_size=1),
    )
    def up_with_a_forced_replacement(self, name: str, strikes: dict[int, Strike]) -> None:
        held = self.engine.state.get(name)
        # Replaced and moved at once, the id is looked for where the number is not.
        if held and name in self.declared and self._is_where_declared(name, held.inputs):
            self.engine.forced = name
            try:
                self.up(strikes=strikes, refresh=False)
            finally:
                self.engine.forced = None

    def _is_where_declared(self, name: str, inputs: dict[str, Any]) -> bool:
        return bool(inputs["campaign_id"] == self.declared[name]["campaign_id"])

    @precondition(lambda self: self.declared)
    @rule()
    def up_in_peace_until_nothing_is_left_to_do(self) -> None:
        self.simulator.clear_faults()
        refusal = ""
        for run in range(CALM_RUNS):
            self.engine.now += LONG_SECONDS
            try:
                self._up(Fate(), refresh=run > 0)
            except InvocaError as error:
                refusal = str(error)
                if "settledBefore" in refusal:
                    self.engine.settle()
                continue
            assert set(self.engine.state) == set(self.declared)
            self._nothing_is_lost()
            return
        expected = REFUSALS.get(self.alternative)
        assert expected is not None, refusal
        assert re.search(expected, refusal), refusal

    def _up(self, fate: Fate, *, refresh: bool) -> None:
        wanted = {inputs["id_from_network"] for inputs in self.declared.values()}
        before = len(self.simulator.ledger("released"))
        try:
            self.engine.up(self.declared, fate, refresh=refresh)
        except Killed:
            self.in_the_dark |= wanted
            raise
        finally:
            self.wrongly_released += [
                f"{entry.id_from_network} ({entry.promo_number})"
                for entry in self.simulator.ledger("released")[before:]
                if entry.by == "api" and entry.id_from_network in wanted
            ]

    # -- what always holds ---------------------------------------------------------------------

    @invariant()
    def nothing_is_bought_twice(self) -> None:
        sold = Counter(e.id_from_network for e in self.simulator.ledger("bought") if e.by == "api")
        released = Counter(e.id_from_network for e in self.simulator.ledger("released"))
        twice = {id_: count for id_, count in sold.items() if count > 1 + released[id_]}
        assert not twice, f"bought too often: {twice}"

    @invariant()
    def nothing_is_released_that_is_declared(self) -> None:
        assert not self.wrongly_released

    @invariant()
    def no_phone_number_is_held_twice(self) -> None:
        held = [resource.id for resource in self.engine.state.values()]
        assert len(held) == len(set(held))

    def _nothing_is_lost(self) -> None:
        """Every live number is held by a resource, or a person was told of it."""
        held = {resource.id for resource in self.engine.state.values()}
        told = "\n".join(self.engine.told)
        wanted = {inputs["id_from_network"] for inputs in self.declared.values()}
        unknown = self.in_the_dark - wanted
        lost = [
            live
            for live in self.simulator.numbers()
            if live["promo_number"] not in held
            and str(live["promo_number"]) not in told
            and live["id_from_network"] not in unknown
        ]
        assert not lost

    def _live(self) -> list[str]:
        return sorted(str(live["promo_number"]) for live in self.simulator.numbers())

    def teardown(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


@pytest.fixture(scope="module")
def own_simulator() -> Iterator[Simulator]:
    with Simulator() as simulator:
        yield simulator


def test_nothing_is_bought_twice_or_lost_whatever_happens(own_simulator: Simulator) -> None:
    class ThisAccount(Campaigns):
        simulator = own_simulator

    run_state_machine_as_test(
        ThisAccount,
        settings=settings(
            max_examples=250,
            stateful_step_count=20,
            derandomize=True,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
