"""What this process knows of the numbers in each campaign: one list call serves every reader.

Owns: the shared snapshot and when it is fetched again. Must not know: what a miss means; a number
that is not in the snapshot may still exist (lists may lag or be cut), so callers confirm by GET.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Container, Hashable, Iterable, Mapping
from concurrent.futures import Future, wait

from ..promo_number.models import CampaignRef, PromoNumber
from .client import Client

# By what a number is looked up; the same function each time, whose index is kept.
Key = Callable[[PromoNumber], Hashable]


class Listing:
    """What is known of each campaign. Safe to share between threads."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._lock = threading.Lock()
        self._campaigns: dict[CampaignRef, CampaignListing] = {}

    def of(self, where: CampaignRef) -> CampaignListing:
        with self._lock:
            if where not in self._campaigns:
                self._campaigns[where] = CampaignListing(self._client, where)
            return self._campaigns[where]


class CampaignListing:
    """One campaign's snapshot, and this process' own writes, which win over it. Safe to share."""

    def __init__(self, client: Client, where: CampaignRef) -> None:
        self._client = client
        self._where = where
        self._lock = threading.Lock()
        self._begun = 0  # requests so far
        self._snapshot_of = 0  # the request that brought the snapshot
        self._under_way: Future[dict[str, PromoNumber]] | None = None
        self._snapshot: dict[str, PromoNumber] | None = None
        self._skipped = 0
        self._is_cut = False
        self._written: dict[str, PromoNumber | None] = {}
        self._turns: dict[str, int] = {}  # which write was a number's first
        self._indexes: dict[Key, _Index] = {}  # of the snapshot, and of what was written

    def find(self, promo_number: str) -> PromoNumber | None:
        """The number as last seen or written by this process, or None."""
        snapshot = self._latest()
        with self._lock:
            if promo_number in self._written:
                return self._written[promo_number]
        return snapshot.get(promo_number)

    def known(self) -> Mapping[str, PromoNumber]:
        """Every number of the campaign, by digits, with this process' own writes applied."""
        snapshot = self._latest()
        with self._lock:
            merged = {**snapshot, **self._written}
        return {digits: number for digits, number in merged.items() if number is not None}

    def having(self, key: Key, values: Collection[Hashable]) -> list[PromoNumber]:
        """Those of `known` whose key is one of these values. The others are not looked at, so that
        thousands of purchases cost no more each than three do."""
        snapshot = self._latest()
        with self._lock:
            index = self._indexes.get(key)
            if index is None or index.snapshot is not snapshot:
                index = self._indexes[key] = _Index(key, snapshot, self._written)
            near = [self._written.get(one, snapshot.get(one)) for one in index.under(values)]
        return [number for number in near if number is not None and key(number) in values]

    def so_far(self) -> Container[str]:
        """The digits that the campaign held until now, released ones too. Later lists and writes
        do not change it."""
        snapshot = self._latest()
        with self._lock:
            return _SoFar(snapshot, self._turns, len(self._turns))

    def fetch(self) -> Mapping[str, PromoNumber]:
        """A list that Invoca began to answer after this call, shared with whoever else waits."""
        with self._lock:
            too_old, begun_before = self._begun, self._under_way
        if begun_before is not None:
            wait([begun_before])
        with self._lock:
            if self._snapshot is not None and self._snapshot_of > too_old:
                return self._snapshot
        # Any request that is under way now began after this call.
        return self._join()

    def skipped(self) -> int:
        """How many entries of the last list could not be read: a list with such entries is never
        a proof that a number is not there."""
        self._latest()
        return self._skipped

    def may_lack_some(self) -> bool:
        """Whether numbers that exist may be missing from the last list, as far as the list itself
        tells: entries could not be read, or it is cut."""
        self._latest()
        return bool(self._skipped or self._is_cut)

    def is_cut(self) -> bool:
        """Whether the last list leaves out entries, as far as it tells itself."""
        self._latest()
        return self._is_cut

    def wrote(self, number: PromoNumber) -> None:
        """This process bought, changed or moved it here; `number` is what was last seen of it."""
        with self._lock:
            self._written[number.promo_number] = number
            self._turns.setdefault(number.promo_number, len(self._turns))
            for index in self._indexes.values():
                index.add(number)

    def left(self, promo_number: str) -> None:
        """The number was released, or moved to another campaign."""
        with self._lock:
            self._written[promo_number] = None

    def _latest(self) -> dict[str, PromoNumber]:
        snapshot = self._snapshot
        return self._join() if snapshot is None else snapshot

    def _join(self) -> dict[str, PromoNumber]:
        """Waits for the request that is under way, or makes one."""
        with self._lock:
            flight = self._under_way
            mine: Future[dict[str, PromoNumber]] = Future()
            if flight is None:
                self._under_way = mine
                self._begun += 1
                number = self._begun
        if flight is not None:
            return flight.result()
        self._request(mine, number)
        return mine.result()

    def _request(self, flight: Future[dict[str, PromoNumber]], number: int) -> None:
        try:
            listed = self._client.list(self._where)
            numbers = _by_digits(listed)
        except BaseException as error:
            self._under_way = None
            flight.set_exception(error)
            return
        with self._lock:
            self._snapshot, self._snapshot_of, self._under_way = numbers, number, None
            self._skipped = listed.skipped
            self._is_cut = listed.is_cut
        flight.set_result(numbers)


def _by_digits(listed: Iterable[PromoNumber]) -> dict[str, PromoNumber]:
    """A list that shows released numbers may have one twice: as it was before, and as it lives."""
    found: dict[str, PromoNumber] = {}
    for number in listed:
        if not (number.is_released and number.promo_number in found):
            found[number.promo_number] = number
    return found


class _Index:
    """Which numbers of a snapshot, and of what was written since, may have a key. A number that has
    another key by now is still found under the old one."""

    def __init__(
        self,
        key: Key,
        snapshot: Mapping[str, PromoNumber],
        written: Mapping[str, PromoNumber | None],
    ) -> None:
        self.snapshot = snapshot
        self._key = key
        self._digits: defaultdict[Hashable, dict[str, None]] = defaultdict(dict)  # a set, in order
        for number in [*snapshot.values(), *filter(None, written.values())]:
            self.add(number)

    def add(self, number: PromoNumber) -> None:
        self._digits[self._key(number)][number.promo_number] = None

    def under(self, values: Collection[Hashable]) -> dict[str, None]:
        found: dict[str, None] = {}
        for value in values:
            found |= self._digits.get(value, {})
        return found


class _SoFar:
    """The digits of a snapshot, and those first written before a moment."""

    def __init__(self, snapshot: Container[str], turns: Mapping[str, int], writes: int) -> None:
        self._snapshot, self._turns, self._writes = snapshot, turns, writes

    def __contains__(self, digits: object) -> bool:
        is_written = (
            isinstance(digits, str) and self._turns.get(digits, self._writes) < self._writes
        )
        return is_written or digits in self._snapshot
