"""A stack that begins with the dynamic provider, and whose program changes to the plugin one day.

Owns: when that is, and who is asked about what the dynamic provider still holds: the engine has a
resource read and deleted by the provider that its state names, and everything else asked of the
one that the program names. Must not know: what is judged.
"""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

from invoca.account import Account as Settings
from invoca_cli.workspace.state import PROVIDER
from invoca_simulator import Simulator
from tests.crash.histories import steps
from tests.crash.histories.faces import Differences, DynamicFace, PluginFace, Read, Record
from tests.crash.histories.host import MARK, Resource, State
from tests.crash.histories.model import ModelPulumi
from tests.crash.histories.model_of_plugin import ModelOfPlugin
from tests.crash.histories.person import Said
from tests.crash.histories.program import Holding, Program
from tests.crash.model_engine import Fate

LONGEST = 14  # operations before it changes


class MovingOver:
    """An engine of a history; it is one model, and then another that takes over what it has."""

    has_time = True

    def __init__(self, settings: Settings, account: Simulator, machines: Path) -> None:
        self.account = account
        self._model: ModelPulumi = ModelPulumi(settings, account, machines)
        self._next = _Moved(settings, account, machines)
        self._left: int | None = None

    def run(self, operation: steps.Operation, program: Program) -> Said:
        if self._left is None:  # of the same history always the same
            self._left = random.Random(repr(program.entries)).randint(1, LONGEST)  # noqa: S311
        self._left -= 1
        if self._left == 0:
            self._next.take_over(self._model)
            self._model = self._next
        return self._model.run(operation, program)

    def holdings(self) -> list[Holding]:
        return self._model.holdings()

    def plan(self, program: Program, *, refresh: bool) -> Said:
        return self._model.plan(program, refresh=refresh)

    def drift(self, program: Program) -> tuple[Said, list[str]]:
        return self._model.drift(program)

    def untaint(self) -> None:
        self._model.untaint()

    def heed(self, text: str, program: Program) -> None:
        self._model.heed(text, program)

    def forget(self, digits: str) -> None:
        self._model.forget(digits)

    def settle_purchases(self) -> None:
        self._model.settle_purchases()

    def wait(self, seconds: float) -> None:
        self._model.wait(seconds)

    def clock(self) -> float:
        return self._model.clock()

    @property
    def told(self) -> list[str]:
        return self._model.told


class _Moved(ModelOfPlugin):
    def take_over(self, before: ModelPulumi) -> None:
        self._host = before._host
        self._state, self._saved = map(_marked, (before._state, before._saved))

    def _process(self, fate: Fate) -> PluginFace:
        dynamic = DynamicFace(self._host.provider(fate))
        return _Both(dynamic, self._host.life(fate), self._host.told.append)


class _Both(PluginFace):
    """The two processes, each asked about what is its own."""

    def __init__(self, dynamic: DynamicFace, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._dynamic = dynamic

    def diff(self, name: str, held: Resource, inputs: Record) -> Differences:
        if MARK not in inputs:
            return super().diff(name, held, inputs)
        return self._dynamic.diff(name, _unmarked(held), _without_mark(inputs))  # as it was read

    def read(self, held: Resource) -> Read | None:
        if not held.is_marked:
            return super().read(held)
        found = self._dynamic.read(_unmarked(held))
        return found and Read(found.id, _with_mark(found.inputs), _with_mark(found.outputs))

    def delete(self, held: Resource) -> None:
        if held.is_marked:
            self._dynamic.delete(_unmarked(held))
        else:
            super().delete(held)


def _marked(state: State) -> State:
    def marked(one: Resource) -> Resource:
        return replace(one, inputs=_with_mark(one.inputs), outputs=_with_mark(one.outputs))

    resources = {name: marked(one) for name, one in state.resources.items()}
    return State(resources, [marked(one) for one in state.leaving])


def _unmarked(one: Resource) -> Resource:
    return replace(one, inputs=_without_mark(one.inputs), outputs=_without_mark(one.outputs))


def _with_mark(values: Record) -> Record:
    return {**values, MARK: PROVIDER}


def _without_mark(values: Record) -> Record:
    return {name: value for name, value in values.items() if name != MARK}
