"""The plugin's verbs on the model of the engine: requests and answers of the protocol, no process.

What a scenario declares is written as a program of any language writes it: in camelCase, without
the id that the plugin makes itself from the URN.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from pulumi.runtime.proto import provider_pb2

from invoca.errors import InvocaError
from invoca.lifecycle import Lifecycle
from invoca.promo_number import record
from invoca.troubles import Troubles
from pulumi_invoca.native import refusals, values
from pulumi_invoca.native.numbers import NumberResource
from pulumi_invoca.native.refusals import CallRefused
from pulumi_stack import names
from tests.crash.model_engine import Fate, Held, ModelEngine

TYPE = "invoca:index:PromoNumber"


class Configured(NamedTuple):
    """What a configured plugin has, as far as the verbs use it."""

    life: Lifecycle
    tell: Callable[[str], None]
    refreshes_first: bool = False


class Found(NamedTuple):
    """What a verb answered, in the form that the dynamic provider gives it."""

    id: str | None = None
    inputs: dict[str, Any] | None = None
    outs: dict[str, Any] | None = None
    failures: tuple[Any, ...] = ()


class Differences(NamedTuple):
    changes: bool
    replaces: list[str]


class PluginFace:
    """One plugin process. Records are those of the state: as they travel, in camelCase."""

    def __init__(self, life: Lifecycle, tell: Callable[[str], None]) -> None:
        refusals.TROUBLES = Troubles()  # a new process has told nothing yet
        self._numbers = NumberResource(Configured(life, tell))  # type: ignore[arg-type]

    def check(self, olds: dict[str, Any], news: dict[str, Any]) -> Found:
        urn = f"urn:pulumi:stack::project::{TYPE}::{news['__name']}"
        given = {name: value for name, value in news.items() if name != "__name"}
        request = provider_pb2.CheckRequest(
            urn=urn, type=TYPE, olds=_struct(olds), news=_struct(given)
        )
        answer = self._numbers.check(request)
        return Found(inputs=_plain(answer.inputs), failures=tuple(answer.failures))

    def diff(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> Differences:
        request = provider_pb2.DiffRequest(id=id_, olds=_struct(olds), news=_struct(news))
        answer = self._numbers.diff(request)
        return Differences(answer.changes == answer.DIFF_SOME, list(answer.replaces))

    def create(self, inputs: dict[str, Any]) -> Found:
        answer = self._numbers.create(provider_pb2.CreateRequest(properties=_struct(inputs)))
        return Found(answer.id, outs=_plain(answer.properties))

    def read(self, id_: str, outputs: dict[str, Any]) -> Found:
        answer = self._numbers.read(provider_pb2.ReadRequest(id=id_, properties=_struct(outputs)))
        return Found(answer.id or None, _plain(answer.inputs), _plain(answer.properties))

    def update(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> Found:
        request = provider_pb2.UpdateRequest(id=id_, olds=_struct(olds), news=_struct(news))
        return Found(id_, outs=_plain(self._numbers.update(request).properties))

    def delete(self, id_: str, outputs: dict[str, Any]) -> None:
        self._numbers.delete(provider_pb2.DeleteRequest(id=id_, properties=_struct(outputs)))


class PluginModelEngine(ModelEngine):
    """The model of the engine, around the plugin. It keeps a resource whose creation failed where
    the plugin says so; what that was to replace is still to be deleted."""

    def up(self, declared: dict[str, dict[str, Any]], fate: Fate, *, refresh: bool = False) -> None:
        try:
            super().up(as_written(declared), fate, refresh=refresh)
        except CallRefused as refused:
            self.told.append(str(refused))
            raise InvocaError(str(refused)) from refused

    def plan(self, declared: dict[str, dict[str, Any]], *, refresh: bool) -> list[str]:
        return super().plan(as_written(declared), refresh=refresh)

    def _provider(self, fate: Fate) -> Any:
        dynamic = super()._provider(fate)
        assert dynamic._lifecycle is not None
        return PluginFace(dynamic._lifecycle, self.told.append)

    def _step(self, provider: Any, name: str, news: dict[str, Any]) -> None:
        try:
            super()._step(provider, name, news)
        except CallRefused as refused:
            self._keep(name, refused)
            raise

    def _digits(self, held: Held) -> str:
        return record.digits_of(held.id, names.from_wire(held.outputs))

    def _keep(self, name: str, refused: CallRefused) -> None:
        failed = refused.detail
        if failed is not None:
            before = self.state.get(name)
            if before is not None and before.id != failed.id:
                self.leaving.append(before)  # it was to be replaced
            inputs, outputs = _plain(failed.inputs), _plain(failed.properties)
            self.state[name] = Held(failed.id, inputs, outputs, init_failed=True)


def as_written(declared: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """The numbers of a scenario as a program declares them, each with its consent."""
    return {name: _as_written(name, inputs) for name, inputs in declared.items()}


def _as_written(name: str, inputs: Mapping[str, Any]) -> dict[str, Any]:
    own = {key: value for key, value in inputs.items() if key != "id_is_generated"}
    if inputs.get("id_is_generated"):
        del own["id_from_network"]
    return {**names.to_wire(own), "protect": False, "__name": name}


def _struct(record: Mapping[str, Any]) -> Any:
    return values.write(dict(record), ())


def _plain(struct: Any) -> dict[str, Any]:
    return dict(values.read(struct).values)
