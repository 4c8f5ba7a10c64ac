"""The numbers of a campaign as a program sees them.

Owns: which of them are registered directly and which by the SDK, when an object is made for one,
and the map of digits. Must not know: how a registration is sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

import pulumi
from pulumi.runtime.settings import is_dry_run

from ..promo_number import PromoNumber
from .answer import Value
from .directly import Registrations, can_register_directly
from .objects import bare_number, complete, output
from .wanted import WantedNumber

# Of those that the SDK registers: while one waits for the engine, it takes some 90 KiB.
MOST_WAITING = 128


class RegisteredNumbers:
    """Registers the numbers of `component`.

    by_name: the objects. children: for the component. digits: the map of those that there are.
    """

    def __init__(
        self, component: pulumi.ComponentResource, wanted: Mapping[str, WantedNumber]
    ) -> None:
        self._component = component
        self._wanted = wanted
        directly = can_register_directly(component)
        self._registrations = Registrations(
            component,
            {name: number for name, number in wanted.items() if directly and number.is_plain()},
        )
        self._begun: dict[str, PromoNumber] = {}
        self.by_name = PromoNumbers(wanted, self._made)
        self.children = Children(lambda: map(self._begin, self._wanted))
        if not directly:
            for name in wanted:
                self._begin(name)
        # The component stands for all of its numbers: who depends on it waits for each.
        self.digits: pulumi.Output[dict[str, str]] = output({component}, self._all_digits())

    def _begin(self, name: str) -> PromoNumber:
        if name not in self._begun:
            wanted, answer = self._wanted[name], self._registrations.answers.get(name)
            self._begun[name] = (
                self._by_the_sdk(wanted)
                if answer is None
                else bare_number(self._component, wanted, answer)
            )
        return self._begun[name]

    def _made(self, name: str) -> PromoNumber:
        number, answer = self._begin(name), self._registrations.answers.get(name)
        if answer is not None:
            complete(number, self._wanted[name], answer)
        return number

    def _by_the_sdk(self, wanted: WantedNumber) -> PromoNumber:
        options = pulumi.ResourceOptions(
            parent=self._component,
            protect=wanted.protect,
            aliases=[pulumi.Alias(name=name) for name in wanted.former_names] or None,
        )
        return PromoNumber(wanted.name, wanted.args, options)

    async def _all_digits(self) -> Value:
        answers = self._registrations.answers
        others = [name for name in self._wanted if name not in answers]
        await asyncio.gather(self._registrations.run(), self._begin_slowly(others))
        digits: dict[str, Value | None] = {}
        for name in self._wanted:
            digits[name] = (
                answers[name].result().digits()
                if name in answers
                else await _digits_of(self._begin(name))
            )
        return _together(digits)

    async def _begin_slowly(self, names: Iterable[str]) -> None:
        """Registers by the SDK, with only some waiting for the engine; back when all are there."""
        waiting: set[asyncio.Future[None]] = set()
        for name in names:
            waiting.add(asyncio.ensure_future(_registered(self._begin(name))))
            if len(waiting) >= MOST_WAITING:
                _, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.gather(*waiting)


class PromoNumbers(dict[str, PromoNumber]):
    """A dict whose values are made when they are asked for."""

    def __init__(self, names: Iterable[str], make: Callable[[str], PromoNumber]) -> None:
        super().__init__(dict.fromkeys(names))  # type: ignore[arg-type]
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
for _method in ("__eq__", "__ne__", "__or__", "__ror__", "__repr__"):
    setattr(PromoNumbers, _method, _made_first(_method))


class Children(set[pulumi.Resource]):
    """A component's children, as the SDK asks for them when another resource depends on it."""

    def __init__(self, numbers: Callable[[], Iterable[pulumi.Resource]]) -> None:
        super().__init__()
        self._numbers = numbers

    def __iter__(self) -> Iterator[pulumi.Resource]:
        return iter(self.copy())

    def copy(self) -> set[pulumi.Resource]:
        # Numbers first: those that the SDK registers add themselves when they are made.
        numbers = set(self._numbers())
        return numbers.union(super().copy())


async def _registered(number: PromoNumber) -> None:
    with suppress(Exception):  # of which the SDK tells
        await number.urn.future()


async def _digits_of(number: PromoNumber) -> Value | None:
    """The digits of a number that the SDK registered; None where this run makes none."""
    output = number.promo_number
    try:
        digits = await output.future()
    except Exception:  # of which the SDK tells
        return None
    if digits is None and not is_dry_run():
        return None
    return Value(digits, await output.is_known(), await output.is_secret())


def _together(numbers: Mapping[str, Value | None]) -> Value:
    """The map of the digits that there are; a later run that makes the others adds them.

    It is unknown as a whole where one of them is: what is made of it would be made of a part.
    """
    found = {name: value for name, value in numbers.items() if value is not None}
    return Value(
        {name: value.value for name, value in found.items() if value.value is not None},
        is_known=all(value.is_known for value in found.values()),
        is_secret=any(value.is_secret for value in found.values()),
    )
