"""The model of Terraform's order of calls, for histories.

Owns: which commands a step is, what of it is left in the state, and what a kill leaves. Must not
know: what is judged. A step that Pulumi alone has stands for something that Terraform alone has:
`run_program` for `-refresh=false`, `continue_on_error` for a saved plan applied by another engine.
A state without `checkpoints` is one that a backend writes once a run.
"""

from __future__ import annotations

import base64
import copy
import json
import random
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from invoca.account import Account as Settings
from invoca.client import Client
from invoca.promo_number import record
from invoca.timing import Timing
from invoca_cli.workspace.state import read_state
from terraform_invoca import state as kept
from terraform_stack.names import RESOURCE
from tests.account import Account
from tests.crash.histories import steps
from tests.crash.histories.mortal import MortalProvider
from tests.crash.histories.person import Said
from tests.crash.histories.program import Holding, Program
from tests.crash.histories.reviewed import compared
from tests.crash.histories.root_module import RootModule
from tests.crash.model_engine import Fate, Killed
from tests.terraform.desk import Desk
from tests.terraform.model import Plan
from tests.terraform.walk import Block, InconsistentPlan, Instance, Object, Refused

_LEFT_BEHIND = re.compile(r"(?:The number|A replacement) of the key '([^']+)' (?:moved to|is not)")
_KEPT_BY_ANOTHER = re.compile(r"The number that '([^']+)' asks for is kept by")
_HELD_TWICE = re.compile(r"The state holds (\d{10}) twice")
_UNDO_THE_CHANGE = re.compile(r"(\d{10}) \('[^']+'\) is protected: This plan would release")
_LOST_BY_REPLACEMENT = re.compile(r"(\d{10}) would be lost by this replacement")


class _Desk(Desk):
    """strikes_provider: whether a kill leaves the engine alive."""

    strikes_provider = False

    def __init__(self, simulator: Account, machine: Path, **settings: Any) -> None:
        super().__init__(simulator, machine, **settings)
        self.stored = self.state

    def _process(self, joined: Any) -> Any:
        return MortalProvider(super()._process(joined), lambda: self.strikes_provider)

    def saved(self) -> None:
        super().saved()
        self.stored = copy.deepcopy(self.state)


class ModelTerraform:
    """One root module. seed: of the history, which decides how its configuration is written."""

    has_time = True

    def __init__(self, account: Account, machines: Path, seed: int) -> None:
        self.account = account
        self._machines = machines
        token = account.token  # another than that of a test, which a reset forgets
        self._desk = _Desk(account, machines / "here", grace_seconds=4, api_token=token)
        habits = random.Random(f"terraform {seed}")  # noqa: S311 - no secret
        self._module = RootModule(habits)
        self._mix = random.Random(seed)  # noqa: S311 - mixes an order
        self._saved: dict[str, Instance] = {}
        self._refreshes_not = False

    # -- what a history asks of an engine ----------------------------------------------------------

    def run(self, operation: steps.Operation, program: Program) -> Said:
        desk = self._desk
        desk.told.append(f"$ {operation}")
        said = len(desk.told)
        before = copy.deepcopy(desk.state)
        strike: steps.Strike | None = getattr(operation, "strike", None)
        desk.fate = Fate({strike.call: f"kill {strike.when}"} if strike else {})
        desk.strikes_provider = strike is not None and strike.victim == "provider"
        desk.stored = before
        desk.machine = self._machines / "here"
        if isinstance(operation, steps.Up) and operation.elsewhere:
            self._go_to("elsewhere")
        succeeded = False
        try:
            self._carry_out(operation, program)
            succeeded = True
        except Refused:
            pass  # its words were told already
        except Killed:
            desk.state = desk.stored if getattr(operation, "checkpoints", True) else before
        finally:
            desk.fate = Fate()
        return Said(succeeded, "\n".join(desk.told[said:]))

    def holdings(self) -> list[Holding]:
        """What an interrupted replacement left, where nothing took its place, is held still."""
        return [
            _holding(self._module.name(address, instance), one, is_leaving=place > 0)
            for address, instance in self._desk.state.items()
            for place, one in enumerate(_objects(instance))
        ]

    def plan(self, program: Program, *, refresh: bool) -> Said:
        desk = self._desk
        said, before = len(desk.told), copy.deepcopy(desk.state)
        try:
            found = self._planned(program, refresh=refresh).actions
        except Refused:
            found = desk.told[said:]
        finally:
            desk.state = before
        return Said(not found, "\n".join([*found, *desk.told[said:]]))

    def drift(self, program: Program) -> tuple[Said, list[str]]:
        file = self._machines / "terraform.tfstate"
        file.write_text(json.dumps(_state_file(self._desk.state)), "utf-8")
        return compared(self._client(), read_state(str(file)))

    def untaint(self) -> None:
        """What is tainted is kept by the next apply; a message says where a person has to do it."""

    def settle_purchases(self) -> None:
        desk = self._desk
        desk.provider["settled_before"] = record.as_time(desk.wall_clock() + 1)

    def wait(self, seconds: float) -> None:
        self._desk.now += seconds

    def clock(self) -> float:
        """For the account, that both live in one time."""
        return self._desk.now

    def forget(self, digits: str) -> None:
        """`terraform state rm` of what holds a number."""
        state = self._desk.state
        for address, instance in list(state.items()):
            if any(one.values["promo_number"] == digits for one in _objects(instance)):
                del state[address]

    def heed(self, text: str, program: Program) -> None:
        if "settled_before" in text:
            self.settle_purchases()
        # A released number that may not be looked at goes without a look (docs/reliability.md).
        self._refreshes_not = "-refresh=false" in text or "was deleted" in text
        for key in _LEFT_BEHIND.findall(text):
            self._forget(key, program)
        for digits in set(_UNDO_THE_CHANGE.findall(text)):
            self._ask_for_it_again(digits, program)
        for digits in set(_HELD_TWICE.findall(text)):
            self._take_out_of_two(digits, program)
        for digits in _LOST_BY_REPLACEMENT.findall(text):
            self._untaint(digits)
        for key in _KEPT_BY_ANOTHER.findall(text):
            for name, entry in program.entries.items():
                if self._module.key(name, entry) == key:
                    program.entries[name] = replace(entry, generation=entry.generation + 1)

    @property
    def told(self) -> list[str]:
        return self._desk.told

    # -- operations --------------------------------------------------------------------------------

    def _carry_out(self, operation: steps.Operation, program: Program) -> None:
        desk = self._desk
        if isinstance(operation, steps.Up):
            self._up(operation, program)
        elif isinstance(operation, (steps.TwoUps, steps.BoldUp)):
            self._up(steps.Up(), program)
        elif isinstance(operation, steps.Refresh):
            self._or_as_it_was(desk.refresh_only)
        elif isinstance(operation, steps.Destroy):
            address = self._module.address_of(operation.target, program, desk.state)
            plan = self._or_as_it_was(lambda: desk.destroy_plan(self._config(program), address))
            desk.stored = desk.state
            desk.apply(plan, self._mix)
        elif isinstance(operation, steps.Taint):
            address = self._module.address_of(operation.name, program, desk.state)
            if address in desk.state:
                desk.taint(address)
        elif isinstance(operation, steps.SaveState):
            self._saved = copy.deepcopy(desk.state)
        elif isinstance(operation, steps.RestoreState):
            if not self._loses_what_was_moved():
                desk.state = copy.deepcopy(self._saved)
        else:
            desk.state = {}

    def _up(self, up: steps.Up, program: Program) -> None:
        desk, module = self._desk, self._module
        refresh = (up.refresh or not up.run_program) and not self._refreshes_not
        target = self._target(up.target, program) if up.target else None
        replaced = module.address_of(up.replace, program, desk.state) if up.replace else ""
        plan = self._or_as_it_was(
            lambda: self._planned(
                program, refresh=refresh, only=target, replace=[replaced], mix=up.parallel > 1
            )
        )
        desk.stored = desk.state
        if up.continue_on_error:
            self._save_for_later()
        mixed = self._mix if up.parallel > 1 else None
        try:
            desk.apply(plan, mixed)
        except InconsistentPlan as error:
            if not up.continue_on_error or str(error) != record.BOUGHT_AT:
                raise
            desk.told.append("inconsistent final plan")
            raise Refused from None

    def _save_for_later(self) -> None:
        """What comes next is done by another engine, perhaps later, perhaps on another machine."""
        desk = self._desk
        desk.forget_the_engine()
        desk.now += self._mix.choice((0.0, 400.0))
        if self._mix.random() < 0.5:
            self._go_to("pipeline")

    def _go_to(self, machine: str) -> None:
        """Where no read shows a move, and a PUT to where the number was sells one, nobody but the
        machine that sent it can know (docs/reliability.md, "What is not covered")."""
        knobs = self.account.knobs
        if knobs.put_missing == "not_found" or knobs.read_after_write == "immediate":
            self._desk.machine = self._machines / machine

    def _loses_what_was_moved(self) -> bool:
        """Whether the saved state is a lost one to a number that no id leads to any more."""
        now, then = (
            {
                one.values["promo_number"]
                for instance in state.values()
                for one in _objects(instance)
            }
            for state in (self._desk.state, self._saved)
        )
        return self.account.knobs.move_id == "changed" and not now <= then

    def _target(self, name: str, program: Program) -> str | None:
        """The address to name; None where that would be a mistake. With -target an engine shows
        nothing of other addresses, so a number that kept the id of the key which is declared here
        would be taken over (docs/terraform.md, "Bounds")."""
        state, module = self._desk.state, self._module
        address = module.address_of(name, program, state)
        entry = program.entries.get(name)
        if entry is not None:
            made = f"{module.key(name, entry)}-"
            others = (
                one for at, instance in state.items() if at != address for one in _objects(instance)
            )
            if any(made in str(one.values["id_from_network"]) for one in others):
                return None
        return address

    def _planned(self, program: Program, *, mix: bool = False, **options: Any) -> Plan:
        config = self._config(program, options.get("only"))
        options["imports"] = self._module.imports(program, self._desk.state)
        return self._desk.plan(config, mix=self._mix if mix else None, **options)

    def _config(self, program: Program, only: str | None = None) -> dict[str, Block]:
        """What is planned, once the `moved` blocks were carried out."""
        desk = self._desk
        for before, after in list(self._module.moves(program, desk.state)):
            if only not in (None, after):
                desk.told.append("Moved resource instances excluded by targeting")
                raise Refused
            desk.state[after] = desk.state.pop(before)
        return self._module.blocks(program)

    def _or_as_it_was(self, work: Any) -> Any:
        """A plan that fails leaves no trace in the state, whatever it has read."""
        before = copy.deepcopy(self._desk.state)
        try:
            return work()
        except BaseException:
            self._desk.state = before
            raise

    # -- what they rest on -------------------------------------------------------------------------

    def _forget(self, key: str, program: Program) -> None:
        """`terraform state rm` of what holds a key, and of what a replacement left at its block."""
        state, module = self._desk.state, self._module
        blocks = {module.key(name, one): (name, one) for name, one in program.entries.items()}
        here = module.address(*blocks[key]) if key in blocks else ""
        for address, instance in list(state.items()):
            is_left = address == here and bool(instance.deposed)
            if is_left or any(one.values["key"] == key for one in _objects(instance)):
                del state[address]

    def _take_out_of_two(self, digits: str, program: Program) -> None:
        """`terraform state rm` of what came later to a number that two addresses hold, whose block
        asks for another one from then on; where one address does, of that."""
        state, module = self._desk.state, self._module
        held = {
            address: any(one.values["taken_over"] for one in objects)
            for address, instance in state.items()
            if (objects := [o for o in _objects(instance) if o.values["promo_number"] == digits])
        }
        if not held:
            return  # what another message asked for has taken it out
        later = max(held, key=lambda address: held[address])
        del state[later]
        for name, entry in program.entries.items():
            if len(held) > 1 and module.address(name, entry) == later:
                program.entries[name] = replace(entry, generation=entry.generation + 1)

    def _ask_for_it_again(self, digits: str, program: Program) -> None:
        """Undoes the edit of an entry that asks for another number than the one of which what a
        replacement left behind is protected still."""
        for address, instance in self._desk.state.items():
            left = [one.values for one in instance.deposed if one.values["promo_number"] == digits]
            for name, entry in program.entries.items():
                if left and self._module.address(name, entry) == address:
                    area = (left[0]["local_center"] or {}).get("tn_prefix")
                    generation = left[0]["generation"] or 1
                    program.entries[name] = replace(entry, generation=generation, area=area)

    def _untaint(self, digits: str) -> None:
        """`terraform untaint` of the address at which the engine shows the message. A plan that
        fails saves nothing of what it read: the state may hold its purchase as pending still."""
        live = [one for one in self.account.numbers() if one["promo_number"] == digits]
        stored = str(live[0]["id_from_network"]) if live else ""
        for instance in self._desk.state.values():
            values = instance.current.values if instance.current else {}
            asked = "" if values.get("promo_number") else str(values.get("id_from_network") or "")
            if instance.current and (
                values["promo_number"] == digits or (asked and stored.endswith(asked))
            ):
                instance.current.is_tainted = False

    def _client(self) -> Client:
        given = self._desk.provider
        settings = Settings(
            network_id=given["network_id"], api_token=given["api_token"], base_url=given["base_url"]
        )
        return Client(settings, timing=Timing(self.clock, self.wait, lambda: 0.5))


def _objects(instance: Instance) -> list[Object]:
    return [one for one in (instance.current, *instance.deposed) if one is not None]


def _holding(name: str, held: Object, *, is_leaving: bool) -> Holding:
    number = kept.held(held.values, kept.unpacked(held.private))
    is_protected = held.values.get("deletion_protection") is not False
    return Holding(
        name, number.resource_id, is_protected, is_leaving, is_pending=not number.promo_number
    )


def _state_file(state: Mapping[str, Instance]) -> dict[str, Any]:
    """As Terraform writes it."""
    resources = [
        {
            "type": RESOURCE,
            "mode": "managed",
            "name": address.partition(".")[2],
            "instances": [
                {
                    "attributes": one.values,
                    "private": base64.b64encode(one.private).decode(),
                    **({} if one is instance.current else {"deposed": "00000001"}),
                }
                for one in _objects(instance)
            ],
        }
        for address, instance in state.items()
    ]
    return {"version": 4, "lineage": "the model", "resources": resources}
