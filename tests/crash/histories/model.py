"""A model of Pulumi around the real provider: its order of calls, its state, its refusals.

Owns: what the engine does with a program and a state, as it was measured or read in its source;
where it stops, and what a kill leaves. Must not know: what is judged.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pulumi

from invoca.account import Account as Settings
from invoca.errors import InvocaError
from invoca.promo_number import record
from invoca_cli.workspace.state import PROVIDER
from invoca_simulator import Simulator
from pulumi_invoca.promo_number import PromoNumberArgs, inputs_of
from pulumi_invoca.provider import PromoNumberProvider
from tests.crash.histories import steps
from tests.crash.histories.host import ExportedState, Host, Resource, State
from tests.crash.histories.person import Said
from tests.crash.histories.program import Entry, Holding, Program
from tests.crash.histories.reviewed import drift_of
from tests.crash.model_engine import Context, Create, Fate, Kept, Killed, Refused

PROJECT, STACK = "promo-numbers", "spring-radio"


class ModelPulumi:
    """One stack. It plays `up` one step at a time; --parallel only mixes their order."""

    has_time = True

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
        self._host.holdings = ExportedState(lambda: self._state if is_saved else before)
        strike: steps.Strike | None = getattr(operation, "strike", None)
        fate = Fate({strike.call: f"kill {strike.when}"} if strike else {})
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
        return drift_of(self._host.client(), STACK, PROJECT, held)

    def untaint(self) -> None:
        for resource in self._state.resources.values():
            resource.tainted = False

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
        elsewhere = isinstance(operation, steps.Up) and operation.elsewhere
        self._host.machine = self._machines / ("elsewhere" if elsewhere else "here")
        if isinstance(operation, steps.Up):
            self._up(operation, program, self._host.provider(fate))
        elif isinstance(operation, (steps.TwoUps, steps.BoldUp)):
            self._up(steps.Up(), program, self._host.provider(fate))
        elif isinstance(operation, steps.Refresh):
            checked = program if operation.run_program else None
            self._refresh(self._host.provider(fate), checked)
        elif isinstance(operation, steps.Destroy):
            self._delete([operation.target], self._host.provider(fate))
        elif isinstance(operation, steps.Taint):
            self._state.resources[operation.name].tainted = True
        elif isinstance(operation, steps.SaveState):
            self._saved = copy.deepcopy(self._state)
        elif isinstance(operation, steps.RestoreState):
            self._state = copy.deepcopy(self._saved)
        else:
            self._state = State({}, [])

    def _up(self, up: steps.Up, program: Program, provider: PromoNumberProvider) -> None:
        if up.refresh:
            self._refresh(provider, program if up.run_program else None, up.target)
        errors: list[Exception] = []
        for name, entry in self._in_order(program, up.parallel):
            if up.target is not None and name != up.target:
                continue
            try:
                self._step(provider, name, entry, is_forced=name == up.replace)
            except (Refused, InvocaError) as error:
                if not up.continue_on_error:
                    raise
                self._host.told.append(str(error))
                errors.append(error)
        gone = [name for name in self._state.resources if name not in program.names]
        self._delete([name for name in gone if up.target in (None, name)], provider)
        if errors:
            raise Refused("update failed")

    def _in_order(self, program: Program, parallel: int) -> list[tuple[str, Entry]]:
        entries = list(program.entries.items())
        if parallel > 1:
            self._rng.shuffle(entries)
        return entries

    def _refresh(
        self, provider: PromoNumberProvider, program: Program | None, target: str | None = None
    ) -> None:
        """With the program, its checks come while the state is read."""
        if program is not None:
            for name, entry in program.entries.items():
                held = self._held(name, entry)
                self._checked(provider, held, name, entry)
        for name, resource in list(self._state.resources.items()):
            if target is not None and name != target:
                continue
            result = provider.read(resource.id, resource.outputs)
            if result.id is None:
                del self._state.resources[name]
                continue
            resource.id = result.id
            resource.inputs, resource.outputs = dict(result.inputs or {}), dict(result.outs or {})
            # The engine compares what it has read with what it was told to read.
            provider.diff(resource.id, resource.outputs, resource.inputs)

    # -- one resource ------------------------------------------------------------------------------

    def _step(
        self, provider: PromoNumberProvider, name: str, entry: Entry, *, is_forced: bool
    ) -> None:
        held = self._held(name, entry)
        inputs = self._checked(provider, held, name, entry)
        protect = entry.protect is not False
        if held is None:
            self._create(provider, name, inputs, protect)
            return
        if is_forced or held.tainted:
            self._replace(provider, held, name, entry)
            return
        result = provider.diff(held.id, held.outputs, inputs)
        if result.replaces:
            self._replace(provider, held, name, entry)
            return
        outputs = held.outputs
        if result.changes or held.init_failed:
            updated = provider.update(held.id, held.outputs, inputs)
            outputs = dict(updated.outs or {})
        del self._state.resources[held.name]
        self._state.resources[name] = Resource(name, held.id, inputs, outputs, protect)

    def _replace(
        self, provider: PromoNumberProvider, held: Resource, name: str, entry: Entry
    ) -> None:
        protect = entry.protect is not False
        if protect and held.protect:
            raise Refused(f"unable to replace {name}: it is currently marked for protection")
        inputs = self._checked(provider, None, name, entry)
        self._create(provider, name, inputs, protect, replaced=held)

    def _create(
        self,
        provider: PromoNumberProvider,
        name: str,
        inputs: dict[str, Any],
        protect: bool,
        replaced: Resource | None = None,
    ) -> None:
        context = Context()
        try:
            id_, outputs = Create(provider, {**inputs, "__provider": PROVIDER}, context)
        except (InvocaError, Refused):
            if context.kept is not None:
                self._put(_kept(name, context.kept, protect), replaced)
            raise
        self._put(Resource(name, id_, inputs, outputs, protect), replaced)

    def _put(self, made: Resource, replaced: Resource | None) -> None:
        if replaced is not None:
            self._state.leaving.append(self._state.resources.pop(replaced.name))
        self._state.resources[made.name] = made

    def _delete(self, names: list[str], provider: PromoNumberProvider) -> None:
        while self._state.leaving:
            leaving = self._state.leaving[0]
            provider.delete(leaving.id, leaving.outputs)
            del self._state.leaving[0]
        for name in names:
            if self._state.resources[name].protect:
                raise Refused(f"{name} cannot be deleted because it is protected")
        for name in names:
            resource = self._state.resources[name]
            provider.delete(resource.id, resource.outputs)
            del self._state.resources[name]

    # -- what they rest on -------------------------------------------------------------------------

    def _held(self, name: str, entry: Entry) -> Resource | None:
        known = (self._state.resources.get(one) for one in (name, *entry.was))
        return next((one for one in known if one is not None), None)

    def _all(self) -> list[Resource]:
        return list(self._state.resources.values())

    def _checked(
        self, provider: PromoNumberProvider, held: Resource | None, name: str, entry: Entry
    ) -> dict[str, Any]:
        result = provider.check(held.inputs if held else {}, registered(name, entry))
        if result.failures:
            raise Refused("; ".join(failure.reason for failure in result.failures))
        return dict(result.inputs)

    def _planned(self, program: Program, refresh: bool) -> Iterator[str]:
        provider = self._host.provider(Fate())
        if refresh:
            self._refresh(provider, None)
        yield from (f"delete {one.name} (replaced)" for one in self._state.leaving)
        gone = (name for name in self._state.resources if name not in program.names)
        yield from (f"delete {name}" for name in gone)
        for name, entry in program.entries.items():
            held = self._held(name, entry)
            inputs = self._checked(provider, held, name, entry)
            if held is None:
                yield f"create {name}"
                continue
            result = provider.diff(held.id, held.outputs, inputs)
            if result.changes or held.init_failed or held.tainted:
                yield f"{'replace' if result.replaces else 'update'} {name}"


def registered(name: str, entry: Entry) -> dict[str, Any]:
    """What a program registers for an entry of its campaign file."""
    pulumi.runtime.configure(pulumi.runtime.Settings(project=PROJECT, stack=STACK))
    protect = entry.protect is not False
    return inputs_of(name, PromoNumberArgs(**entry.inputs()), entry.was, protect=protect)


def _holding(resource: Resource, *, is_leaving: bool) -> Holding:
    digits = record.digits_of(resource.id, resource.outputs)
    mark = digits or resource.id
    return Holding(resource.name, mark, resource.protect, is_leaving, is_pending=not digits)


def _kept(name: str, kept: Kept, protect: bool) -> Resource:
    return Resource(name, kept.id, kept.inputs, kept.outputs, protect, init_failed=True)
