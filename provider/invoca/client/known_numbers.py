"""The numbers of one campaign as a process knows them, each found without a look at all of them.

Owns: by what a number is found (digits, an id however the account stores it, the name in a
generated id), and which of them were there at an earlier moment. Not safe between threads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..promo_number.identity import is_same_id, name_in, what_tells_it
from ..promo_number.models import PromoNumber


class HeldThen:
    """The digits that a campaign held at one moment, as a container."""

    def __init__(self, known: KnownNumbers) -> None:
        self._known, self._moment = known, known.moment
        self._any = bool(known.by_digits)

    def __contains__(self, digits: object) -> bool:
        return self._known.was_held(str(digits), self._moment)

    def __bool__(self) -> bool:
        return self._any


class KnownNumbers:
    """by_digits: what is known now. moment: how many changes it took to come to that."""

    def __init__(self) -> None:
        self.by_digits: dict[str, PromoNumber] = {}
        self.moment = 0
        # Dicts for the order in which they came.
        self._by_id: dict[str, dict[str, None]] = {}
        self._by_name: dict[str, dict[str, None]] = {}
        # By digits: the moments at which the campaign got the number and lost it, in turn.
        self._turns: dict[str, list[int]] = {}

    def under_id(self, id_: str) -> list[PromoNumber]:
        """Those that an account shows under `id_`, in a spelling of its own."""
        found = (self.by_digits[one] for one in self._by_id.get(what_tells_it(id_), ()))
        return [number for number in found if is_same_id(id_, number.id_from_network)]

    def under_name(self, name: str) -> list[PromoNumber]:
        """Those whose id was generated for a number of this (readable) name."""
        return [self.by_digits[one] for one in self._by_name.get(name, ())]

    def was_held(self, digits: str, moment: int) -> bool:
        turns = sum(turn <= moment for turn in self._turns.get(digits, ()))
        return turns % 2 == 1

    def put(self, number: PromoNumber) -> None:
        self.moment += 1
        self._put(number)

    def drop(self, digits: str) -> None:
        self.moment += 1
        self._drop(digits)

    def replace(self, numbers: Mapping[str, PromoNumber]) -> None:
        """All at once."""
        self.moment += 1
        for digits in self.by_digits.keys() - numbers.keys():
            self._drop(digits)
        for number in numbers.values():
            self._put(number)

    def _put(self, number: PromoNumber) -> None:
        digits = number.promo_number
        before = self.by_digits.get(digits)
        if before is None:
            self._turns.setdefault(digits, []).append(self.moment)
        else:
            self._forget_ways(before)
        self.by_digits[digits] = number
        for index, key in self._ways(number):
            index.setdefault(key, {})[digits] = None

    def _drop(self, digits: str) -> None:
        before = self.by_digits.pop(digits, None)
        if before is not None:
            self._turns[digits].append(self.moment)
            self._forget_ways(before)

    def _forget_ways(self, number: PromoNumber) -> None:
        for index, key in self._ways(number):
            index[key].pop(number.promo_number, None)

    def _ways(self, number: PromoNumber) -> Iterable[tuple[dict[str, dict[str, None]], str]]:
        """The indexes that lead to a number, and where."""
        id_ = number.id_from_network
        if id_ is not None:
            yield self._by_id, what_tells_it(id_)
        name = name_in(id_)
        if name is not None:
            yield self._by_name, name
