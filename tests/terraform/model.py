"""An engine as small as can be, around the real provider, in Terraform's order of calls.

It keeps to what was measured on OpenTofu 1.12 and Terraform 1.11: each walk has a provider process
of its own; a plan upgrades, reads, validates and plans; a forced replacement plans twice, and gives
the second what the first kept; an apply plans creates, updates and deposed objects again, with
nothing of that. After an error, it keeps what it has where no state is answered; else it holds the
state and the private data of the answer. It holds the provider to what engines demand of a plan and
of a result.
"""

from __future__ import annotations

import contextlib
import json
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from invoca.run_facts import RunFacts
from terraform_invoca.joining import Joined
from terraform_invoca.lookups import LOOKUPS
from terraform_invoca.provider import TerraformProvider
from terraform_invoca.wire.messages import Severity, message
from terraform_invoca.wire.values import decode, encode
from terraform_stack.names import RESOURCE
from tests.terraform.walk import (
    Block,
    Change,
    Instance,
    Object,
    Refused,
    StepFailed,
    Values,
    Walk,
    assert_same_plan,
    names_of,
)

_OVER = object()

Make = Callable[[Joined], TerraformProvider]


class Plan(NamedTuple):
    config: Mapping[str, Block]
    changes: list[Change]

    @property
    def actions(self) -> list[str]:
        return [f"{one.action} {one.address}" for one in self.changes if one.action != "no-op"]


class Model:
    """One root module. make: a new provider process, among those of its engine. provider: its
    block."""

    def __init__(self, make: Make, provider: Mapping[str, Any]) -> None:
        self._make = make
        self._engine = RunFacts()
        self.provider = dict(provider)
        self.state: dict[str, Instance] = {}
        self.told: list[str] = []

    def saved(self) -> None:
        """The state was written, as after each step of an apply."""

    def forget_the_engine(self) -> None:
        """What comes next is done by another engine: an apply of a saved plan."""
        self._engine = RunFacts()

    # -- what people run ---------------------------------------------------------------------------

    def plan(
        self,
        config: Mapping[str, Block],
        *,
        refresh: bool = True,
        replace: Iterable[str] = (),
        orphans_first: bool = False,
        mix: random.Random | None = None,
        only: str | None = None,
        imports: Mapping[str, str] = MappingProxyType({}),
    ) -> Plan:
        """mix: looks at objects in any order. only: the one address that -target names. imports:
        the id of an import block, by its address. Raises Refused."""
        self._validated()
        walk = Walk(self.told, self._started())
        orphans = [address for address in self.state if address not in config]
        order = [*orphans, *config] if orphans_first else [*config, *orphans]
        objects = [
            (address, is_deposed)
            for address in (order if only is None else [only])
            for is_deposed in (True, False)
        ]
        if mix is not None:
            mix.shuffle(objects)
        changes: list[Change] = []
        for address, is_deposed in objects:
            with contextlib.suppress(StepFailed):
                if is_deposed:
                    changes += self._plan_deposed(walk, address, refresh)
                    continue
                if address in imports:
                    self._import(walk, address, imports[address])
                block, is_forced = config.get(address), address in set(replace)
                changes += self._plan_current(walk, address, block, refresh, is_forced)
        walk.end()
        return Plan(config, changes)

    def destroy_plan(
        self, config: Mapping[str, Block] | None = None, only: str | None = None
    ) -> Plan:
        """config: what is planned first, as long as a refresh is asked for; only: as for a plan.
        Raises Refused."""
        if config is None:
            self._validated()
        else:
            self.plan(config, only=only)
        walk = Walk(self.told, self._started())
        changes = []
        for address, instance in self.state.items():
            if only not in (None, address):
                continue
            with contextlib.suppress(StepFailed):
                changes += self._plan_deposed(walk, address, refresh=False)
            if instance.current is not None:
                changes.append(walk.planned_delete(address, instance.current))
        walk.end()
        return Plan({}, changes)

    def apply(self, plan: Plan, mix: random.Random | None = None) -> None:
        """mix: takes the steps of different resources in any order, as an engine does that has
        several under way. Raises Refused once everything was tried."""
        walk = Walk(self.told, self._started())
        by_address: dict[str, list[Change]] = {}
        for change in plan.changes:
            by_address.setdefault(change.address, []).append(change)
        under_way = [self._applied(walk, one, plan.config) for one in by_address.values()]
        while under_way:
            one = under_way[mix.randrange(len(under_way)) if mix else 0]
            if next(one, True):
                under_way.remove(one)
        walk.end()

    def refresh_only(self) -> None:
        """`apply -refresh-only`. Raises Refused."""
        self._validated()
        walk = Walk(self.told, self._started())
        for address in list(self.state):
            with contextlib.suppress(StepFailed):
                self._plan_deposed(walk, address, refresh=True)
            with contextlib.suppress(StepFailed):
                self._refreshed(walk, address, refresh=True)
        walk.end()

    def run(self, config: Mapping[str, Block], **options: Any) -> None:
        self.apply(self.plan(config, **options))

    def imported(
        self, address: str, id_: str = "", identity: Mapping[str, Any] | None = None
    ) -> None:
        """`terraform import`, by id or by identity. Raises Refused."""
        self._import(Walk(self.told, self._started()), address, id_, identity)

    def _import(
        self, walk: Walk, address: str, id_: str, identity: Mapping[str, Any] | None = None
    ) -> None:
        request = message("ImportResourceState.Request")(type_name=RESOURCE, id=id_)
        if identity is not None:
            request.identity.identity_data.msgpack = encode(identity)
        answer = walk.call("ImportResourceState", request)
        walk.end()
        one = answer.imported_resources[0]
        held = None
        with contextlib.suppress(StepFailed):
            held = walk.read(Object(decode(one.state), one.private))
        walk.end()
        assert held is not None
        self.state[address] = Instance(held)

    def look_up(self, name: str, **config: Any) -> Values:
        """What a data source answers. Raises Refused."""
        walk = Walk(self.told, self._started())
        full = {one: config.get(one) for one in names_of(LOOKUPS[name].schema)}
        wire = {"type_name": name, "config": {"msgpack": encode(full)}}
        walk.call(
            "ValidateDataResourceConfig", message("ValidateDataResourceConfig.Request")(**wire)
        )
        walk.end()
        answer = walk.call("ReadDataSource", message("ReadDataSource.Request")(**wire))
        walk.end()
        found: Values = decode(answer.state)
        return found

    def query(self, **config: Any) -> list[tuple[str, Values, Values]]:
        """What a list block finds: display name, identity, and attributes."""
        provider = self._started()
        full = {one: config.get(one) for one in names_of(provider.list_block)}
        request = message("ListResource.Request")(
            type_name=RESOURCE, config={"msgpack": encode(full)}, include_resource_object=True
        )
        events = list(provider.ListResource(request, None))
        said = [one for event in events for one in event.diagnostic]
        errors = [one.summary for one in said if one.severity == Severity.ERROR]
        if errors:
            raise Refused("; ".join(errors))
        self.told += [one.detail for one in said]
        return [
            (one.display_name, decode(one.identity.identity_data), decode(one.resource_object))
            for one in events
            if one.identity.identity_data.msgpack
        ]

    def upgraded(self, values: Values) -> Values:
        """A state of an older version, as the provider reads it. Raises Refused."""
        walk = Walk(self.told, self._started())
        raw = {"json": json.dumps(values).encode()}
        request = message("UpgradeResourceState.Request")(type_name=RESOURCE, raw_state=raw)
        answer = walk.call("UpgradeResourceState", request)
        walk.end()
        found: Values = decode(answer.upgraded_state)
        return found

    # -- a plan ------------------------------------------------------------------------------------

    def _validated(self) -> None:
        """An engine begins: before a plan it has the block validated, by a process of its own."""
        self._engine = RunFacts()
        provider = self._make(Joined(self._engine))
        request = message("ValidateProviderConfig.Request")(config=self._block(provider))
        provider.ValidateProviderConfig(request, None)

    def _block(self, provider: TerraformProvider) -> dict[str, bytes]:
        names = names_of(provider.provider_block)
        return {"msgpack": encode({name: self.provider.get(name) for name in names})}

    def _started(self) -> TerraformProvider:
        provider = self._make(Joined(self._engine))
        config = self._block(provider)
        checked = message("ValidateProviderConfig.Request")(config=config)
        provider.ValidateProviderConfig(checked, None)
        request = message("ConfigureProvider.Request")(config=config)
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

    def _plan_current(
        self, walk: Walk, address: str, block: Block | None, refresh: bool, is_forced: bool
    ) -> list[Change]:
        held = self._refreshed(walk, address, refresh)
        if block is not None:
            return [walk.planned(address, block, held, is_forced)]
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

    def _applied(
        self, walk: Walk, changes: Iterable[Change], config: Mapping[str, Block]
    ) -> Iterator[bool]:
        """The steps of one address; between them an engine turns to others."""
        # A deposed object goes after whatever is done with the current one, where that succeeded.
        for change in sorted(changes, key=lambda one: one.deposed is not None):
            steps = self._apply(walk, change, config.get(change.address))
            is_over = False
            while not is_over:
                errors = len(walk.errors)
                try:
                    is_over = next(steps, _OVER) is _OVER
                except StepFailed:
                    return
                if len(walk.errors) > errors:
                    return
                yield False

    def _apply(self, walk: Walk, change: Change, block: Block | None) -> Iterator[None]:
        instance = self.state.setdefault(change.address, Instance())
        if change.deposed is not None:
            self._delete_deposed(walk, change.address, instance, change.deposed)
        elif change.action in ("delete", "delete-create"):
            assert instance.current is not None
            walk.upgrade(instance.current)
            instance.current = walk.deleted(instance.current, change.private)
            if instance.current is not None:
                return
            self.saved()
            yield
        if block is not None and change.action != "no-op" and change.deposed is None:
            yield from self._bring_about(walk, change, block, instance)
        if instance.current is None and not instance.deposed:
            self.state.pop(change.address, None)

    def _bring_about(
        self, walk: Walk, change: Change, block: Block, instance: Instance
    ) -> Iterator[None]:
        deposed = None
        if change.action == "create-delete":
            deposed, instance.current = instance.current, None
            if deposed is not None:
                instance.deposed.append(deposed)
                self.saved()
        elif instance.current is not None:
            walk.upgrade(instance.current)
        again = walk.planned(change.address, block, instance.current, False)
        if again.planned is None:
            return
        assert_same_plan(change.planned or {}, again.planned)
        errors = len(walk.errors)
        instance.current = walk.applied(block, instance.current, again)
        self.saved()
        if deposed is None:
            return
        if instance.current is None:
            instance.deposed.remove(deposed)
            instance.current = deposed
            return
        if len(walk.errors) == errors:  # what depends on a step that failed is left out
            yield
            self._delete_deposed(walk, change.address, instance, deposed)

    def _delete_deposed(
        self, walk: Walk, address: str, instance: Instance, deposed: Object
    ) -> None:
        walk.upgrade(deposed)
        leaving = walk.planned_delete(address, deposed)
        if leaving.action == "no-op":
            return
        left = walk.deleted(deposed, leaving.private)
        others = [one for one in instance.deposed if one is not deposed]
        instance.deposed = others if left is None else [*others, left]
        if left is None:
            self.saved()
