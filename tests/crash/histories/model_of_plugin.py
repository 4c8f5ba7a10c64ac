"""The model of Pulumi around the plugin: what the engine does otherwise with a plugin's resources.

Owns: that a run reads what it holds before it plans anything, in a process of its own, with what
was replaced and is still to be deleted; and what stays of a call that failed. All of it as the
engine's source has it (3.258). Must not know: what is judged.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeGuard

from invoca.errors import InvocaError
from invoca.next_steps import speak
from invoca.promo_number import record
from pulumi_stack.kinds import NATIVE
from pulumi_stack.words import PLUGIN_WORDS
from tests.crash.histories import steps
from tests.crash.histories.faces import Face, PluginFace
from tests.crash.histories.host import Resource
from tests.crash.histories.model import ModelPulumi
from tests.crash.histories.person import Said
from tests.crash.histories.program import Entry, Holding, Program
from tests.crash.model_engine import Context, Fate, Kept, Refused

REVIEWED = 0.3  # of the runs
CANCELLED = 0.3  # of the strikes
UNPROTECTED = 0.3  # of the programs: only the numbers' own input protects them


class ModelOfPlugin(ModelPulumi):
    kind = NATIVE

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._is_new = True
        self._engine_protects = True
        self._reads_in_steps = False
        self._pending = 0  # purchases when a run was reviewed
        self._gone = 0  # numbers that were gone by then, though reads might still show them
        speak(PLUGIN_WORDS)

    def run(self, operation: steps.Operation, program: Program) -> Said:
        """Some runs begin with a preview, as all do where nobody says `--skip-preview`."""
        if self._is_new:
            self._be_of(program)
        if not _can_be_reviewed(operation) or self._rng.random() > REVIEWED:
            return super().run(operation, program)
        before = len(self.account.ledger())
        said = self._review(operation, program)
        assert len(self.account.ledger()) == before, "a preview wrote"
        if not said.succeeded:
            self._host.told.append(said.text)
            return said
        done = super().run(operation, program)
        self._hold_to(said.text.splitlines(), self.account.ledger()[before:])
        return done

    def _be_of(self, program: Program) -> None:
        """One program is not the other, and the same each time."""
        self._is_new = False
        self._rng.seed(repr(program.entries))
        self._engine_protects = self._rng.random() > UNPROTECTED

    def holdings(self) -> list[Holding]:
        """Protected by what the engine knows, or by the consent that the record lacks."""
        held = [*self._all(), *self._state.leaving]
        lacking = [not record.may_be_released(one.record) for one in held]
        return [
            replace(holding, protected=holding.protected or lacks)
            for holding, lacks in zip(super().holdings(), lacking, strict=True)
        ]

    def _protects(self, entry: Entry) -> bool:
        return self._engine_protects and super()._protects(entry)

    def _fate_of(self, strike: steps.Strike) -> Fate:
        """Some are no kill, but Ctrl-C."""
        if self._rng.random() > CANCELLED:
            return super()._fate_of(strike)
        return Fate({strike.call: "cancel"}, cancel=self._host.cancel)

    def _process(self, fate: Fate) -> PluginFace:
        return PluginFace(self._host.life(fate), self._host.told.append)

    # -- reading -----------------------------------------------------------------------------------

    def _look_first(self, up: steps.Up, program: Program, process: Face, fate: Fate) -> None:
        """Also without a refresh: the plugin's answers ask for it. With the program, each is read
        when its turn comes."""
        self._reads_in_steps = up.refresh and up.run_program
        if not self._reads_in_steps:
            self._refresh(self._process(fate), None, up.target, is_asked=up.refresh)

    def _refresh(
        self,
        process: Face,
        program: Program | None,
        target: str | None = None,
        *,
        is_asked: bool = True,
    ) -> None:
        """All are read, whatever one of them meets; where nobody asked for it, those of the plugin.
        With the program nothing is checked."""
        known = [*self._all(), *self._state.leaving]
        read = [one for one in known if is_asked or not one.is_marked]
        if target is not None and read and target not in {one.name for one in known}:
            raise Refused("one or more targets could not be found in the stack")
        failed = []
        for held in read:
            if target in (None, held.name):
                try:
                    self._read(process, held)
                except (Refused, InvocaError) as error:
                    failed.append(str(error))
        if failed:
            raise Refused("\n".join(failed))

    def _read(self, process: Face, held: Resource) -> None:
        self._host.require_going_on()
        found = process.read(held)
        if found is None:
            self._forget(held)
            return
        declared = held.inputs
        held.id, held.inputs, held.outputs = found
        held.init_failed = False
        process.diff(held.name, held, declared)

    def _forget(self, held: Resource) -> None:
        if self._state.resources.get(held.name) is held:
            del self._state.resources[held.name]
        else:
            self._state.leaving[:] = [one for one in self._state.leaving if one is not held]

    # -- steps -------------------------------------------------------------------------------------

    def _step(self, process: Face, name: str, entry: Entry, *, is_forced: bool) -> None:
        self._host.require_going_on()
        held = self._held(name, entry)
        if held is not None and self._reads_in_steps:
            self._read(process, held)
        super()._step(process, name, entry, is_forced=is_forced)

    def _kept(self, name: str, inputs: dict[str, Any], kept: Kept, protect: bool) -> Resource:
        """The engine passes over the inputs that such an error brings."""
        return super()._kept(name, inputs, kept._replace(inputs=inputs), protect)

    def _delete(self, names: list[str], process: Face, target: str | None) -> None:
        self._host.require_going_on()
        super()._delete(names, process, target)

    def _destroy(self, target: str, fate: Fate) -> None:
        self._refresh(self._process(fate), None, target, is_asked=False)
        left = [name for name in self._state.resources if name == target]
        self._delete(left, self._process(fate), target)

    def _leaving(self, target: str | None) -> list[Resource]:
        return [one for one in super()._leaving(target) if target in (None, one.name)]

    # -- previews ----------------------------------------------------------------------------------

    def _review(self, up: steps.Up, program: Program) -> Said:
        """Succeeds where a run may follow; the text is the plan then."""
        before = copy.deepcopy(self._state)
        held = self.holdings()
        self._pending = sum(one.is_pending for one in held)
        live = {str(number["promo_number"]) for number in self.account.numbers()}
        gone = [one for one in held if not one.is_pending and one.digits not in live]
        self._gone = len(gone) if self._reads_are_late() else 0
        self._be_on(up)
        try:
            return Said(True, "\n".join(self._planned(program, up.refresh)))
        except (Refused, InvocaError) as error:
            return Said(False, str(error))
        finally:
            self._state = before

    def _reads_are_late(self) -> bool:
        """What was released is gone for the run, and was not yet for the preview before it."""
        knobs = self.account.knobs
        return knobs.read_after_write == "lag" or knobs.list_answer == "eventual"

    def _hold_to(self, plan: list[str], happened: Sequence[Any]) -> None:
        """Nothing is bought, and nothing released, that a person did not agree to."""
        count = Counter(line.split()[0] for line in plan)
        done = Counter(one.event for one in happened if one.by == "api")
        bought = count["create"] + count["replace"] + self._pending + self._gone
        released = count["delete"] + count["replace"]
        assert done["bought"] <= bought, f"{done} after the plan {plan}"
        assert done["released"] <= released, f"{done} after the plan {plan}"

    def _foresee(
        self, process: Face, name: str, inputs: dict[str, Any], held: Resource | None = None
    ) -> None:
        assert isinstance(process, PluginFace)
        if held is None:
            process.create(name, inputs, Context(), preview=True)
        else:
            process.update(name, held, inputs, Context(), preview=True)


def _can_be_reviewed(operation: steps.Operation) -> TypeGuard[steps.Up]:
    """The plan of this model knows nothing of targets, and of what is forced."""
    return isinstance(operation, steps.Up) and not (operation.target or operation.replace)
