"""A model of Pulumi around the real provider: its order of calls, its state, its refusals.

Owns: what the engine does with a program and a state, as it was measured or read in its source;
where it stops, and what a kill leaves. Must not know: what is judged.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from invoca.account import Account as Settings
from invoca.errors import InvocaError
from invoca.lifecycle.held import Holdings
from invoca_simulator import Simulator
from pulumi_stack.kinds import DYNAMIC
from tests.crash.histories import steps
from tests.crash.histories.faces import DynamicFace, Face
from tests.crash.histories.host import STACK, ExportedState, Host, Resource, State
from tests.crash.histories.person import Said
from tests.crash.histories.program import Entry, Holding, Program
from tests.crash.histories.reviewed import drift_of
from tests.crash.model_engine import Context, Fate, Kept, Killed, Refused


class ModelPulumi:
    """One stack. It plays `up` one step at a time; --parallel only mixes their order.

    kind: of the resources in its state.
    """

    has_time = True
    kind = DYNAMIC
    stack = STACK

    def __init__(self, settings: Settings, account: Simulator, machines: Path) -> None:
        self.account = account
        self._host = Host(settings, machines / "here")
        self._machines = machines
        self._state = self._saved = State({}, [])
        self._rng = random.Random(0)  # noqa: S311 - mixes an order

    # -- what a history asks of an engine ----------------------------------------------------------

    def run(self, operation: steps.Operation, program: Program) -> Said:
        said = len(self._host.told)
        before = copy.deepcopy(self._state)
        # Without checkpoints, the backend holds what was there when the run began.
        is_saved = getattr(operation, "checkpoints", True)
        self._host.holdings = self._exported(lambda: self._state if is_saved else before)
        strike: steps.Strike | None = getattr(operation, "strike", None)
        fate = self._fate_of(strike) if strike else Fate()
        try:
            self._carry_out(operation, program, fate)
            succeeded = True
        except (Refused, InvocaError) as error:
            self._host.told.append(str(error))
            succeeded = False
        except Killed:
            succeeded = False
            if not is_saved and strike and strike.victim == "engine":
                self._state = before
        return Said(succeeded, "\n".join(self._host.told[said:]))

    def holdings(self) -> list[Holding]:
        return [
            *(_holding(one, is_leaving=False) for one in self._state.resources.values()),
            *(_holding(one, is_leaving=True) for one in self._state.leaving),
        ]

    def plan(self, program: Program, *, refresh: bool) -> Said:
        """As `pulumi preview`, which changes nothing that stays."""
        before = copy.deepcopy(self._state)
        try:
            found = list(self._planned(program, refresh))
        except (Refused, InvocaError) as error:
            found = [str(error)]
        finally:
            self._state = before
        return Said(not found, "\n".join(found))

    def drift(self, program: Program) -> tuple[Said, list[str]]:
        held = [(one.name, one.id, one.inputs, one.outputs) for one in self._all()]
        return drift_of(self._host.client(), self.kind, held)

    def untaint(self) -> None:
        for resource in self._state.resources.values():
            resource.tainted = False

    def forget(self, digits: str) -> None:
        held = self._state.resources
        self._state.resources = {n: one for n, one in held.items() if one.digits != digits}
        self._state.leaving = [one for one in self._state.leaving if one.digits != digits]

    def settle_purchases(self) -> None:
        self._host.settle()

    def heed(self, text: str, program: Program) -> None:
        """They are all in words that every engine has."""

    def wait(self, seconds: float) -> None:
        self._host.wait(seconds)

    def clock(self) -> float:
        """For the account, that both live in one time."""
        return self._host.seconds()

    @property
    def told(self) -> list[str]:
        return self._host.told

    # -- operations --------------------------------------------------------------------------------

    def _carry_out(self, operation: steps.Operation, program: Program, fate: Fate) -> None:
        self._be_on(operation)
        self._host.begin()
        if isinstance(operation, steps.Up):
            self._up(operation, program, fate)
        elif isinstance(operation, (steps.TwoUps, steps.BoldUp)):
            self._up(steps.Up(), program, fate)
        elif isinstance(operation, steps.Refresh):
            checked = program if operation.run_program else None
            self._refresh(self._process(fate), checked)
        elif isinstance(operation, steps.Destroy):
            self._destroy(operation.target, fate)
        elif isinstance(operation, steps.Taint):
            self._state.resources[operation.name].tainted = True
        elif isinstance(operation, steps.SaveState):
            self._saved = copy.deepcopy(self._state)
        elif isinstance(operation, steps.RestoreState):
            self._state = copy.deepcopy(self._saved)
        else:
            self._state = State({}, [])

    def _exported(self, state: Callable[[], State]) -> Holdings:
        """What a run can find out about states. state: its own, as it lies in the backend."""
        return ExportedState(state)

    def _fate_of(self, strike: steps.Strike) -> Fate:
        return Fate({strike.call: f"kill {strike.when}"})

    def _be_on(self, operation: steps.Operation) -> None:
        """The machine of an operation."""
        elsewhere = isinstance(operation, steps.Up) and operation.elsewhere
        self._host.machine = self._machines / ("elsewhere" if elsewhere else "here")

    def _up(self, up: steps.Up, program: Program, fate: Fate) -> None:
        process = self._process(fate)
        self._look_first(up, program, process, fate)
        errors: list[Exception] = []
        for name, entry in self._in_order(program, up.parallel):
            if up.target is not None and name != up.target:
                continue
            try:
                self._step(process, name, entry, is_forced=name == up.replace)
            except (Refused, InvocaError) as error:
                if not up.continue_on_error:
                    raise
                self._host.told.append(str(error))
                errors.append(error)
        gone = [name for name in self._state.resources if name not in program.names]
        self._delete([name for name in gone if up.target in (None, name)], process, up.target)
        if errors:
            raise Refused("update failed")

    def _look_first(self, up: steps.Up, program: Program, process: Face, fate: Fate) -> None:
        """What is read before anything is done."""
        if up.refresh:
            self._refresh(process, program if up.run_program else None, up.target)

    def _destroy(self, target: str, fate: Fate) -> None:
        self._delete([target], self._process(fate), target)

    def _in_order(self, program: Program, parallel: int) -> list[tuple[str, Entry]]:
        entries = list(program.entries.items())
        if parallel > 1:
            self._rng.shuffle(entries)
        return entries

    def _refresh(self, process: Face, program: Program | None, target: str | None = None) -> None:
        """With the program, its checks come while the state is read."""
        if program is not None:
            for name, entry in program.entries.items():
                held = self._held(name, entry)
                self._checked(process, held, name, entry)
        for name, resource in list(self._state.resources.items()):
            if target is not None and name != target:
                continue
            found = process.read(resource)
            if found is None:
                del self._state.resources[name]
                continue
            resource.id, resource.inputs, resource.outputs = found
            # The engine compares what it has read with what it was told to read.
            process.diff(name, resource, resource.inputs)

    # -- one resource ------------------------------------------------------------------------------

    def _step(self, process: Face, name: str, entry: Entry, *, is_forced: bool) -> None:
        held = self._held(name, entry)
        is_forced = is_forced or (held is not None and held.tainted)
        known = None if is_forced else held  # of what it replaces a check is told nothing
        inputs = self._checked(process, known, name, entry)
        protect = self._protects(entry)
        if held is None:
            self._create(process, name, inputs, protect)
            return
        if is_forced:
            self._replace(process, held, name, entry)
            return
        result = process.diff(name, held, inputs)
        if result.replaces:
            self._replace(process, held, name, entry)
            return
        outputs = held.outputs
        if result.changes or held.init_failed:
            outputs = self._update(process, held, name, inputs, protect)
        del self._state.resources[held.name]
        self._state.resources[name] = Resource(name, held.id, inputs, outputs, protect)

    def _protects(self, entry: Entry) -> bool:
        """Whether the engine is told to protect it."""
        return entry.protect is not False

    def _update(
        self, process: Face, held: Resource, name: str, inputs: dict[str, Any], protect: bool
    ) -> dict[str, Any]:
        context = Context()
        try:
            return process.update(name, held, inputs, context)
        except (InvocaError, Refused):
            if context.kept is not None:
                kept = context.kept._replace(id=held.id)
                del self._state.resources[held.name]
                self._state.resources[name] = self._kept(name, inputs, kept, protect)
            raise

    def _replace(self, process: Face, held: Resource, name: str, entry: Entry) -> None:
        protect = self._protects(entry)
        if protect and held.protect:
            raise Refused(f"unable to replace {name}: it is currently marked for protection")
        inputs = self._checked(process, None, name, entry)
        self._create(process, name, inputs, protect, replaced=held)

    def _create(
        self,
        process: Face,
        name: str,
        inputs: dict[str, Any],
        protect: bool,
        replaced: Resource | None = None,
    ) -> None:
        context = Context()
        try:
            id_, outputs = process.create(name, inputs, context)
        except (InvocaError, Refused):
            if context.kept is not None:
                self._put(self._kept(name, inputs, context.kept, protect), replaced)
            raise
        self._put(Resource(name, id_, inputs, outputs, protect), replaced)

    def _kept(self, name: str, inputs: dict[str, Any], kept: Kept, protect: bool) -> Resource:
        """What stays of a call that failed. inputs: with which it was made."""
        return Resource(name, kept.id, kept.inputs, kept.outputs, protect, init_failed=True)

    def _put(self, made: Resource, replaced: Resource | None) -> None:
        if replaced is not None:
            self._state.leaving.append(self._state.resources.pop(replaced.name))
        self._state.resources[made.name] = made

    def _delete(self, names: list[str], process: Face, target: str | None) -> None:
        for leaving in self._leaving(target):
            process.delete(leaving)
            self._state.leaving.remove(leaving)
        for name in names:
            if self._state.resources[name].protect:
                raise Refused(f"{name} cannot be deleted because it is protected")
        for name in names:
            process.delete(self._state.resources[name])
            del self._state.resources[name]

    def _leaving(self, target: str | None) -> list[Resource]:
        """What was replaced, and is deleted by a run that is about `target`."""
        return list(self._state.leaving)

    # -- what they rest on -------------------------------------------------------------------------

    def _held(self, name: str, entry: Entry) -> Resource | None:
        known = (self._state.resources.get(one) for one in (name, *entry.was))
        return next((one for one in known if one is not None), None)

    def _all(self) -> list[Resource]:
        return list(self._state.resources.values())

    def _process(self, fate: Fate) -> Face:
        return DynamicFace(self._host.provider(fate), self.stack)

    def _checked(
        self, process: Face, held: Resource | None, name: str, entry: Entry
    ) -> dict[str, Any]:
        return process.check(name, held.inputs if held else {}, entry)

    def _planned(self, program: Program, refresh: bool) -> Iterator[str]:
        self._host.begin()
        fate = Fate()
        process = self._process(fate)
        self._look_first(steps.Up(refresh=refresh), program, process, fate)
        yield from (f"delete {one.name} (replaced)" for one in self._state.leaving)
        gone = (name for name in self._state.resources if name not in program.names)
        yield from (f"delete {name}" for name in gone)
        for name, entry in program.entries.items():
            held = self._held(name, entry)
            inputs = self._checked(process, held, name, entry)
            if held is None:
                self._foresee(process, name, inputs)
                yield f"create {name}"
                continue
            result = process.diff(name, held, inputs)
            if result.changes or held.init_failed or held.tainted:
                self._foresee(process, name, inputs, None if result.replaces else held)
                yield f"{'replace' if result.replaces else 'update'} {name}"

    def _foresee(
        self, process: Face, name: str, inputs: dict[str, Any], held: Resource | None = None
    ) -> None:
        """What is asked of a creation, or an update of `held`, that is only planned."""


def _holding(resource: Resource, *, is_leaving: bool) -> Holding:
    mark = resource.digits or resource.id
    is_pending = not resource.digits
    return Holding(resource.name, mark, resource.protect, is_leaving, is_pending)
