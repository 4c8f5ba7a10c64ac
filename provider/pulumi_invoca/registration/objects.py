"""The objects that stand for numbers which the SDK did not register.

Owns: what a `PromoNumber` is made of where only its registration's answer is there. Must not know:
how the answer comes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pulumi
from pulumi.runtime import stack

from invoca.promo_number.record import OUTPUT_ONLY
from pulumi_stack.kinds import DYNAMIC

from ..promo_number import PromoNumber, inputs_of
from .answer import RegistrationAnswer, Value
from .wanted import WantedNumber

_WHOLE = frozenset(
    name for name, kind in PromoNumber.__annotations__.items() if kind == pulumi.Output[int]
)


def bare_number(
    parent: pulumi.ComponentResource,
    wanted: WantedNumber,
    answer: asyncio.Future[RegistrationAnswer],
) -> PromoNumber:
    """A number of which there is only the URN: enough to depend on it."""
    number = PromoNumber.__new__(PromoNumber)
    pulumi.CustomResource.__init__(number, DYNAMIC, wanted.name, dependency=True)
    number._name, number._type, number._aliases = wanted.name, DYNAMIC, []
    number._protect, number._version, number._plugin_download_url = wanted.protect, None, None
    number._provider, number._providers = parent.get_provider(DYNAMIC), parent._providers
    number.__dict__["urn"] = _output(number, answer, _urn)
    return number


def complete(
    number: PromoNumber, wanted: WantedNumber, answer: asyncio.Future[RegistrationAnswer]
) -> None:
    """Adds every output that it has where the SDK registers it."""
    inputs = inputs_of(wanted.name, wanted.args, wanted.former_names, protect=wanted.protect)
    number.__dict__["id"] = _output(number, answer, RegistrationAnswer.id_value)
    for name in dict.fromkeys((*inputs, *OUTPUT_ONLY)):
        number.__dict__[name] = _output(number, answer, _property(name))


def output(resources: set[pulumi.Resource], value: Awaitable[Value]) -> pulumi.Output[Any]:
    """An output of `value` that depends on `resources`."""
    result: asyncio.Future[Any] = asyncio.Future()
    is_known: asyncio.Future[bool] = asyncio.Future()
    is_secret: asyncio.Future[bool] = asyncio.Future()

    def settle(done: asyncio.Future[Value]) -> None:
        if done.cancelled() or result.done():
            result.cancel()
        elif (error := done.exception()) is not None:
            result.set_exception(error)
        else:
            for part, known in zip((result, is_known, is_secret), done.result(), strict=True):
                part.set_result(known)

    asyncio.ensure_future(value).add_done_callback(settle)
    return pulumi.Output(resources, result, is_known, is_secret)


def _output(
    resource: pulumi.Resource,
    answer: asyncio.Future[RegistrationAnswer],
    read: Callable[[RegistrationAnswer], Value],
) -> pulumi.Output[Any]:
    async def value() -> Value:
        answered = await answer
        if answered.failed and (failure := _failure(resource)) is not None:
            raise failure
        return read(answered)

    return output({resource}, value())


def _urn(answer: RegistrationAnswer) -> Value:
    return Value(answer.urn, is_known=True, is_secret=False)


def _property(name: str) -> Callable[[RegistrationAnswer], Value]:
    def read(answer: RegistrationAnswer) -> Value:
        value = answer.property(name)
        if name in _WHOLE and isinstance(value.value, float):
            return value._replace(value=int(value.value))
        return value

    return read


def _failure(resource: pulumi.Resource) -> Exception | None:
    """What an output of a number that failed raises; None where the SDK calls it unknown."""
    kind = getattr(stack, "ResourceRegistrationFailed", None)
    return (
        None if kind is None else kind(f"resource {resource._name} [{DYNAMIC}] failed to register")
    )
