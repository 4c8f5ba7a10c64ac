"""An engine as small as can be, around the real provider, in Terraform's order of calls.

It keeps to what was measured on OpenTofu 1.12 and Terraform 1.11: each walk has a provider process
of its own; a plan upgrades, reads, validates and plans; a forced replacement plans twice, and gives
the second what the first kept; an apply plans creates, updates and deposed objects again, with
nothing of that. It holds the provider to what engines demand of a plan and of a result.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from terraform_invoca.promo_number import TYPE
from terraform_invoca.provider import Provider
from terraform_invoca.wire.messages import Severity, message
from terraform_invoca.wire.values import UNKNOWN, decode, encode, holds_unknown

Values = dict[str, Any]
Make = Callable[[], Provider]


class Refused(Exception):
    """The engine ends with these errors."""


class Block(NamedTuple):
    """A resource block. values: the arguments that it writes."""

    values: Mapping[str, Any]
    create_before_destroy: bool = False


@dataclass
class Object:
    """What a state has of one object."""

    values: Values
    private: bytes = b""
    is_tainted: bool = False


@dataclass
class Instance:
    current: Object | None = None
    deposed: list[Object] = field(default_factory=list)


class Change(NamedTuple):
    """action: create, update, no-op, delete, delete-create, create-delete. object: of a deposed
    one."""

    address: str
    action: str
    planned: Values | None = None
    private: bytes = b""
    deposed: Object | None = None


class Plan(NamedTuple):
    config: Mapping[str, Block]
    changes: list[Change]

    @property
    def actions(self) -> list[str]:
        return [f"{one.action} {one.address}" for one in self.changes if one.action != "no-op"]


class Model:
    """One root module. make: a new provider process. provider: its block."""

    def __init__(self, make: Make, provider: Mapping[str, Any]) -> None:
        self._make = make
        self._provider = provider
        self.state: dict[str, Instance] = {}
        self.told: list[str] = []

    # -- what people run ---------------------------------------------------------------------------

    def plan(
        self,
        config: Mapping[str, Block],
        *,
        refresh: bool = True,
        replace: Iterable[str] = (),
        orphans_first: bool = False,
    ) -> Plan:
        """Raises Refused."""
        walk = Walk(self, self._started())
        orphans = [address for address in self.state if address not in config]
        order = [*orphans, *config] if orphans_first else [*config, *orphans]
        changes: list[Change] = []
        for address in order:
            changes += self._plan_deposed(walk, address, refresh)
            block = config.get(address)
            if block is None:
                changes += self._plan_orphan(walk, address, refresh)
            else:
                held = self._refreshed(walk, address, refresh)
                changes.append(walk.planned(address, block, held, address in set(replace)))
        walk.end()
        return Plan(config, changes)

    def destroy_plan(self) -> Plan:
        """Raises Refused."""
        walk = Walk(self, self._started())
        changes = []
        for address, instance in self.state.items():
            if instance.current is not None:
                changes.append(walk.planned_delete(address, instance.current))
        walk.end()
        return Plan({}, changes)

    def apply(self, plan: Plan) -> None:
        """Raises Refused once everything was tried."""
        walk = Walk(self, self._started())
        for change in plan.changes:
            self._apply(walk, change, plan.config.get(change.address))
        walk.end()

    def run(self, config: Mapping[str, Block], **options: Any) -> None:
        self.apply(self.plan(config, **options))

    def imported(self, address: str, id_: str) -> None:
        """`terraform import`. Raises Refused."""
        walk = Walk(self, self._started())
        request = message("ImportResourceState.Request")(type_name=TYPE, id=id_)
        answer = walk.call("ImportResourceState", request)
        walk.end()
        one = answer.imported_resources[0]
        held = walk.read(Object(decode(one.state), one.private))
        walk.end()
        assert held is not None
        self.state[address] = Instance(held)

    # -- a plan ------------------------------------------------------------------------------------

    def _started(self) -> Provider:
        provider = self._make()
        names = provider.provider_block.names
        config = {name: self._provider.get(name) for name in names}
        request = message("ConfigureProvider.Request")(config={"msgpack": encode(config)})
        answer = provider.ConfigureProvider(request, None)
        found = [one.summary for one in answer.diagnostics if one.severity == Severity.ERROR]
        if found:
            raise Refused("; ".join(found))
        return provider

    def _refreshed(self, walk: Walk, address: str, refresh: bool) -> Object | None:
        instance = self.state.get(address, Instance())
        if instance.current is None:
            return None
        walk.upgrade(instance.current)
        if refresh:
            instance.current = walk.read(instance.current)
        if instance.current is None and not instance.deposed:
            del self.state[address]
        return instance.current

    def _plan_orphan(self, walk: Walk, address: str, refresh: bool) -> list[Change]:
        held = self._refreshed(walk, address, refresh)
        return [walk.planned_delete(address, held)] if held is not None else []

    def _plan_deposed(self, walk: Walk, address: str, refresh: bool) -> list[Change]:
        instance = self.state.get(address, Instance())
        changes = []
        for one in list(instance.deposed):
            walk.upgrade(one)
            seen = walk.read(one) if refresh else one
            index = instance.deposed.index(one)
            if seen is None:
                del instance.deposed[index]
                continue
            instance.deposed[index] = seen
            changes.append(walk.planned_delete(address, seen)._replace(deposed=seen))
        return changes

    # -- an apply ----------------------------------------------------------------------------------

    def _apply(self, walk: Walk, change: Change, block: Block | None) -> None:
        instance = self.state.setdefault(change.address, Instance())
        if change.deposed is not None:
            walk.upgrade(change.deposed)
            again = walk.planned_delete(change.address, change.deposed)
            if walk.deleted(change.deposed, again.private):
                instance.deposed = [one for one in instance.deposed if one is not change.deposed]
        elif change.action in ("delete", "delete-create"):
            assert instance.current is not None
            walk.upgrade(instance.current)
            if not walk.deleted(instance.current, change.private):
                return
            instance.current = None
        if block is not None and change.action != "no-op" and change.deposed is None:
            self._bring_about(walk, change, block, instance)
        if instance.current is None and not instance.deposed:
            self.state.pop(change.address, None)

    def _bring_about(self, walk: Walk, change: Change, block: Block, instance: Instance) -> None:
        deposed = None
        if change.action == "create-delete":
            deposed, instance.current = instance.current, None
            if deposed is not None:
                instance.deposed.append(deposed)
        elif instance.current is not None:
            walk.upgrade(instance.current)
        again = walk.planned(change.address, block, instance.current, False)
        if again.planned is None:
            return
        assert_same_plan(change.planned or {}, again.planned)
        instance.current = walk.applied(block, instance.current, again)
        if deposed is None:
            return
        if instance.current is None:
            instance.deposed.remove(deposed)
            instance.current = deposed
            return
        walk.upgrade(deposed)
        leaving = walk.planned_delete(change.address, deposed)
        if walk.deleted(deposed, leaving.private):
            instance.deposed.remove(deposed)


class Walk:
    """One provider process, and the errors that its calls answered."""

    def __init__(self, model: Model, provider: Provider) -> None:
        self._model = model
        self._provider = provider
        self.errors: list[str] = []

    def end(self) -> None:
        if self.errors:
            raise Refused("\n".join(self.errors))

    def call(self, name: str, request: Any) -> Any:
        answer = getattr(self._provider, name)(request, None)
        for one in answer.diagnostics:
            text = f"{one.summary}: {one.detail}"
            self._model.told.append(text)
            if one.severity == Severity.ERROR:
                self.errors.append(text)
        return answer

    def _failed(self, answer: Any) -> bool:
        return any(one.severity == Severity.ERROR for one in answer.diagnostics)

    def config(self, block: Block) -> Values:
        unknown = set(block.values) - set(self._provider.resource.names)
        assert not unknown, unknown
        return {name: block.values.get(name) for name in self._provider.resource.names}

    # -- calls -------------------------------------------------------------------------------------

    def upgrade(self, held: Object) -> None:
        raw = {"json": json.dumps(held.values).encode()}
        request = message("UpgradeResourceState.Request")(
            type_name=TYPE, version=self._provider.resource.version, raw_state=raw
        )
        answer = self.call("UpgradeResourceState", request)
        assert decode(answer.upgraded_state) == held.values

    def read(self, held: Object) -> Object | None:
        request = message("ReadResource.Request")(
            type_name=TYPE, current_state={"msgpack": encode(held.values)}, private=held.private
        )
        answer = self.call("ReadResource", request)
        values = decode(answer.new_state)
        return None if values is None else Object(values, answer.private, held.is_tainted)

    def planned(self, address: str, block: Block, held: Object | None, forced: bool) -> Change:
        config = self.config(block)
        validate = message("ValidateResourceConfig.Request")(
            type_name=TYPE, config={"msgpack": encode(config)}
        )
        if self._failed(self.call("ValidateResourceConfig", validate)):
            return Change(address, "no-op")
        prior = held.values if held is not None and not held.is_tainted else None
        private = held.private if prior is not None and held is not None else b""
        answer = self._plan(prior, proposed(config, prior, self._computed()), config, private)
        if self._failed(answer):
            return Change(address, "no-op")
        planned = decode(answer.planned_state)
        assert_valid_plan(config, prior, planned, self._computed())
        replace = "create-delete" if block.create_before_destroy else "delete-create"
        if prior is None:
            action = replace if held is not None else "create"
            return Change(address, action, planned, answer.planned_private)
        changed = {path.steps[0].attribute_name for path in answer.requires_replace}
        changed = {name for name in changed if planned[name] != prior[name]}
        assert not answer.requires_replace or changed, "no attribute that is to be replaced differs"
        if not (forced or changed):
            action = "no-op" if planned == prior else "update"
            return Change(address, action, planned, answer.planned_private)
        new = proposed(config, None, self._computed())
        second = self._plan(None, new, config, answer.planned_private)
        if self._failed(second):
            return Change(address, "no-op")
        return Change(address, replace, decode(second.planned_state), second.planned_private)

    def planned_delete(self, address: str, held: Object) -> Change:
        answer = self._plan(held.values, None, None, held.private)
        return Change(address, "delete", None, answer.planned_private)

    def _plan(
        self, prior: Values | None, new: Values | None, config: Values | None, private: bytes
    ) -> Any:
        request = message("PlanResourceChange.Request")(
            type_name=TYPE,
            prior_state={"msgpack": encode(prior)},
            proposed_new_state={"msgpack": encode(new)},
            config={"msgpack": encode(config)},
            prior_private=private,
        )
        return self.call("PlanResourceChange", request)

    def applied(self, block: Block, held: Object | None, change: Change) -> Object | None:
        prior = held.values if held is not None else None
        answer = self._apply(prior, change.planned, self.config(block), change.private)
        values = decode(answer.new_state)
        failed = self._failed(answer)
        if not failed:
            assert_consistent_result(change.planned or {}, values)
        if values is None:
            return held
        return Object(values, answer.private, is_tainted=failed and held is None)

    def deleted(self, held: Object, private: bytes) -> bool:
        if self.errors:
            return False
        answer = self._apply(held.values, None, None, private)
        return decode(answer.new_state) is None

    def _apply(
        self, prior: Values | None, new: Values | None, config: Values | None, private: bytes
    ) -> Any:
        request = message("ApplyResourceChange.Request")(
            type_name=TYPE,
            prior_state={"msgpack": encode(prior)},
            planned_state={"msgpack": encode(new)},
            config={"msgpack": encode(config)},
            planned_private=private,
        )
        return self.call("ApplyResourceChange", request)

    def _computed(self) -> set[str]:
        return {one.name for one in self._provider.resource.attributes if one.computed}


# -- what engines do and demand ------------------------------------------------------------------


def proposed(config: Values, prior: Values | None, computed: set[str]) -> Values:
    """The configuration, with what a state knows where it leaves an attribute to the provider."""
    before = prior or {}
    return {
        name: before.get(name) if value is None and name in computed else value
        for name, value in config.items()
    }


def assert_valid_plan(
    config: Values, prior: Values | None, planned: Values, computed: set[str]
) -> None:
    for name, value in config.items():
        if value is not None:
            assert planned[name] == value or planned[name] == (prior or {}).get(name), name
        elif name not in computed:
            assert planned[name] is None, name


def assert_same_plan(first: Values, second: Values) -> None:
    """The plan of an apply may know more than the plan that a person agreed to, and no other."""
    for name, value in first.items():
        if not holds_unknown(value):
            assert second[name] == value, f"inconsistent final plan: {name}"


def assert_consistent_result(planned: Values, made: Values | None) -> None:
    assert made is not None, "the provider answered no state"
    for name, value in planned.items():
        assert made[name] is not UNKNOWN, f"unknown after the apply: {name}"
        if not holds_unknown(value):
            assert made[name] == value, f"inconsistent result: {name}"
