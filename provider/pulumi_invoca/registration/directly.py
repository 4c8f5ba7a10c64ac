"""The numbers of one campaign on their way to the engine.

Owns: in which order they are sent, what a number carries besides its inputs (parent,
provider, protection, former names), and how a run ends in which the engine refused some. Must not
know: how a message is sent, nor what a program does with the answers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pulumi
from pulumi.dynamic.dynamic import PROVIDER_KEY, serialize_provider
from pulumi.runtime import rpc
from pulumi.runtime.settings import SETTINGS, get_monitor

from pulumi_stack.kinds import DYNAMIC

from ..promo_number import PROVIDER, inputs_of
from .answer import RegistrationAnswer
from .monitor import (
    MonitorIsGone,
    RegistrationRefused,
    Request,
    Response,
    register_all,
    speaks_grpc,
)
from .request import registration, written
from .wanted import WantedNumber


def can_register_directly(component: pulumi.ComponentResource) -> bool:
    """Not under mocks, and not where the program changes resources as it constructs them."""
    return speaks_grpc(get_monitor()) and not component._transformations


class Registrations:
    """Registers the numbers of `component`, and holds the answers by the same keys."""

    def __init__(
        self, component: pulumi.ComponentResource, wanted: Mapping[str, WantedNumber]
    ) -> None:
        """wanted: plain ones only."""
        self._component = component
        self._wanted = wanted
        self.answers = {key: _expected() for key in wanted}
        self._refusals: list[str] = []

    async def run(self) -> None:
        """Comes back when every number was answered.

        Raises pulumi.RunError where the engine refused some, or is gone.
        """
        try:
            if self._wanted:
                await self._send_all()
        except MonitorIsGone:
            raise _gone() from None
        except asyncio.CancelledError:  # the program has ended, with an error of its own
            for answer in self.answers.values():
                answer.cancel()
            raise
        finally:
            for answer in self.answers.values():
                if not answer.done():
                    answer.set_exception(_gone())
        if self._refusals:
            raise pulumi.RunError("\n".join(self._refusals))

    async def _send_all(self) -> None:
        parent = await self._component.urn.future() or ""
        provider = await _reference(self._component.get_provider(DYNAMIC))
        code = serialize_provider(PROVIDER)

        def message(wanted: WantedNumber) -> Request:
            inputs = inputs_of(
                wanted.name, wanted.args, wanted.former_names, protect=wanted.protect
            )
            return registration(
                DYNAMIC,
                wanted.name,
                parent,
                written({**inputs, PROVIDER_KEY: code}),
                protect=wanted.protect,
                aliases=[(name, "") for name in wanted.former_names],
                provider=provider,
            )

        messages = ((key, message(wanted)) for key, wanted in self._wanted.items())
        await register_all(get_monitor(), SETTINGS.parallel, messages, self._answered)

    def _answered(self, key: str, request: Request, answer: Response | RegistrationRefused) -> None:
        if self.answers[key].done():  # the program has ended
            return
        if isinstance(answer, RegistrationRefused):
            self._refusals.append(
                f"registering the promo number '{request.name}' with Pulumi's engine: it "
                f"answered: {answer}"
            )
            self.answers[key].set_exception(pulumi.RunError(self._refusals[-1]))
        else:
            self.answers[key].set_result(RegistrationAnswer(request, answer))


def _expected() -> asyncio.Future[RegistrationAnswer]:
    answer: asyncio.Future[RegistrationAnswer] = asyncio.Future()
    # Taken note of: asyncio complains of an exception that nobody asked for.
    answer.add_done_callback(lambda done: done.cancelled() or done.exception())
    return answer


async def _reference(provider: pulumi.ProviderResource | None) -> str:
    if provider is None:
        return ""
    return f"{await provider.urn.future()}::{await provider.id.future() or rpc.UNKNOWN}"


def _gone() -> pulumi.RunError:
    return pulumi.RunError("Resource monitor has terminated, shutting down")
