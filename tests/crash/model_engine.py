"""A deployment engine as small as can be, around the real provider, that can die at any call.

It keeps to the order of calls that was measured on Pulumi (check, diff, then create, update or
replacement, deletes last) and writes its state after each step. A death is an exception that
nothing catches, raised between the provider and the network: what the provider process knew is
gone, what Invoca did and what the state says remains.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Literal, NamedTuple

from google.protobuf import any_pb2, struct_pb2
from google.rpc import status_pb2
from pulumi.runtime import rpc
from pulumi.runtime.proto import provider_pb2

from invoca.account import Account as Settings
from invoca.client import Client
from invoca.client.transport import RequestsTransport
from invoca.client.wire import Answer
from invoca.errors import InvocaError, Unclear
from invoca.lifecycle import Lifecycle
from invoca.lifecycle.held import Holdings
from invoca.lifecycle.pending import PendingWrites
from invoca.promo_number import record
from invoca.run_facts import RunFacts
from invoca.timing import Timing
from invoca.troubles import Troubles
from invoca_cli.workspace.state import PROVIDER
from pulumi_invoca import one_line
from pulumi_invoca.provider import PromoNumberProvider

DETAILS = "grpc-status-details-bin"
Strike = Literal["kill before", "kill after", "drop before", "drop after", "cancel"]


class Refused(InvocaError):
    """The engine does not go on: what check refused, or what is protected."""


class Kept(NamedTuple):
    """What a failed create, or update, leaves in the state all the same."""

    id: str
    inputs: dict[str, Any]
    outputs: dict[str, Any]


class Context:
    """What the provider says of a call beside its answer."""

    def __init__(self) -> None:
        self.kept: Kept | None = None

    def set_trailing_metadata(self, metadata: tuple[tuple[str, bytes], ...]) -> None:
        for name, value in metadata:
            if name == DETAILS:
                status = status_pb2.Status.FromString(value)
                failed = provider_pb2.ErrorResourceInitFailed()
                detail: any_pb2.Any = status.details[0]
                detail.Unpack(failed)
                self.kept = Kept(failed.id, _values(failed.inputs), _values(failed.properties))

    def abort(self, code: object, text: str) -> None:
        raise Refused(text)


def _values(properties: struct_pb2.Struct) -> dict[str, Any]:
    values = rpc.deserialize_properties(properties)
    return {key: one for key, one in values.items() if key != "__provider"}


def Create(  # noqa: N802 - the host's name for it, by which the provider finds its context
    provider: PromoNumberProvider, props: dict[str, Any], context: Context
) -> tuple[str, dict[str, Any]]:
    result = provider.create({name: one for name, one in props.items() if name != "__provider"})
    return result.id, dict(result.outs or {})


def Update(  # noqa: N802 - likewise
    provider: PromoNumberProvider, held: Held, news: dict[str, Any], context: Context
) -> dict[str, Any]:
    inputs = {name: one for name, one in news.items() if name != "__provider"}
    return dict(provider.update(held.id, held.outputs, inputs).outs or {})


class Killed(BaseException):
    """The provider process is no more."""


@dataclass
class Fate:
    """What happens at which call. strikes: by the number of the call, from 0. cancel: what a person
    does who strikes with Ctrl-C."""

    strikes: dict[int, Strike] = field(default_factory=dict)
    calls: int = 0
    cancel: Callable[[], None] = lambda: None

    def next(self) -> Strike | None:
        strike = self.strikes.get(self.calls)
        self.calls += 1
        return strike


class FatefulTransport(RequestsTransport):
    """The real transport, with a `Fate`."""

    def __init__(self, settings: Settings, fate: Fate) -> None:
        super().__init__(settings)
        self._fate = fate

    def send(self, method: str, path: str, body: object | None, doing: str) -> Answer:
        strike = self._fate.next()
        if strike == "cancel":
            self._fate.cancel()
        if strike == "kill before":
            raise Killed
        if strike == "drop before":
            raise Unclear(doing, answer="the connection ended")
        answer = super().send(method, path, body, doing)
        if strike == "kill after":
            raise Killed
        if strike == "drop after":
            raise Unclear(doing, answer="the connection ended")
        return answer


@dataclass
class Held:
    """A resource in the state. init_failed: created, but something was wrong with it."""

    id: str
    inputs: dict[str, Any]
    outputs: dict[str, Any]
    init_failed: bool = False


class ModelEngine:
    """One stack. machine: the folder that outlives a killed process on the same machine.

    leaving: what was replaced and is still to be deleted, which stands in the state, too.
    holdings: what the provider can find out about the stack's state; None for nothing.
    facts: what the processes of a run know together; None where it has only one.
    """

    def __init__(self, settings: Settings, machine: Path) -> None:
        self._settings = settings
        self.machine = machine
        self.state: dict[str, Held] = {}
        self.leaving: list[Held] = []
        self.told: list[str] = []
        self.holdings: Holdings | None = None
        self.facts: RunFacts | None = None
        self._began = time.time()
        self.now = 0.0

    def up(self, declared: dict[str, dict[str, Any]], fate: Fate, *, refresh: bool = False) -> None:
        """Raises Killed, or the error of the first step that failed."""
        provider = self._provider(fate)
        try:
            if refresh:
                self._refresh(provider)
            for name, inputs in declared.items():
                self._step(provider, name, inputs)
            while self.leaving:
                self._delete(provider, self.leaving[0])
                del self.leaving[0]
            for name in [name for name in self.state if name not in declared]:
                self._delete(provider, self.state[name])
                del self.state[name]
        except InvocaError as error:
            self.told.append(str(error))
            raise

    def numbers(self) -> set[str]:
        """The digits of the numbers that the state holds, also of those that are to be deleted."""
        return {self._digits(held) for held in (*self.state.values(), *self.leaving)}

    def _digits(self, held: Held) -> str:
        return record.digits_of(held.id, held.outputs)

    def plan(self, declared: dict[str, dict[str, Any]], *, refresh: bool) -> list[str]:
        """What another `up` would do; empty for nothing. Changes the state only by refreshing."""
        provider = self._provider(Fate())
        if refresh:
            self._refresh(provider)
        steps = [f"delete {name}" for name in self.state if name not in declared]
        for name, news in declared.items():
            held = self.state.get(name)
            if held is None:
                steps.append(f"create {name}")
                continue
            inputs = _checked(provider, held.inputs, news)
            result = provider.diff(held.id, held.outputs, inputs)
            if result.changes or held.init_failed:
                steps.append(f"{'replace' if result.replaces else 'update'} {name}")
        return steps

    def _provider(self, fate: Fate) -> PromoNumberProvider:
        one_line._troubles = Troubles()  # a new process has told nothing yet
        timing = Timing(clock=self._clock, sleep=self._sleep, rng=lambda: 0.5)
        client = Client(
            self._settings, transport=FatefulTransport(self._settings, fate), timing=timing
        )
        provider = PromoNumberProvider()
        provider._lifecycle = Lifecycle(
            self._settings,
            client=client,
            notes=PendingWrites(self.machine, wall_clock=lambda: self._began + self.now),
            timing=timing,
            tell=self.told.append,
            holdings=self.holdings,
            facts=self.facts,
        )
        return provider

    def _clock(self) -> float:
        return self.now

    def _sleep(self, seconds: float) -> None:
        self.now += seconds

    def _refresh(self, provider: PromoNumberProvider) -> None:
        for name, held in list(self.state.items()):
            result = provider.read(held.id, held.outputs)
            if result.id is None:
                del self.state[name]
            else:
                self.state[name] = Held(held.id, dict(result.inputs or {}), dict(result.outs or {}))

    def _step(self, provider: PromoNumberProvider, name: str, news: dict[str, Any]) -> None:
        held = self.state.get(name)
        inputs = _checked(provider, held.inputs if held else {}, news)
        if held is None:
            self._create(provider, name, inputs)
            return
        result = provider.diff(held.id, held.outputs, inputs)
        if result.replaces:
            self._create(provider, name, _checked(provider, {}, news))
            self.leaving.append(held)
        elif result.changes or held.init_failed:
            self._update(provider, name, inputs, held)
        else:
            self.state[name] = Held(held.id, inputs, held.outputs)

    def _create(self, provider: PromoNumberProvider, name: str, inputs: dict[str, Any]) -> None:
        context = Context()
        try:
            id_, outputs = Create(provider, {**inputs, "__provider": PROVIDER}, context)
        except InvocaError:
            if context.kept is not None and name not in self.state:
                self.state[name] = Held(*context.kept, init_failed=True)
            raise
        self.state[name] = Held(id_, inputs, outputs)

    def _update(
        self, provider: PromoNumberProvider, name: str, inputs: dict[str, Any], held: Held
    ) -> None:
        context = Context()
        try:
            outputs = Update(provider, held, {**inputs, "__provider": PROVIDER}, context)
        except InvocaError:
            if context.kept is not None:
                self.state[name] = Held(held.id, *context.kept[1:], init_failed=True)
            raise
        self.state[name] = Held(held.id, inputs, outputs)

    def settle(self) -> None:
        """The person's word that what Invoca does not show by now was not bought."""
        now = datetime.fromtimestamp(self._began + self.now + 1, timezone.utc)
        self._settings = self._settings.model_copy(update={"settled_before": now})

    def _delete(self, provider: PromoNumberProvider, held: Held) -> None:
        provider.delete(held.id, held.outputs)


def _checked(
    provider: PromoNumberProvider, olds: dict[str, Any], news: dict[str, Any]
) -> dict[str, Any]:
    result = provider.check(olds, dict(news))
    assert not result.failures, [failure.reason for failure in result.failures]
    return result.inputs
