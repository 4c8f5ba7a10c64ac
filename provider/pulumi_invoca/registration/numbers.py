"""The numbers of a campaign as a program sees them.

Owns: the objects that stand for numbers which were registered directly, and the map of digits. Must
not know: how they were registered.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from typing import Any

import pulumi
from pulumi.runtime import stack

from ..promo_number import OUTPUT_ONLY, TYPE, PromoNumber, inputs_of
from .answer import Answer, Value
from .directly import Wanted

_WHOLE = frozenset(
    name for name, kind in PromoNumber.__annotations__.items() if kind == pulumi.Output[int]
)
DIGITS = "promo_number"


class PromoNumbers(dict[str, PromoNumber]):
    """A dict whose values are made when they are asked for."""

    def __init__(
        self, numbers: Mapping[str, PromoNumber | None], make: Callable[[str], PromoNumber]
    ) -> None:
        """numbers: in their order; `make` is asked for those that are None."""
        super().__init__(numbers)  # type: ignore[arg-type]
        self._make = make

    def __getitem__(self, name: str) -> PromoNumber:
        number: PromoNumber | None = super().__getitem__(name)
        if number is None:
            number = self._make(name)
            super().__setitem__(name, number)
        return number

    # With an own `__iter__`, `dict(this)` and `{**this}` ask for each value in place of copying.
    def __iter__(self) -> Iterator[str]:
        return super().__iter__()

    def get(self, name: str, default: Any = None) -> Any:
        return self[name] if name in self else default  # noqa: SIM401  (that is this method)


def _made_first(method: str) -> Callable[..., Any]:
    plain = getattr(dict, method)

    def call(self: PromoNumbers, *arguments: Any, **named: Any) -> Any:
        for name in self:
            self[name]
        return plain(self, *arguments, **named)

    call.__name__ = method
    return call


for _method in ("values", "items", "copy", "pop", "popitem", "setdefault"):
    setattr(PromoNumbers, _method, _made_first(_method))
for _method in ("__eq__", "__ne__", "__or__", "__ror__", "__repr__", "__reversed__"):
    setattr(PromoNumbers, _method, _made_first(_method))


class Children(set[pulumi.Resource]):
    """A component's children as Pulumi's SDK asks for them: who depends on the component waits for
    each. Numbers that nobody looked at stand there with their URN alone."""

    def __init__(self, answers: Mapping[str, asyncio.Future[Answer]]) -> None:
        super().__init__()
        self._answers = answers

    def __iter__(self) -> Iterator[pulumi.Resource]:
        return iter(self.copy())

    def copy(self) -> set[pulumi.Resource]:
        numbers = {_Awaited(name, answer) for name, answer in self._answers.items()}
        return numbers.union(super().copy())


class _Awaited(pulumi.CustomResource):
    def __init__(self, name: str, answer: asyncio.Future[Answer]) -> None:
        super().__init__(TYPE, name, dependency=True)
        self._name, self._type = name, TYPE
        self.__dict__["urn"] = _output(self, answer, _urn)


def number_object(
    parent: pulumi.ComponentResource, wanted: Wanted, answer: asyncio.Future[Answer]
) -> PromoNumber:
    """The object for a number that was registered, or is about to be."""
    inputs = inputs_of(wanted.name, wanted.args, wanted.former_names)
    made = PromoNumber.__new__(PromoNumber)
    pulumi.CustomResource.__init__(made, TYPE, wanted.name, dependency=True)
    made._name, made._type, made._aliases = wanted.name, TYPE, []
    made._protect, made._version, made._plugin_download_url = wanted.protect, None, None
    made._provider, made._providers = parent.get_provider(TYPE), parent._providers
    made.__dict__["urn"] = _output(made, answer, _urn)
    made.__dict__["id"] = _output(made, answer, Answer.id_value)
    for name in dict.fromkeys((*inputs, *OUTPUT_ONLY)):
        made.__dict__[name] = _output(made, answer, _property(name))
    return made


def _urn(answer: Answer) -> Value:
    return Value(answer.urn, is_known=True, is_secret=False)


def _property(name: str) -> Callable[[Answer], Value]:
    def read(answer: Answer) -> Value:
        value = answer.property(name)
        if name in _WHOLE and isinstance(value.value, float):
            return value._replace(value=int(value.value))
        return value

    return read


def _output(
    resource: pulumi.Resource, answer: asyncio.Future[Answer], read: Callable[[Answer], Value]
) -> pulumi.Output[Any]:
    async def value() -> Value:
        answered = await answer
        if answered.failed and (failure := _failure(resource)) is not None:
            raise failure
        return read(answered)

    return output({resource}, value())


def output(resources: set[pulumi.Resource], value: Awaitable[Value]) -> pulumi.Output[Any]:
    """An output of `value` that depends on `resources`."""
    shared = asyncio.ensure_future(value)

    async def part(index: int) -> Any:
        return (await shared)[index]

    return pulumi.Output(resources, part(0), part(1), part(2))


def _failure(resource: pulumi.Resource) -> Exception | None:
    """What an output of a number that failed raises; None where the SDK calls it unknown."""
    kind = getattr(stack, "ResourceRegistrationFailed", None)
    return None if kind is None else kind(f"resource {resource._name} [{TYPE}] failed to register")


async def digits_of(number: PromoNumber) -> Value | None:
    """The digits of a number that the SDK registered; None where it failed: the SDK says so."""
    try:
        digits = await number.promo_number.future()
    except Exception:
        return None
    output = number.promo_number
    return Value(digits, await output.is_known(), await output.is_secret())


def all_digits(numbers: Iterable[tuple[str, Value | None]]) -> Value:
    """The map of the digits that there are.

    A number that is None, or has none, is left out: a later run that buys it adds it. One whose
    digits are unknown makes the map unknown.
    """
    digits: dict[str, str] = {}
    is_known, is_secret = True, False
    for name, value in numbers:
        if value is None:
            continue
        is_secret = is_secret or value.is_secret
        is_known = is_known and value.is_known
        if value.value is not None:
            digits[name] = value.value
    return Value(digits, is_known, is_secret)
