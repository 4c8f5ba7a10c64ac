"""Two stacks of one project, in one account: each its own file, its own state, its own runs.

Owns: what the two share (the account, the machines, the time), what a run of one can find out about
the other, and what goes from one state to the other. Must not know: what is declared, and what is
judged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from invoca.account import Account as Settings
from invoca.lifecycle.held import Holdings
from invoca.promo_number import record
from invoca.promo_number.identity import Declarer
from invoca_cli.workspace.state import ExportedStack
from invoca_simulator import Simulator
from pulumi_stack.stack_state import StackState
from tests.crash.histories import steps
from tests.crash.histories.host import Host, Resource, State
from tests.crash.histories.model import ModelPulumi
from tests.crash.histories.person import Said
from tests.crash.histories.program import Program
from tests.crash.histories.reviewed import compared, exported
from tests.crash.model_engine import Fate

STACKS = ("spring-radio", "summer-radio")
# That the settings of its stack decide whose a number is.
_PROVIDER = "urn:pulumi:any::any::pulumi:providers:pulumi-python::default_1_2::some-id"
States = Mapping[str, Callable[[], State]]  # by stack


class Time:
    """In which both live. seconds: since it began."""

    seconds = 0.0


class OneHost(Host):
    """Of one stack, in a time that is not its alone."""

    def __init__(self, settings: Settings, machine: Path, time: Time, began: float) -> None:
        self._time = time
        super().__init__(settings, machine)
        self._began = began

    @property
    def now(self) -> float:
        return self._time.seconds

    @now.setter
    def now(self, seconds: float) -> None:
        self._time.seconds = seconds


class ExportedStates(StackState):
    """What the provider itself makes of what `pulumi` answers. Without the states of others, it
    answers of none but the run's own."""

    def __init__(self, network: str, states: States) -> None:
        super().__init__(network)
        self._states = states

    def _ask(self, *arguments: str) -> Any:
        if arguments[1] == "ls":
            return [{"name": stack} for stack in self._states] if len(self._states) > 1 else None
        state = self._states.get(arguments[-1])
        return state and {"deployment": {"resources": _resources(arguments[-1], state())}}


class OneOfTwo(ModelPulumi):
    """heeded: by whom messages are heeded. sees_others: whether the machine of a run can read the
    other's state. doing: the latest operation. meanwhile: what happens where a run is struck, in
    place of the strike."""

    def __init__(
        self, settings: Settings, account: Simulator, machines: Path, host: OneHost, stack: str
    ) -> None:
        super().__init__(settings, account, machines)
        self._host, self.stack = host, stack
        self._network = settings.network_id
        self.sees_others = True
        self.doing: steps.Operation | None = None
        self.other: OneOfTwo = self
        self.meanwhile: Callable[[], None] | None = None

    def run(self, operation: steps.Operation, program: Program) -> Said:
        self.doing = operation
        return super().run(operation, program)

    def _fate_of(self, strike: steps.Strike) -> Fate:
        if self.meanwhile is None:
            return super()._fate_of(strike)
        return Fate({strike.call: "cancel"}, cancel=self.meanwhile)

    def _exported(self, state: Callable[[], State]) -> Holdings:
        theirs = {self.other.stack: lambda: self.other._state} if self.sees_others else {}
        return ExportedStates(self._network, {self.stack: state, **theirs})

    def drift(self, program: Program) -> tuple[Said, list[str]]:
        """Of both: `invoca drift` looks at what other stacks of the project hold."""
        both = [
            ExportedStack(one.stack, _resources(one.stack, one._state), [])
            for one in (self, self.other)
        ]
        return compared(self._host.client(), *both)

    def in_saved(self) -> tuple[set[str], dict[str, str]]:
        """When its state was saved: the names of the purchases that were pending, and by name the
        ids that were asked for."""
        saved = self._saved.resources.values()
        ids = {one.name: record.asked_id(one.record) for one in saved}
        return {one.name for one in saved if not one.digits}, ids

    def is_its_own(self, name: str) -> bool:
        """Whether a resource of its state was never another stack's."""
        resource = self._state.resources.get(name)
        who = resource and Declarer.read(resource.record.get(record.DECLARED_BY))
        return bool(who) and who.stack == self.stack

    def give(self, name: str, new: str) -> bool:
        """`pulumi state move` to the other stack. False where that is not possible, or would be
        another mistake."""
        resource, theirs = self._state.resources.get(name), self.other._state
        held = {one.digits for one in self.other.holdings()}
        if resource is None or new in theirs.resources or resource.digits in held:
            return False
        del self._state.resources[name]
        theirs.resources[new] = replace(resource, name=new)
        return True


def pair(settings: Settings, account: Simulator, machines: Path) -> tuple[OneOfTwo, OneOfTwo]:
    time = Time()
    began = Host(settings, machines / "here")._began
    made = [
        OneOfTwo(
            settings, account, machines, OneHost(settings, machines / "here", time, began), one
        )
        for one in STACKS
    ]
    made[0].other, made[1].other = made[1], made[0]
    return made[0], made[1]


def _resources(stack: str, state: State) -> list[dict[str, Any]]:
    staying = [_written(stack, one) for one in state.resources.values()]
    return staying + [{**_written(stack, one), "delete": True} for one in state.leaving]


def _written(stack: str, one: Resource) -> dict[str, Any]:
    made = exported(OneOfTwo.kind, one.name, one.id, one.inputs, one.outputs, stack)
    return {**made, "provider": _PROVIDER, **({"taint": True} if one.tainted else {})}
