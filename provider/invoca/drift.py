"""How the live account differs from what was declared and deployed.

Owns: which live number is which managed one, and what counts as gone. Reads only: one list call a
campaign, and GET to confirm a miss. Must not know: where declarations come from, or how a report
looks.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import NamedTuple, TypeVar

from . import findings as say
from .client import Client
from .comparison import differences
from .errors import FixCredentials, InvocaError, LookAtAccount, NotFound
from .findings import Coverage, Failure, Finding, Kind, Managed, Report, about
from .listing import Listing
from .models import CampaignRef, PromoNumber

PARALLEL = 16  # calls under way at once

_T = TypeVar("_T")
_U = TypeVar("_U")


class _Found(NamedTuple):
    """A managed number that lives, in `where`."""

    number: Managed
    where: CampaignRef
    live: PromoNumber


def check(
    numbers: Sequence[Managed],
    client: Client,
    *,
    parallel: int = PARALLEL,
    tell: Callable[[str], None] = lambda text: None,
) -> Report:
    """Compares `numbers` with the account. tell: says what is being done, for a progress line.

    Never raises for what Invoca answers: what could not be checked is in the report's failures.
    """
    pool = ThreadPoolExecutor(parallel)
    try:
        return _Check(numbers, _Reader(client, pool), tell).report()
    finally:
        # Whoever interrupts does not wait for calls that are under way.
        pool.shutdown(wait=False, cancel_futures=True)


class _Reader:
    """Reads many things of one account at once; a refused token is not tried again."""

    def __init__(self, client: Client, pool: ThreadPoolExecutor) -> None:
        self._client = client
        self._pool = pool
        self._listing = Listing(client)
        self._refused: FixCredentials | None = None
        self._lock = threading.Lock()

    def each(
        self, ask: Callable[[_T], _U], things: Iterable[_T]
    ) -> Iterator[tuple[_T, _U | InvocaError]]:
        """Each thing with its answer, or with the error in its place, in the order of `things`."""
        asked = [(thing, self._pool.submit(self._try, ask, thing)) for thing in things]
        for thing, future in asked:
            yield thing, future.result()

    def live_in(self, where: CampaignRef) -> Mapping[str, PromoNumber]:
        known = self._listing.known(where)
        return {digits: live for digits, live in known.items() if not live.is_released}

    def look_for(self, number: Managed) -> PromoNumber | None:
        """The number by GET, or None where Invoca says that there is none."""
        get, by_id = self._client.get, self._client.get_by_id
        ways = [partial(by_id, number.where, id_) for id_ in number.ids]
        if number.promo_number:
            ways = [partial(get, number.where, number.promo_number)]
        for way in ways:
            try:
                live = way()
            except NotFound as error:
                if not error.record_not_found:
                    raise
                continue
            if not live.is_released:
                return live
        return None

    def require_readable(self, where: CampaignRef) -> None:
        self._client.read_campaign(where)

    def campaigns_of(self, advertiser_id: str) -> list[CampaignRef]:
        found = self._client.list_campaigns(advertiser_id)
        return [
            CampaignRef(advertiser_id, campaign.id_from_network)
            for campaign in found
            if campaign.id_from_network
        ]

    def _try(self, ask: Callable[[_T], _U], thing: _T) -> _U | InvocaError:
        refused = self._refused
        if refused is not None:
            return refused
        try:
            return ask(thing)
        except FixCredentials as error:
            # Thousands of calls with a revoked token help nobody.
            if error.status == 401:
                self._refused = error
            return error
        except InvocaError as error:
            return error


class _Check:
    """One comparison, from the lists to the report."""

    def __init__(
        self, numbers: Sequence[Managed], reader: _Reader, tell: Callable[[str], None]
    ) -> None:
        self._numbers = numbers
        self._reader = reader
        self._tell = tell
        self._lists: dict[CampaignRef, dict[str, PromoNumber]] = {}
        self._by_id: dict[tuple[CampaignRef, str], list[PromoNumber]] = {}
        self._by_text: dict[tuple[CampaignRef, str | None], list[PromoNumber]] = {}
        self._found: list[_Found] = []
        self._holders: dict[str, Managed] = {}
        self._findings: list[Finding] = []
        self._failures: list[Failure] = []

    def report(self) -> Report:
        self._list()
        for number in self._seek_elsewhere(self._confirm(self._find(self._readable()))):
            self._findings.append(self._absent(number))
        for found in self._found:
            self._findings += self._differences(found)
        for where in self._lists:
            self._findings += self._strangers(where)
            self._note_unseen_hours(where)
        ordered = sorted(self._findings, key=_order)
        return Report(
            tuple(self._numbers), tuple(ordered), tuple(self._coverage()), tuple(self._failures)
        )

    # -- what is live ----------------------------------------------------------------------------

    def _list(self) -> None:
        campaigns = list(dict.fromkeys(number.where for number in self._numbers))
        for done, (where, listed) in enumerate(self._reader.each(self._reader.live_in, campaigns)):
            self._tell(f"listed {done} of {len(campaigns)} campaigns")
            if isinstance(listed, InvocaError):
                self._fail(listed, [item for item in self._numbers if item.where == where])
                continue
            self._lists[where] = dict(listed)
            # The older of two comes first: Invoca counts its own ids up.
            for live in sorted(listed.values(), key=lambda live: live.id or 0):
                self._by_text.setdefault((where, live.description), []).append(live)
                if live.id_from_network:
                    self._by_id.setdefault((where, live.id_from_network), []).append(live)

    def _readable(self) -> list[Managed]:
        return [number for number in self._numbers if number.where in self._lists]

    # -- which is which --------------------------------------------------------------------------

    def _find(self, numbers: Iterable[Managed]) -> list[Managed]:
        """Finds numbers in the lists, the surest way first; those that are left."""
        for way in (self._in_its_campaign, self._in_another_campaign, self._by_likeness):
            numbers = [number for number in numbers if not self._claim(number, way(number))]
        return list(numbers)

    def _claim(self, number: Managed, found: tuple[CampaignRef, PromoNumber] | None) -> bool:
        if found is None:
            return False
        where, live = found
        self._found.append(_Found(number, where, live))
        other = self._holders.get(live.promo_number)
        if other is None or other.is_leaving or other.is_undeployed:
            self._holders[live.promo_number] = number
        elif where == number.where and not (number.is_leaving or number.is_undeployed):
            remedy = say.held_twice(number, other)
            self._findings.append(_twice(number, live, remedy, held_by=other.name))
        return True

    def _in_its_campaign(self, number: Managed) -> tuple[CampaignRef, PromoNumber] | None:
        live = self._listed(number.where, number)
        return (number.where, live) if live else None

    def _in_another_campaign(self, number: Managed) -> tuple[CampaignRef, PromoNumber] | None:
        for where in self._lists:
            live = self._listed(where, number)
            if live and (number.promo_number or live.promo_number not in self._holders):
                return where, live
        return None

    def _listed(self, where: CampaignRef, number: Managed) -> PromoNumber | None:
        if number.promo_number:
            return self._lists[where].get(number.promo_number)
        twins = (self._by_id.get((where, id_), ()) for id_ in number.ids)
        return next((live for some in twins for live in some), None)

    def _by_likeness(self, number: Managed) -> tuple[CampaignRef, PromoNumber] | None:
        """Where Invoca picks the id there is nothing else to go by."""
        if number.promo_number or number.ids:
            return None
        live = self._alike(number)
        return (number.where, live) if live else None

    def _alike(self, number: Managed) -> PromoNumber | None:
        """A live number that nobody holds and that is as declared in every field."""
        declared = number.declared
        if declared is None:
            return None
        for live in self._by_text.get((number.where, declared.description), ()):
            if live.promo_number not in self._holders and not differences(declared, live):
                return live
        return None

    def _confirm(self, numbers: list[Managed]) -> list[Managed]:
        """Those of `numbers` that are certainly gone; a list may be cut, or lag behind."""
        named = [number for number in numbers if number.promo_number or number.ids]
        gone = [number for number in numbers if not (number.promo_number or number.ids)]
        open_: defaultdict[tuple[CampaignRef, str], list[Managed]] = defaultdict(list)
        errors: dict[tuple[CampaignRef, str], InvocaError] = {}
        asked = [number for number in named if not number.is_leaving]
        for done, (number, live) in enumerate(self._reader.each(self._reader.look_for, asked)):
            self._tell(f"looked for {done} of {len(asked)} numbers that no list shows")
            if isinstance(live, InvocaError):
                key = (number.where, live.answer)
                errors.setdefault(key, live)
                open_[key].append(number)
            elif live is None:
                gone.append(number)
            else:
                self._lists[number.where][live.promo_number] = live
                self._claim(number, (number.where, live))
        for key, error in errors.items():
            self._fail(error, open_[key])
        return self._in_readable_campaigns(gone)

    def _seek_elsewhere(self, numbers: list[Managed]) -> list[Managed]:
        """Those of `numbers` that no other campaign of their advertiser lists either.

        A courtesy, as it is where the engine refreshes: an account that does not show its
        campaigns, or not all of them, leaves the plain meaning of "gone".
        """
        sought = [number for number in numbers if number.promo_number and not number.is_leaving]
        advertisers = dict.fromkeys(number.where.advertiser_id for number in sought)
        others = [
            where
            for _, campaigns in self._reader.each(self._reader.campaigns_of, advertisers)
            if not isinstance(campaigns, InvocaError)
            for where in campaigns
            if where not in self._lists
        ]
        found: set[str] = set()
        for done, (where, listed) in enumerate(self._reader.each(self._reader.live_in, others)):
            self._tell(f"looked into {done} of {len(others)} campaigns for numbers that were moved")
            if isinstance(listed, InvocaError):
                continue
            for number in sought:
                if number.promo_number in listed and number.promo_number not in found:
                    found.add(number.promo_number)
                    self._claim(number, (where, listed[number.promo_number]))
        return [number for number in numbers if number.promo_number not in found]

    def _in_readable_campaigns(self, numbers: list[Managed]) -> list[Managed]:
        """Where not even the campaign is to be had, nothing is known to be gone."""
        campaigns = dict.fromkeys(number.where for number in numbers)
        for where, error in self._reader.each(self._reader.require_readable, campaigns):
            if isinstance(error, InvocaError):
                self._fail(error, [number for number in numbers if number.where == where])
                numbers = [number for number in numbers if number.where != where]
        return numbers

    def _note_unseen_hours(self, where: CampaignRef) -> None:
        """Hours that Invoca does not show may be as declared, or gone: nobody can say."""
        unseen = [
            number
            for number, there, live in self._found
            if there == where and number.declared and number.declared.hours_of_operation
            if live.hours_of_operation is None
        ]
        if unseen:
            error = LookAtAccount(
                f"comparing hours_of_operation in {where}",
                answer="Invoca does not show them",
                remedy="Check that invoca:apiVersion is 2026-02-01 or later; if it is, somebody "
                "took the hours away",
            )
            self._fail(error, unseen)

    # -- what is said of it ----------------------------------------------------------------------

    def _fail(self, error: InvocaError, numbers: Sequence[Managed]) -> None:
        stacks = ", ".join(dict.fromkeys(number.stack for number in numbers))
        names = tuple((number.stack, number.name) for number in numbers)
        count = f"{len(names)} number{'' if len(names) == 1 else 's'} could not be checked"
        text = f"{error} ({count})"
        self._failures.append(Failure(text, stacks, numbers[0].where, names))

    def _absent(self, number: Managed) -> Finding:
        text = number.declared.description if number.declared else ""
        if not number.is_deployed:
            twin = self._alike(number)
            remedy = say.may_be_renamed(number, twin.promo_number) if twin else say.buy_it(number)
            return about(number, Kind.NOT_CREATED, remedy, declared=text)
        twin = self._listed(number.where, number._replace(promo_number=""))
        digits = twin.promo_number if twin and twin.promo_number not in self._holders else ""
        return about(number, Kind.MISSING, say.find_out_who_released(number, digits), declared=text)

    def _differences(self, found: _Found) -> Iterator[Finding]:
        number, where, live = found
        if number.is_leaving:
            return
        seen = {"promo_number": live.promo_number, "id": live.id_from_network or ""}
        if number.is_undeployed:
            remedy = say.take_it_over(number, live.promo_number)
            yield about(number, Kind.NOT_CREATED, remedy, declared=live.description or "", **seen)
            return
        if where != number.where:
            holder = self._holders[live.promo_number]
            stack = "" if holder is number else holder.stack
            remedy = say.follow_or_move_back(number, where, stack)
            places = {"declared": say.short(number.where), "live": say.short(where)}
            yield about(number, Kind.MOVED, remedy, field="campaign", **places, **seen)
        for field, declared, now, remedy in _changes(number, live):
            fields = {"field": field, "declared": declared, "live": now}
            yield about(number, Kind.CHANGED, remedy, **fields, **seen)

    def _strangers(self, where: CampaignRef) -> Iterator[Finding]:
        """Live numbers of the campaign that nobody holds, or that share their id with another."""
        extra = dict(self._twins(where))
        for live in self._lists[where].values():
            holder = self._holders.get(live.promo_number)
            if live.promo_number in extra:
                kept = extra[live.promo_number]
                owner = holder or self._holders.get(kept)
                owner = owner or Managed("", "", where, None)
                yield _twice(owner, live, say.release_one(kept), also=kept)._replace(campaign=where)
            elif holder is None:
                yield Finding(
                    Kind.UNMANAGED,
                    where,
                    say.declare_or_release(live.promo_number),
                    promo_number=live.promo_number,
                    id=live.id_from_network or "",
                    live=live.description or "",
                )

    def _twins(self, where: CampaignRef) -> Iterator[tuple[str, str]]:
        """The digits of each number that shares its id, with those of the one that has it first."""
        for (there, _), twins in self._by_id.items():
            held = [live for live in twins if live.promo_number in self._holders]
            kept, *_rest = held or twins
            if there == where:
                yield from (
                    (live.promo_number, kept.promo_number) for live in twins if live is not kept
                )

    def _coverage(self) -> Iterator[Coverage]:
        for where in dict.fromkeys(number.where for number in self._numbers):
            lives = self._lists.get(where)
            holders = (self._holders.get(digits) for digits in lives or ())
            managed = sum(1 for one in holders if one and not one.is_undeployed)
            yield Coverage(where, managed, None if lives is None else len(lives))


def _changes(number: Managed, live: PromoNumber) -> Iterator[tuple[str, str, str, str]]:
    known, now = number.ids[0] if number.ids else "", live.id_from_network or ""
    if number.is_deployed and known and now and known != now:
        yield "id_from_network", known, now, say.note_the_id(number)
    for unlike in differences(number.declared, live) if number.declared else ():
        yield *unlike, say.undo_or_keep(number)


def _twice(
    number: Managed, live: PromoNumber, remedy: str, also: str = "", held_by: str = ""
) -> Finding:
    field = "promo_number" if held_by else "id_from_network"
    return about(
        number,
        Kind.DUPLICATE,
        remedy,
        field=field,
        declared=also or held_by,
        live=live.promo_number,
        promo_number=live.promo_number,
        id=live.id_from_network or "",
    )


def _order(finding: Finding) -> tuple[object, ...]:
    where = (finding.campaign.advertiser_id, finding.campaign.campaign_id)
    return (*where, finding.campaign.affiliate_id or "", finding.rank, finding.stack, finding.name)
