"""Promo numbers as the engine's resource: each verb, from its request to its answer.

Owns: what the engine is told of a number - its properties, what differs, what it has to keep.
Must not know: why. Previews, check and diff send nothing to Invoca.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from pulumi.runtime.proto import provider_pb2

from invoca.lifecycle.number import Number, Outcome
from invoca.promo_number.problems import misspelt
from invoca.promo_number.record import FORMER_NAMES, PROTECT
from pulumi_stack import names
from pulumi_stack.urns import name_of

from . import previews, values
from .declared import declared, unknown_keys
from .differences import detailed
from .imports import import_
from .refusals import CallRefused

if TYPE_CHECKING:
    from .account import ConfiguredProvider

STABLE = ("promoNumber", "e164")


class NumberResource:
    """The numbers of one configured provider. Safe to share between threads."""

    def __init__(self, provider: ConfiguredProvider) -> None:
        self._provider = provider
        self._number = Number(provider.life, needs_consent=True)

    def check(self, request: Any) -> provider_pb2.CheckResponse:
        given = values.read(request.news)
        olds = names.from_wire(values.read(request.olds).values)
        found = self._number.check(olds, declared(request.urn, given.values), request.urn)
        beside = misspelt(unknown_keys(given.values), also_known=(PROTECT, FORMER_NAMES))
        failures = [
            provider_pb2.CheckFailure(
                property=names.in_camel_case(one.field), reason=names.in_camel_case(one.text)
            )
            for one in (*found.problems, *beside)
        ]
        return provider_pb2.CheckResponse(
            inputs=_written(found.inputs, given.secrets), failures=failures
        )

    def diff(self, request: Any) -> provider_pb2.DiffResponse:
        olds = names.from_wire(values.read(request.olds).values)
        news = names.from_wire(values.read(request.news).values)
        old_inputs = names.from_wire(values.read(request.old_inputs).values)
        decision = self._number.diff(request.id, olds, news)
        if decision.refusal is not None:
            raise decision.refusal
        # A state of the dynamic resource is rewritten once.
        is_change = decision.is_change or previews.is_of_the_dynamic_resource(olds)
        some, none = provider_pb2.DiffResponse.DIFF_SOME, provider_pb2.DiffResponse.DIFF_NONE
        return provider_pb2.DiffResponse(
            changes=some if is_change else none,
            replaces=[names.camel(name) for name in decision.replaces],
            diffs=[names.camel(name) for name in decision.fields],
            stables=STABLE,
            detailedDiff=detailed(decision.fields, bool(decision.replaces), olds, old_inputs, news),
            hasDetailedDiff=True,
        )

    def create(self, request: Any) -> provider_pb2.CreateResponse:
        given = values.read(request.properties)
        inputs = names.from_wire(given.values)
        if request.preview:
            outputs = _written(previews.creation(inputs), given.secrets)
            return provider_pb2.CreateResponse(properties=outputs)
        made = self._number.create(inputs)
        if made.error is not None:
            raise self._kept(made, given.secrets)
        return provider_pb2.CreateResponse(
            id=made.resource_id,
            properties=_written(made.outputs, given.secrets),
            refresh_before_update=self._provider.refreshes_first,
        )

    def read(self, request: Any) -> provider_pb2.ReadResponse:
        held = values.read(request.properties)
        secrets = held.secrets | values.read(request.inputs).secrets
        outputs = names.from_wire(held.values)
        if outputs:
            found = self._number.read(request.id, outputs)
        else:
            found = import_(self._provider, request.urn, request.id)
        if found is None:
            return provider_pb2.ReadResponse()
        return provider_pb2.ReadResponse(
            id=found.resource_id,
            properties=_written(found.outputs, secrets),
            inputs=_written(found.inputs, secrets),
            refresh_before_update=self._provider.refreshes_first,
        )

    def update(self, request: Any) -> provider_pb2.UpdateResponse:
        olds = names.from_wire(values.read(request.olds).values)
        given = values.read(request.news)
        news = names.from_wire(given.values)
        if request.preview:
            outputs = previews.update(request.id, olds, news)
        else:
            made = self._number.update(request.id, olds, news)
            if made.error is not None:
                raise self._kept(made, given.secrets)
            outputs = made.outputs
        return provider_pb2.UpdateResponse(
            properties=_written(outputs, given.secrets),
            refresh_before_update=self._provider.refreshes_first,
        )

    def delete(self, request: Any) -> None:
        outputs = names.from_wire(values.read(request.properties).values)
        self._number.delete(request.id, outputs, name_of(request.urn))

    def _kept(self, made: Outcome, secrets: Iterable[values.Path]) -> CallRefused:
        """The engine keeps a resource whose creation failed so, and repairs it in the next run."""
        reason = names.in_camel_case(str(made.error))
        return CallRefused(
            reason,
            detail=provider_pb2.ErrorResourceInitFailed(
                id=made.resource_id,
                properties=_written(made.outputs, secrets),
                inputs=_written(made.inputs, secrets),
                reasons=[reason],
                refresh_before_update=self._provider.refreshes_first,
            ),
        )


def _written(record: Mapping[str, Any], secrets: Iterable[values.Path]) -> Any:
    # What begins with "__" is the engine's, or a mark of the resource that this one was.
    ours = {name: value for name, value in record.items() if not name.startswith("__")}
    return values.write(names.to_wire(ours), secrets)
