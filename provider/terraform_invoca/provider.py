"""The servicer: each call of plugin protocol 6, with its values taken out and put back.

Owns: the messages, and that every error reaches the person as a diagnostic. What a call means is
said in `promo_number`, `lookups`, `importing` and `settings`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from invoca.bugs import bug_report
from invoca.errors import InvocaError

from . import fields, promo_number, settings, state, telling
from .run import MakeLife, NotConfigured, Run
from .wire import diagnostics as say
from .wire import schema as wire_schema
from .wire.diagnostics import Diagnostic
from .wire.messages import message
from .wire.schema import Schema
from .wire.values import decode, encode


class Provider:
    """One provider process. Each call comes in a thread of its own."""

    def __init__(
        self,
        environment: Mapping[str, str] = os.environ,
        make_life: MakeLife | None = None,
    ) -> None:
        self._environment = environment
        self._make_life = make_life
        self._run = Run(settings.Settings(missing=(_UNCONFIGURED,)), telling.tell)
        self.resource = fields.resource_schema()
        self.provider_block = settings.schema()

    def stop(self) -> None:
        """The engine is to end, or has ended: calls under way are to end soon."""

    # -- schemas -----------------------------------------------------------------------------------

    def GetMetadata(self, _request: Any, _context: object) -> Any:
        resource = message("GetMetadata.ResourceMetadata")(type_name=promo_number.TYPE)
        return message("GetMetadata.Response")(
            server_capabilities=_capabilities(), resources=[resource]
        )

    def GetProviderSchema(self, _request: Any, _context: object) -> Any:
        return message("GetProviderSchema.Response")(
            provider=wire_schema.to_message(self.provider_block),
            resource_schemas={promo_number.TYPE: wire_schema.to_message(self.resource)},
            server_capabilities=_capabilities(),
        )

    def GetResourceIdentitySchemas(self, _request: Any, _context: object) -> Any:
        return message("GetResourceIdentitySchemas.Response")()

    def GetFunctions(self, _request: Any, _context: object) -> Any:
        return message("GetFunctions.Response")()

    # -- settings ----------------------------------------------------------------------------------

    def ValidateProviderConfig(self, request: Any, _context: object) -> Any:
        answer = message("ValidateProviderConfig.Response")()

        def work() -> list[Diagnostic]:
            return settings.problems_of(decode(request.config) or {})

        return _answer(answer, work, self.provider_block)

    def ConfigureProvider(self, request: Any, _context: object) -> Any:
        answer = message("ConfigureProvider.Response")()

        def work() -> list[Diagnostic]:
            chosen = settings.read(decode(request.config) or {}, self._environment)
            self._run = Run(chosen, telling.tell, self._make_life)
            return [] if chosen.is_unknown else list(chosen.missing)

        return _answer(answer, work, self.provider_block)

    def StopProvider(self, _request: Any, _context: object) -> Any:
        self.stop()
        return message("StopProvider.Response")()

    # -- the resource ------------------------------------------------------------------------------

    def ValidateResourceConfig(self, request: Any, _context: object) -> Any:
        answer = message("ValidateResourceConfig.Response")()

        def work() -> list[Diagnostic]:
            return promo_number.validate(decode(request.config) or {})

        return _answer(answer, work, self.resource)

    def UpgradeResourceState(self, request: Any, _context: object) -> Any:
        answer = message("UpgradeResourceState.Response")()

        def work() -> list[Diagnostic]:
            raw = json.loads(request.raw_state.json)
            held = wire_schema.conform(raw, self.resource.attributes)
            promo_number.remember(self._run, held, {})
            answer.upgraded_state.msgpack = encode(held)
            return []

        return _answer(answer, work, self.resource)

    def ReadResource(self, request: Any, _context: object) -> Any:
        answer = message("ReadResource.Response")()
        answer.new_state.CopyFrom(request.current_state)
        answer.private = request.private

        def work() -> list[Diagnostic]:
            now = decode(request.current_state)
            made = promo_number.read(self._run, now, state.unpacked(request.private))
            return self._put(answer, made)

        return _answer(answer, work, self.resource)

    def PlanResourceChange(self, request: Any, _context: object) -> Any:
        answer = message("PlanResourceChange.Response")()
        answer.planned_state.CopyFrom(request.proposed_new_state)
        answer.planned_private = request.prior_private

        def work() -> list[Diagnostic]:
            planned = promo_number.plan(
                self._run,
                decode(request.prior_state),
                decode(request.proposed_new_state),
                decode(request.config),
                state.unpacked(request.prior_private),
            )
            answer.planned_state.msgpack = encode(self._fit(planned.state))
            answer.planned_private = state.packed(planned.private)
            maps = self.resource.maps
            answer.requires_replace.extend(
                say.path_message(path, maps) for path in planned.replaces
            )
            return list(planned.diagnostics)

        return _answer(answer, work, self.resource)

    def ApplyResourceChange(self, request: Any, _context: object) -> Any:
        answer = message("ApplyResourceChange.Response")()
        answer.new_state.CopyFrom(request.prior_state)

        def work() -> list[Diagnostic]:
            made = promo_number.apply(
                self._run,
                decode(request.prior_state),
                decode(request.planned_state),
                decode(request.config),
                state.unpacked(request.planned_private),
            )
            return self._put(answer, made)

        return _answer(answer, work, self.resource)

    def _put(self, answer: Any, made: promo_number.Made) -> list[Diagnostic]:
        answer.new_state.msgpack = encode(self._fit(made.state))
        answer.private = state.packed(made.private)
        return list(made.diagnostics)

    def _fit(self, values: Mapping[str, Any] | None) -> dict[str, Any] | None:
        return None if values is None else wire_schema.conform(values, self.resource.attributes)


_UNCONFIGURED = say.error("The provider is not configured", "Write a provider block.")


def _capabilities() -> Any:
    return message("ServerCapabilities")(plan_destroy=True, get_provider_schema_optional=False)


def _answer(answer: Any, work: Callable[[], Sequence[Diagnostic]], schema: Schema) -> Any:
    """`answer`, with what `work` found, and whatever it said or raised, as diagnostics."""
    telling.listen()
    try:
        found = list(work())
    except NotConfigured as error:
        found = list(error.diagnostics)
    except InvocaError as error:
        found = [say.error(_shortened(str(error)), str(error))]
    except Exception as error:
        found = [_bug(error)]
    answer.diagnostics.extend(say.to_messages([*telling.heard(), *found], schema.maps))
    return answer


def _shortened(text: str) -> str:
    return text if len(text) <= 100 else text[:97] + "..."


def _bug(error: Exception) -> Diagnostic:
    return say.error("The provider has a bug", bug_report(error))
