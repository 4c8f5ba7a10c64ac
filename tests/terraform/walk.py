"""One walk of an engine: its calls to a provider process, and what it demands of the answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from terraform_invoca.provider import TerraformProvider
from terraform_invoca.wire.messages import Severity, message
from terraform_invoca.wire.schema import Schema, conform
from terraform_invoca.wire.values import UNKNOWN, decode, encode, holds_unknown
from terraform_stack.names import RESOURCE

Values = dict[str, Any]


class InconsistentPlan(AssertionError):
    """What an apply planned again is not what a person agreed to."""


class Refused(Exception):
    """The engine ends with these errors."""


class StepFailed(Exception):
    """What is told as an error: the engine turns to what does not depend on it."""


class Block(NamedTuple):
    """A resource block. values: the arguments that it writes. ignore_changes: of them, those of
    which an object that there is keeps what it has."""

    values: Mapping[str, Any]
    create_before_destroy: bool = False
    ignore_changes: tuple[str, ...] = ()


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


def names_of(schema: Schema) -> list[str]:
    return [attribute.name for attribute in schema.attributes]


class Walk:
    """told: takes what is said to the person."""

    def __init__(self, told: list[str], provider: TerraformProvider) -> None:
        self._told = told
        self._provider = provider
        self.errors: list[str] = []

    def end(self) -> None:
        if self.errors:
            raise Refused("\n".join(self.errors))

    def call(self, name: str, request: Any) -> Any:
        answer = getattr(self._provider, name)(request, None)
        for one in answer.diagnostics:
            text = f"{one.summary}: {one.detail}"
            self._told.append(text)
            if one.severity == Severity.ERROR:
                self.errors.append(text)
        return answer

    def _require(self, answer: Any) -> None:
        if self._failed(answer):
            raise StepFailed

    def _failed(self, answer: Any) -> bool:
        return any(one.severity == Severity.ERROR for one in answer.diagnostics)

    def config(self, block: Block) -> Values:
        unknown = set(block.values) - set(names_of(self._provider.resource))
        assert not unknown, unknown
        return conform(block.values, self._provider.resource.attributes)

    # -- calls -------------------------------------------------------------------------------------

    def upgrade(self, held: Object) -> None:
        """Raises StepFailed."""
        raw = {"json": json.dumps(held.values).encode()}
        request = message("UpgradeResourceState.Request")(
            type_name=RESOURCE, version=self._provider.resource.version, raw_state=raw
        )
        answer = self.call("UpgradeResourceState", request)
        self._require(answer)
        assert decode(answer.upgraded_state) == held.values

    def read(self, held: Object) -> Object | None:
        """Raises StepFailed."""
        request = message("ReadResource.Request")(
            type_name=RESOURCE, current_state={"msgpack": encode(held.values)}, private=held.private
        )
        answer = self.call("ReadResource", request)
        self._require(answer)
        values = decode(answer.new_state)
        return None if values is None else Object(values, answer.private, held.is_tainted)

    def planned(self, address: str, block: Block, held: Object | None, forced: bool) -> Change:
        config = self.config(block)
        validate = message("ValidateResourceConfig.Request")(
            type_name=RESOURCE, config={"msgpack": encode(config)}
        )
        if self._failed(self.call("ValidateResourceConfig", validate)):
            return Change(address, "no-op")
        prior = held.values if held is not None and not held.is_tainted else None
        private = held.private if prior is not None and held is not None else b""
        obeyed = {**config, **{name: prior[name] for name in block.ignore_changes if prior}}
        answer = self._plan(prior, proposed(obeyed, prior, self._computed()), obeyed, private)
        if self._failed(answer):
            return Change(address, "no-op")
        planned = decode(answer.planned_state)
        assert_valid_plan(obeyed, prior, planned, self._computed())
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
        action = "no-op" if self._failed(answer) else "delete"
        return Change(address, action, None, answer.planned_private)

    def _plan(
        self, prior: Values | None, new: Values | None, config: Values | None, private: bytes
    ) -> Any:
        request = message("PlanResourceChange.Request")(
            type_name=RESOURCE,
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
        if not answer.new_state.msgpack and held is not None:
            return Object(held.values, b"", held.is_tainted)  # its process ended meanwhile
        if values is None:
            return held
        return Object(values, answer.private, is_tainted=failed and held is None)

    def deleted(self, held: Object, private: bytes) -> Object | None:
        """What is left of it."""
        answer = self._apply(held.values, None, None, private)
        values = decode(answer.new_state)
        if values is None:
            return held if self._failed(answer) else None
        assert self._failed(answer), "the provider answered a state of what it destroyed"
        return Object(values, answer.private, held.is_tainted)

    def _apply(
        self, prior: Values | None, new: Values | None, config: Values | None, private: bytes
    ) -> Any:
        request = message("ApplyResourceChange.Request")(
            type_name=RESOURCE,
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
        if not holds_unknown(value) and second[name] != value:
            raise InconsistentPlan(name)


def assert_consistent_result(planned: Values, made: Values | None) -> None:
    assert made is not None, "the provider answered no state"
    for name, value in planned.items():
        assert made[name] is not UNKNOWN, f"unknown after the apply: {name}"
        if not holds_unknown(value):
            assert made[name] == value, f"inconsistent result: {name}"
