"""Promo numbers as the engine's resource: each verb, from its request to its answer.

Owns: what the engine is told of a number - its properties, what differs, what it has to keep.
Must not know: why. Previews, check and diff never use the network.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from pulumi.runtime.proto import provider_pb2

from invoca.lifecycle import Lifecycle
from invoca.lifecycle.pending import PendingWrites, pending_folder
from invoca.next_steps import speak
from invoca.timing import Timing
from pulumi_stack.words import WORDS

from . import decisions, names, settings, urns, values
from .differences import detailed
from .servicer import Refused

if TYPE_CHECKING:
    from .servicer import Servicer

STABLE = ("promoNumber", "e164")
Diff = provider_pb2.DiffResponse


class Numbers:
    """The numbers of one account. Safe to share between threads."""

    def __init__(self, life: Lifecycle, servicer: Servicer) -> None:
        self._life = life
        self._servicer = servicer

    @classmethod
    def configured(cls, request: Any, servicer: Servicer) -> Numbers:
        """Raises FixDeclaration naming every setting that is missing or wrong."""
        speak(WORDS)
        account = settings.load(request)
        scope = f"{account.base_url} {account.network_id}"
        notes = PendingWrites(pending_folder(os.environ), scope=scope)
        timing = Timing(sleep=servicer.sleep)
        tell = servicer.engine.warn
        return cls(Lifecycle(account, notes=notes, timing=timing, tell=tell), servicer)

    def check(self, request: Any) -> provider_pb2.CheckResponse:
        given = values.read(request.news)
        olds = names.from_wire(values.read(request.olds).values)
        news = names.from_wire(given.values)
        former = news.pop(names.FORMER_NAMES, None) or ()
        record = decisions.identified(urns.declarer(request.urn), news, former)
        found = decisions.checked(self._life, olds, record)
        failures = [
            provider_pb2.CheckFailure(
                property=names.in_camel_case(field), reason=names.in_camel_case(reason)
            )
            for field, reason in found.problems
        ]
        inputs = values.write(names.to_wire(found.inputs), given.secrets)
        return provider_pb2.CheckResponse(inputs=inputs, failures=failures)

    def diff(self, request: Any) -> provider_pb2.DiffResponse:
        olds = names.from_wire(values.read(request.olds).values)
        news = names.from_wire(values.read(request.news).values)
        old_inputs = names.from_wire(values.read(request.old_inputs).values)
        found = decisions.compared(self._life, request.id, olds, news)
        moved_over = "__provider" in olds
        return provider_pb2.DiffResponse(
            changes=Diff.DIFF_SOME if found.changed or moved_over else Diff.DIFF_NONE,
            replaces=[names.camel(name) for name in found.replacing],
            diffs=[names.camel(name) for name in found.changed],
            stables=STABLE,
            detailedDiff=detailed(found, olds, old_inputs, news),
            hasDetailedDiff=not moved_over,
        )

    def create(self, request: Any) -> provider_pb2.CreateResponse:
        given = values.read(request.properties)
        inputs = names.from_wire(given.values)
        if request.preview:
            outputs = _written(decisions.planned(inputs), given.secrets)
            return provider_pb2.CreateResponse(properties=outputs)
        try:
            made = decisions.created(self._life, inputs)
        except decisions.Kept as kept:
            raise self._kept(kept, given.secrets) from None
        return provider_pb2.CreateResponse(
            id=made.resource_id,
            properties=_written(made.outputs, given.secrets),
            refresh_before_update=self._servicer.refreshes_first(),
        )

    def read(self, request: Any) -> provider_pb2.ReadResponse:
        held = values.read(request.properties)
        found = decisions.was_read(self._life, request.id, names.from_wire(held.values))
        if found is None:
            return provider_pb2.ReadResponse()
        inputs, outputs = found
        secrets = held.secrets | values.read(request.inputs).secrets
        return provider_pb2.ReadResponse(
            id=request.id,
            properties=_written(outputs, secrets),
            inputs=_written(inputs, secrets),
            refresh_before_update=self._servicer.refreshes_first(),
        )

    def update(self, request: Any) -> provider_pb2.UpdateResponse:
        olds = names.from_wire(values.read(request.olds).values)
        given = values.read(request.news)
        news = names.from_wire(given.values)
        if request.preview:
            outputs = decisions.planned_update(olds, news)
        else:
            outputs = decisions.updated(self._life, request.id, olds, news)
        return provider_pb2.UpdateResponse(
            properties=_written(outputs, given.secrets),
            refresh_before_update=self._servicer.refreshes_first(),
        )

    def delete(self, request: Any) -> None:
        outputs = names.from_wire(values.read(request.properties).values)
        decisions.released(self._life, request.id, outputs)

    def _kept(self, kept: decisions.Kept, secrets: Iterable[values.Path]) -> Refused:
        """The engine keeps a resource whose creation failed so, and repairs it in the next run."""
        return Refused(
            names.in_camel_case(str(kept)),
            detail=provider_pb2.ErrorResourceInitFailed(
                id=kept.resource_id,
                properties=_written(kept.outputs, secrets),
                inputs=_written(kept.inputs, secrets),
                reasons=[names.in_camel_case(str(kept))],
                refresh_before_update=self._servicer.refreshes_first(),
            ),
        )


def _written(record: Mapping[str, Any], secrets: Iterable[values.Path]) -> Any:
    return values.write(names.to_wire(record), secrets)
