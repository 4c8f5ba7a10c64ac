"""The servicer: each call of plugin protocol 6, with its values taken out and put back.

Owns: the messages. What a call means is said in `planning`, `applying`, `importing`, `lookups`
and `settings`; how it ends, in `answers`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from invoca.run_facts import RunFacts
from terraform_stack.names import RESOURCE

from . import (
    applying,
    declaring,
    fields,
    importing,
    networks,
    planning,
    settings,
    state,
    telling,
    timeouts,
)
from .answers import answered, diagnosed
from .joining import Joined
from .lookups import LOOKUPS
from .run import MakeLife, Run, block_of
from .waits import CallWaits
from .wire import diagnostics as say
from .wire import schema as wire_schema
from .wire.diagnostics import Diagnostic
from .wire.messages import DeferredReason, message
from .wire.values import decode, encode

_UNCONFIGURED = say.error("The provider is not configured", "Add a provider block.")


class TerraformProvider:
    """One provider process. Each call comes in a thread of its own.

    environment: in which settings may stand. make_life: the life of an account's numbers. waits:
    those of its calls. joined: this process among those of its engine.
    """

    def __init__(
        self,
        environment: Mapping[str, str],
        make_life: MakeLife,
        waits: CallWaits,
        joined: Joined | None = None,
    ) -> None:
        self._environment = environment
        self._make_life = make_life
        self._waits = waits
        self._joined = joined or Joined(RunFacts())
        nobody = settings.Settings(missing=(_UNCONFIGURED,))
        self._run = self._started(nobody, Joined(RunFacts()))
        self.resource = fields.resource_schema()
        self.provider_block = settings.schema()
        self.list_block = importing.list_schema()

    def _started(self, chosen: settings.Settings, joined: Joined) -> Run:
        return Run(chosen, telling.tell, self._make_life, joined)

    # -- schemas -----------------------------------------------------------------------------------

    def GetMetadata(self, _request: Any, _context: object) -> Any:
        resource = message("GetMetadata.ResourceMetadata")(type_name=RESOURCE)
        listed = message("GetMetadata.ListResourceMetadata")(type_name=RESOURCE)
        source = message("GetMetadata.DataSourceMetadata")
        return message("GetMetadata.Response")(
            server_capabilities=_capabilities(),
            resources=[resource],
            data_sources=[source(type_name=name) for name in LOOKUPS],
            list_resources=[listed],
        )

    def GetProviderSchema(self, _request: Any, _context: object) -> Any:
        made = wire_schema.to_message
        return message("GetProviderSchema.Response")(
            provider=made(self.provider_block),
            resource_schemas={RESOURCE: made(self.resource)},
            data_source_schemas={name: made(one.schema) for name, one in LOOKUPS.items()},
            list_resource_schemas={RESOURCE: made(self.list_block)},
            server_capabilities=_capabilities(),
        )

    def GetResourceIdentitySchemas(self, _request: Any, _context: object) -> Any:
        made = wire_schema.identity_message(importing.IDENTITY, importing.IDENTITY_VERSION)
        return message("GetResourceIdentitySchemas.Response")(identity_schemas={RESOURCE: made})

    def GetFunctions(self, _request: Any, _context: object) -> Any:
        return message("GetFunctions.Response")()

    # -- the provider ------------------------------------------------------------------------------

    def ValidateProviderConfig(self, request: Any, _context: object) -> Any:
        answer = message("ValidateProviderConfig.Response")()

        def work() -> list[Diagnostic]:
            config = decode(request.config) or {}
            self._joined.validates(block_of(settings.read(config, self._environment)).name)
            return settings.problems_of(config)

        return answered(answer, work)

    def ConfigureProvider(self, request: Any, _context: object) -> Any:
        def work() -> list[Diagnostic]:
            config = decode(request.config) or {}
            chosen = settings.read(config, self._environment)
            self._run = self._started(chosen, self._joined)
            said = settings.overridden(config, self._environment)
            return said if chosen.is_unknown else [*said, *chosen.missing]

        return answered(message("ConfigureProvider.Response")(), work)

    def StopProvider(self, _request: Any, _context: object) -> Any:
        self._waits.end()
        return message("StopProvider.Response")()

    # -- the resource: validate, upgrade, read -----------------------------------------------------

    def ValidateResourceConfig(self, request: Any, _context: object) -> Any:
        answer = message("ValidateResourceConfig.Response")()

        def work() -> list[Diagnostic]:
            return declaring.problems(decode(request.config) or {})

        return answered(answer, work, self.resource.maps)

    def UpgradeResourceState(self, request: Any, _context: object) -> Any:
        answer = message("UpgradeResourceState.Response")()

        def work() -> list[Diagnostic]:
            held = state.upgraded(request.raw_state.json, self.resource)
            applying.remember(self._run, held, {})
            answer.upgraded_state.msgpack = encode(held)
            return []

        return answered(answer, work, self.resource.maps)

    def UpgradeResourceIdentity(self, request: Any, _context: object) -> Any:
        answer = message("UpgradeResourceIdentity.Response")()

        def work() -> list[Diagnostic]:
            raw = json.loads(request.raw_identity.json)
            known = {one.name: raw.get(one.name) for one in importing.IDENTITY}
            answer.upgraded_identity.identity_data.msgpack = encode(known)
            return []

        return answered(answer, work)

    def ReadResource(self, request: Any, _context: object) -> Any:
        answer = message("ReadResource.Response")()
        answer.new_state.CopyFrom(request.current_state)
        answer.private = request.private
        if self._is_deferred(request, answer):
            return answer

        def work() -> list[Diagnostic]:
            now = decode(request.current_state)
            kept = networks.opened(request.private, self._run.network, "reading", now)
            return self._put(answer, applying.read(self._run, now, kept))

        return answered(answer, work, self.resource.maps)

    # -- the resource: plan and apply --------------------------------------------------------------

    def PlanResourceChange(self, request: Any, _context: object) -> Any:
        answer = message("PlanResourceChange.Response")()
        answer.planned_state.CopyFrom(request.proposed_new_state)
        answer.planned_private = request.prior_private
        if self._is_deferred(request, answer):
            return answer

        def work() -> list[Diagnostic]:
            before, network = request.prior_private, self._run.network
            prior, config = decode(request.prior_state), decode(request.config)
            proposed = decode(request.proposed_new_state)
            kept = networks.opened(before, network, "planning", prior, proposed)
            planned = planning.plan(self._run, prior, proposed, config, kept)
            answer.planned_state.msgpack = encode(self._fit(planned.state))
            answer.planned_private = networks.closed(planned.private, network, before)
            paths = (say.path_message(path, self.resource.maps) for path in planned.replaces)
            answer.requires_replace.extend(paths)
            _identify(answer.planned_identity, planned.state)
            return list(planned.diagnostics)

        return answered(answer, work, self.resource.maps)

    def ApplyResourceChange(self, request: Any, _context: object) -> Any:
        answer = message("ApplyResourceChange.Response")()
        answer.new_state.msgpack = encode(None)  # of what is raised, as `applying` has it

        def work() -> list[Diagnostic]:
            prior, planned = decode(request.prior_state), decode(request.planned_state)
            step = "create" if prior is None else "delete" if planned is None else "update"
            network = self._run.network
            kept = networks.opened(request.planned_private, network, "applying", prior, planned)
            with self._waits.within(timeouts.seconds_for(step, planned or prior or {})):
                made = applying.apply(self._run, prior, planned, kept)
            return self._put(answer, made)

        return answered(answer, work, self.resource.maps)

    # -- the resource: numbers that exist ----------------------------------------------------------

    def ImportResourceState(self, request: Any, _context: object) -> Any:
        answer = message("ImportResourceState.Response")()
        if self._is_deferred(request, answer):
            return answer

        def work() -> list[Diagnostic]:
            identity = decode(request.identity.identity_data)
            wanted = importing.target(request.id, identity)
            made = importing.imported(self._run, wanted)
            one = answer.imported_resources.add(type_name=RESOURCE)
            one.state.msgpack = encode(self._fit(made.state))
            one.private = networks.closed(made.private, self._run.network)
            _identify(one.identity, made.state)
            return []

        return answered(answer, work, self.resource.maps)

    def ValidateListResourceConfig(self, _request: Any, _context: object) -> Any:
        return message("ValidateListResourceConfig.Response")()

    def ListResource(self, request: Any, _context: object) -> Iterator[Any]:
        events: list[Any] = []

        def work() -> list[Diagnostic]:
            found = importing.listed(self._run, decode(request.config) or {})
            for name, made in found[: request.limit or None]:
                event = message("ListResource.Event")(display_name=name)
                _identify(event.identity, made.state)
                if request.include_resource_object:
                    event.resource_object.msgpack = encode(self._fit(made.state))
                events.append(event)
            return []

        said = diagnosed(work)
        if said:
            told = say.to_messages(said, frozenset())
            events.append(message("ListResource.Event")(diagnostic=told))
        return iter(events)

    # -- data sources ------------------------------------------------------------------------------

    def ValidateDataResourceConfig(self, request: Any, _context: object) -> Any:
        answer = message("ValidateDataResourceConfig.Response")()
        lookup = LOOKUPS[request.type_name]
        return answered(answer, lambda: lookup.validate(decode(request.config) or {}))

    def ReadDataSource(self, request: Any, _context: object) -> Any:
        answer = message("ReadDataSource.Response")()
        lookup = LOOKUPS[request.type_name]

        def work() -> list[Diagnostic]:
            values, found = lookup.read(self._run, decode(request.config) or {})
            fitting = wire_schema.conform(values, lookup.schema.attributes)
            answer.state.msgpack = encode(fitting)
            return found

        return answered(answer, work, lookup.schema.maps)

    # -- in common ---------------------------------------------------------------------------------

    def _put(self, answer: Any, made: state.Made) -> list[Diagnostic]:
        answer.new_state.msgpack = encode(self._fit(made.state))
        answer.private = networks.closed(made.private, self._run.network)
        _identify(answer.new_identity, made.state)
        return list(made.diagnostics)

    def _fit(self, values: Mapping[str, Any] | None) -> dict[str, Any] | None:
        return None if values is None else wire_schema.conform(values, self.resource.attributes)

    def _is_deferred(self, request: Any, answer: Any) -> bool:
        """Whether it has to wait for settings that are not known, and the engine can wait."""
        if not (self._run.is_unknown and request.client_capabilities.deferral_allowed):
            return False
        answer.deferred.reason = DeferredReason.PROVIDER_CONFIG_UNKNOWN
        return True


def _identify(data: Any, now: Mapping[str, Any] | None) -> None:
    identity = importing.identity(now) if now is not None else None
    if identity is not None:
        data.identity_data.msgpack = encode(identity)


def _capabilities() -> Any:
    return message("ServerCapabilities")(plan_destroy=True)
