"""One provider process of a run, by either face, as an engine calls it.

Owns: how each call is written in the face's own protocol, and how a refusal comes back. Must not
know: in which order an engine calls, and what it makes of an answer. Records are those of a state.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, Protocol

import grpc
import pulumi
from pulumi.runtime.proto import provider_pb2

from invoca.lifecycle import Lifecycle
from invoca.promo_number.record import FORMER_NAMES, PROTECT
from invoca.troubles import Troubles
from invoca_cli.workspace.state import PROVIDER
from pulumi_invoca.native import refusals, servicer, values
from pulumi_invoca.native.engine import Engine
from pulumi_invoca.promo_number import PromoNumberArgs, inputs_of
from pulumi_invoca.provider import PromoNumberProvider
from pulumi_stack import names
from pulumi_stack.kinds import NATIVE
from tests.crash.histories.host import PROJECT, STACK, Resource, urn_of
from tests.crash.histories.program import Entry
from tests.crash.model_engine import Context, Create, Refused
from tests.native.model_face import Configured

Record = dict[str, Any]


class Differences(NamedTuple):
    changes: bool
    replaces: bool


class Read(NamedTuple):
    """What is live, and the inputs that would declare it."""

    id: str
    inputs: Record
    outputs: Record


class Face(Protocol):
    """context: what is kept although the call failed is said there."""

    def check(self, name: str, olds: Record, entry: Entry) -> Record:
        """The inputs to use; Refused where something is wrong with what is declared. olds: the
        inputs in the state; {} for none."""

    def diff(self, name: str, held: Resource, inputs: Record) -> Differences: ...

    def create(self, name: str, inputs: Record, context: Context) -> tuple[str, Record]:
        """The id, and the outputs."""

    def read(self, held: Resource) -> Read | None:
        """None where it is gone."""

    def update(self, name: str, held: Resource, inputs: Record, context: Context) -> Record:
        """The outputs."""

    def delete(self, held: Resource) -> None: ...


class DynamicFace:
    """The hooks of the dynamic provider, as the SDK's host calls them."""

    def __init__(self, provider: PromoNumberProvider, stack: str = STACK) -> None:
        self._provider = provider
        self._stack = stack

    def check(self, name: str, olds: Record, entry: Entry) -> Record:
        result = self._provider.check(olds, _in_python(self._stack, name, entry))
        if result.failures:
            raise Refused("; ".join(failure.reason for failure in result.failures))
        return dict(result.inputs)

    def diff(self, name: str, held: Resource, inputs: Record) -> Differences:
        result = self._provider.diff(held.id, held.outputs, inputs)
        return Differences(bool(result.changes), bool(result.replaces))

    def create(self, name: str, inputs: Record, context: Context) -> tuple[str, Record]:
        return Create(self._provider, {**inputs, "__provider": PROVIDER}, context)

    def read(self, held: Resource) -> Read | None:
        result = self._provider.read(held.id, held.outputs)
        if result.id is None:
            return None
        return Read(result.id, dict(result.inputs or {}), dict(result.outs or {}))

    def update(self, name: str, held: Resource, inputs: Record, context: Context) -> Record:
        return dict(self._provider.update(held.id, held.outputs, inputs).outs or {})

    def delete(self, held: Resource) -> None:
        self._provider.delete(held.id, held.outputs)


class PluginFace:
    """The messages of the plugin's servicer."""

    def __init__(self, life: Lifecycle, tell: Callable[[str], None]) -> None:
        refusals.TROUBLES = servicer.TROUBLES = Troubles()  # a new process has told nothing yet
        engine = _Log(tell)
        self._calls = servicer.Servicer(engine)
        self._calls._provider = Configured(  # type: ignore[assignment]
            life, lambda text: engine.warn(names.in_camel_case(text)), refreshes_first=True
        )

    def check(self, name: str, olds: Record, entry: Entry) -> Record:
        request = provider_pb2.CheckRequest(
            olds=_struct(olds) if olds else None,
            news=_struct(_in_any_language(entry)),
            **_resource(name),
        )
        answer = self._calls.Check(request, _Call())
        if answer.failures:
            raise Refused("; ".join(failure.reason for failure in answer.failures))
        return _plain(answer.inputs)

    def diff(self, name: str, held: Resource, inputs: Record) -> Differences:
        request = provider_pb2.DiffRequest(
            id=held.id,
            olds=_struct(held.outputs),
            news=_struct(inputs),
            old_inputs=_struct(held.inputs),
            **_resource(name),
        )
        answer = self._calls.Diff(request, _Call())
        return Differences(answer.changes == answer.DIFF_SOME, bool(answer.replaces))

    def create(
        self, name: str, inputs: Record, context: Context, *, preview: bool = False
    ) -> tuple[str, Record]:
        request = provider_pb2.CreateRequest(
            properties=_struct(inputs), preview=preview, **_resource(name)
        )
        answer = self._calls.Create(request, _Call(context))
        return answer.id, _plain(answer.properties)

    def read(self, held: Resource) -> Read | None:
        request = provider_pb2.ReadRequest(
            id=held.id,
            properties=_struct(held.outputs),
            inputs=_struct(held.inputs),
            **_resource(held.name),
        )
        answer = self._calls.Read(request, _Call())
        if not answer.id:
            return None
        return Read(answer.id, _plain(answer.inputs), _plain(answer.properties))

    def update(
        self,
        name: str,
        held: Resource,
        inputs: Record,
        context: Context,
        *,
        preview: bool = False,
    ) -> Record:
        request = provider_pb2.UpdateRequest(
            id=held.id,
            olds=_struct(held.outputs),
            news=_struct(inputs),
            old_inputs=_struct(held.inputs),
            preview=preview,
            **_resource(name),
        )
        return _plain(self._calls.Update(request, _Call(context)).properties)

    def delete(self, held: Resource) -> None:
        request = provider_pb2.DeleteRequest(
            id=held.id,
            properties=_struct(held.outputs),
            old_inputs=_struct(held.inputs),
            **_resource(held.name),
        )
        self._calls.Delete(request, _Call())


class _Log(Engine):
    """What a plugin says to its engine."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        super().__init__(None)  # type: ignore[arg-type] - nobody asks for its process here
        self._tell = tell

    def _log(self, severity: Any, text: str) -> None:
        self._tell(text)


class _Call(Context):
    """What grpc gives a call. kept: by whom it is read, what the call leaves."""

    def __init__(self, kept: Context | None = None) -> None:
        super().__init__()
        self._read_by = kept

    def set_trailing_metadata(self, metadata: tuple[tuple[str, bytes], ...]) -> None:
        (self._read_by or super()).set_trailing_metadata(metadata)

    def abort(self, code: object, text: str) -> None:
        assert code is not grpc.StatusCode.INTERNAL, text  # a bug, whose traceback is the context
        super().abort(code, text)


def _in_python(stack: str, name: str, entry: Entry) -> Record:
    """What a program in Python registers for an entry of its campaign file."""
    pulumi.runtime.configure(pulumi.runtime.Settings(project=PROJECT, stack=stack))
    protect = entry.protect is not False
    return inputs_of(name, PromoNumberArgs(**entry.inputs()), entry.was, protect=protect)


def _in_any_language(entry: Entry) -> Record:
    """The same, as a `Campaign` of the plugin registers it."""
    former = {names.camel(FORMER_NAMES): list(entry.was)} if entry.was else {}
    return {**names.to_wire({**entry.inputs(), PROTECT: entry.protect is not False}), **former}


def _resource(name: str) -> dict[str, str]:
    return {"urn": urn_of(NATIVE, name), "name": name, "type": NATIVE}


def _struct(record: Mapping[str, Any]) -> Any:
    return values.write(dict(record), ())


def _plain(struct: Any) -> Record:
    return dict(values.read(struct).values)
