"""How the live account differs from what was declared and deployed.

Owns: what is looked at, what counts as gone, and which finding follows from what. Reads only: one
list call per campaign, and GET to confirm a miss, and what differs.
Must not know: where declarations come from, or how a report looks.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence

from ..account import named
from ..at_once import PARALLEL, AtOnce
from ..client import Client
from ..counted import plural
from ..errors import InvocaError, LookAtAccount
from ..natural import natural
from ..promo_number.comparison import Difference, differences
from ..promo_number.identity import Declarer, name_in, readable, was_made_for
from ..promo_number.ignored import is_ignored, left_as_they_are
from ..promo_number.models import CampaignRef, Declaration, PromoNumber, short
from ..promo_number.record import is_lately
from ..troubles import Troubles
from . import findings as say
from .findings import Coverage, Failure, Finding, Kind, Managed, Report, about
from .matching import Match, Matching
from .reading import AccountReader
from .undeployed import next_step


def check(
    numbers: Sequence[Managed],
    client: Client,
    *,
    parallel: int = PARALLEL,
    searches_elsewhere: bool = True,
    is_over: Callable[[float], bool] = lambda sent_at: False,
    tell: Callable[[str], None] = lambda text: None,
) -> Report:
    """Compares `numbers` with the account. tell: says what is being done, for a progress line.
    searches_elsewhere: whether other campaigns of the advertisers are looked through. is_over:
    whether a person said that what Invoca does not show of a purchase of then was not bought.

    Never raises for what Invoca answers: what could not be checked is in the report's failures.
    """
    with AtOnce(parallel) as at_once:
        reader = AccountReader(client, searches_elsewhere=searches_elsewhere)
        return _Check(numbers, reader, at_once, is_over, tell).report()


class _Check:
    """One comparison, from the lists to the report."""

    def __init__(
        self,
        numbers: Sequence[Managed],
        reader: AccountReader,
        at_once: AtOnce,
        is_over: Callable[[float], bool],
        tell: Callable[[str], None],
    ) -> None:
        self._numbers = numbers
        self._reader = reader
        self._each = at_once.each
        self._is_over = is_over
        self._tell = tell
        self._matching = Matching()
        self._lacking: Counter[CampaignRef] = Counter()  # live, but not in the list
        self._declarers = _declarers(numbers)
        self._asked_ids = {id_ for number in numbers for id_ in number.ids}
        self._findings: list[Finding] = []
        self._failures: list[Failure] = []
        self._troubles = Troubles()

    def report(self) -> Report:
        self._list()
        unlisted = self._matching.find(self._readable())
        self._look_at_what_differs()
        missed = self._confirm(unlisted)
        gone = self._seek_elsewhere(missed)
        self._findings += [self._absent(number) for number in gone]
        for (number, _, live), other in self._matching.held_twice:
            remedy = say.held_twice(number, other)
            self._findings.append(_twice(number, live, remedy, held_by=other.name))
        for found in self._matching.matches:
            self._findings += self._differences(found)
        for where in self._matching.lists:
            self._findings += self._strangers(where)
        self._note_unseen_hours()
        for where, count in self._lacking.items():
            self._failures.append(Failure(say.list_is_cut(where, count), campaign=where))
        return Report(
            tuple(self._numbers),
            tuple(sorted(self._findings, key=_order)),
            tuple(self._coverage()),
            tuple(self._failures),
            tuple(self._doubts()),
            tuple(self._left_as_they_are()),
        )

    # -- what is live ----------------------------------------------------------------------------

    def _list(self) -> None:
        campaigns = list(dict.fromkeys(number.where for number in self._numbers))
        for done, (where, listed) in enumerate(self._each(self._reader.live_in, campaigns)):
            self._tell(f"listed {done} of {plural(len(campaigns), 'campaign')}")
            if isinstance(listed, InvocaError):
                self._fail(listed, [item for item in self._numbers if item.where == where])
                continue
            self._matching.learn(where, listed)

    def _readable(self) -> list[Managed]:
        return [number for number in self._numbers if number.where in self._matching.lists]

    def _confirm(self, numbers: list[Managed]) -> list[Managed]:
        """Those of `numbers` that their campaign certainly lacks; a list may be cut, or lag."""
        named = [number for number in numbers if number.promo_number or number.ids]
        missed = [one for one in numbers if not (one.promo_number or one.ids or one.is_leaving)]
        open_: defaultdict[tuple[CampaignRef, str], list[Managed]] = defaultdict(list)
        errors: dict[tuple[CampaignRef, str], InvocaError] = {}
        asked = [number for number in named if not number.is_leaving]
        for done, (number, live) in enumerate(self._each(self._reader.look_for, asked)):
            count = plural(len(asked), "number")
            self._tell(f"looked up {done} of {count} that no list shows")
            if isinstance(live, InvocaError):
                key = (number.where, live.answer)
                errors.setdefault(key, live)
                open_[key].append(number)
            elif live is None:
                missed.append(number)
            else:
                self._claim(number, number.where, live)
        for key, error in errors.items():
            self._fail(error, open_[key])
        return self._in_readable_campaigns(missed)

    def _claim(self, number: Managed, where: CampaignRef, live: PromoNumber) -> None:
        """Of a number that was looked up by itself: the list of its campaign may lack it."""
        listed = self._matching.lists.get(where)
        if listed is not None:
            if live.promo_number not in listed:
                self._lacking[where] += 1
            listed[live.promo_number] = live
        self._matching.claim(number, where, live)

    def _seek_elsewhere(self, numbers: list[Managed]) -> list[Managed]:
        """Those of `numbers` that no other campaign of their advertiser has either.

        Where not everything could be read they are not gone, as where an engine refreshes.
        """
        sought = [number for number in numbers if number.promo_number and not number.is_leaving]
        gone = [number for number in numbers if not number.promo_number or number.is_leaving]
        found: set[str] = set()
        errors: dict[str, InvocaError] = {}
        open_: defaultdict[str, list[Managed]] = defaultdict(list)
        for done, (number, place) in enumerate(self._each(self._reader.in_others, sought)):
            count = plural(len(sought), "number")
            self._tell(f"searched other campaigns for {done} of {count} that may have been moved")
            if isinstance(place, InvocaError):
                errors.setdefault(number.where.advertiser_id, place)
                open_[number.where.advertiser_id].append(number)
            elif place is None:
                gone.append(number)
            elif number.promo_number not in found:
                found.add(number.promo_number)
                self._claim(number, place.where, place.live)
        for advertiser, error in errors.items():
            self._fail(error, open_[advertiser])
        return gone

    def _look_at_what_differs(self) -> None:
        """A list may be late, or leave fields out. Where no GET says more, it stands as listed."""
        unlike = [one for one in self._matching.matches if _is_unlike(one)]
        looked_at: dict[str, PromoNumber] = {}
        for done, (match, live) in enumerate(self._each(self._reader.looked_at, unlike)):
            count = plural(len(unlike), "number")
            self._tell(f"looked at {done} of {count} that differ in a list")
            if isinstance(live, PromoNumber):
                looked_at[match.live.promo_number] = live
        self._matching.see_again(looked_at)

    def _in_readable_campaigns(self, numbers: list[Managed]) -> list[Managed]:
        """Where not even the campaign can be read, nothing is known to be gone."""
        campaigns = dict.fromkeys(number.where for number in numbers)
        for where, error in self._each(self._reader.require_readable, campaigns):
            if isinstance(error, InvocaError):
                self._fail(error, [number for number in numbers if number.where == where])
                numbers = [number for number in numbers if number.where != where]
        return numbers

    def _note_unseen_hours(self) -> None:
        """Hours that Invoca does not show may be as declared, or gone: that is not known."""
        unseen: defaultdict[CampaignRef, list[Managed]] = defaultdict(list)
        for number, where, live in self._matching.matches:
            hours = number.declared and number.declared.hours_of_operation
            is_left = is_ignored("hours_of_operation", number.ignored)
            if hours and not is_left and live.hours_of_operation is None:
                unseen[where].append(number)
        for where, numbers in unseen.items():
            error = LookAtAccount(
                f"comparing hours_of_operation in {where}",
                answer="Invoca does not show them",
                remedy=f"Check that {named('api_version')} is 2026-02-01 or later; if it is, "
                "somebody removed the hours",
            )
            self._fail(error, numbers)

    # -- what is said of it ----------------------------------------------------------------------

    def _fail(self, error: InvocaError, numbers: Sequence[Managed]) -> None:
        stacks = ", ".join(dict.fromkeys(number.stack for number in numbers))
        names = tuple((number.stack, number.name) for number in numbers)
        count = f"{plural(len(names), 'number')} could not be checked"
        text = f"{self._troubles.in_words(error)} ({count})"
        self._failures.append(Failure(text, stacks, numbers[0].where, names))

    def _absent(self, number: Managed) -> Finding:
        text = number.declared.description if number.declared else ""
        if number.pending_since is not None:
            remedy = say.settle_it(number, number.pending_since, self._is_over)
            return about(number, Kind.PENDING, remedy, declared=text)
        if number.unseen_since is not None and is_lately(number.unseen_since, time.time()):
            remedy = say.bought_a_moment_ago(number.unseen_since)
            return about(number, Kind.NOT_SHOWN, remedy, declared=text)
        if not number.is_deployed:
            twin = self._matching.alike(number)
            remedy = say.may_be_renamed(number, twin.promo_number) if twin else say.buy_it(number)
            return about(number, Kind.NOT_CREATED, remedy, declared=text)
        holders = self._matching.holders
        twin = self._matching.listed(number.where, number._replace(promo_number=""))
        heir = "" if twin is None or twin.promo_number in holders else twin.promo_number
        return about(number, Kind.MISSING, say.find_out_who_released(number, heir), declared=text)

    def _differences(self, found: Match) -> Iterator[Finding]:
        number, where, live = found
        if number.is_leaving:
            return
        seen = {"promo_number": live.promo_number, "id": live.id_from_network or ""}
        if number.is_unheld:
            remedy = next_step(found, self._matching.holders.get(live.promo_number))
            yield about(number, Kind.NOT_CREATED, remedy, declared=live.description or "", **seen)
            return
        if number.pending_since is not None:
            if self._matching.holders[live.promo_number] is number:  # else it is told as held twice
                remedy = say.take_over_what_came(number, number.pending_since, live.promo_number)
                yield about(number, Kind.PENDING, remedy, declared=live.description or "", **seen)
            return
        if where != number.where:
            holder = self._matching.holders[live.promo_number]
            stack = "" if holder is number else holder.stack
            remedy = say.follow_or_move_back(number, where, stack)
            places = {"declared": short(number.where), "live": short(where)}
            yield about(number, Kind.MOVED, remedy, field="campaign", **places, **seen)
        for kind, unlike, remedy in _changes(number, live):
            yield about(number, kind, remedy, **unlike._asdict(), **seen)

    def _strangers(self, where: CampaignRef) -> Iterator[Finding]:
        """Live numbers of the campaign that nobody holds, or that share their id with another."""
        extra = dict(self._matching.twins(where))
        for live in self._matching.lists[where].values():
            holder = self._matching.holders.get(live.promo_number)
            if live.promo_number in extra:
                kept = extra[live.promo_number]
                holder = holder or self._matching.holders.get(kept)
                holder = holder or Managed("", "", where, None)
                twice = _twice(holder, live, say.release_one(kept), also=kept)
                yield twice._replace(campaign=where)
            elif holder is None:
                left_by = self._left_by(live)
                yield Finding(
                    Kind.LEFT if left_by else Kind.UNMANAGED,
                    where,
                    say.settle_what_was_left(left_by.name, live.promo_number, left_by.stack)
                    if left_by
                    else say.declare_or_release(live.promo_number),
                    stack=left_by.stack if left_by else "",
                    promo_number=live.promo_number,
                    id=live.id_from_network or "",
                    live=live.description or "",
                )

    def _left_as_they_are(self) -> Iterator[str]:
        """What differs without being drift."""
        fields: defaultdict[str, list[str]] = defaultdict(list)
        for number, _, live in self._matching.matches:
            if number.declared and number.ignored and not number.is_leaving:
                for unlike in differences(number.declared, live):
                    if is_ignored(unlike.field, number.ignored):
                        fields[unlike.field].append(number.name)
        yield from left_as_they_are(fields)

    def _left_by(self, live: PromoNumber) -> Declarer | None:
        """Whose declaration made the id of a live number that nothing holds."""
        name = name_in(live.id_from_network)
        if name is None or live.id_from_network in self._asked_ids:
            return None  # the next deployment takes over what carries an id of today
        for who, choices in self._declarers.items():
            asked = who._replace(name=name)
            if was_made_for(str(live.id_from_network), asked, choices.get(name, ())):
                return asked
        return None

    def _doubts(self) -> Iterator[str]:
        for where, lives in self._matching.lists.items():
            if where in self._lacking:
                continue
            if self._reader.is_cut(where):
                yield say.list_may_be_cut(where, len(lives))
            if skipped := self._reader.skipped_in(where):
                yield say.list_lacks_entries(where, skipped)

    def _coverage(self) -> Iterator[Coverage]:
        for where in dict.fromkeys(number.where for number in self._numbers):
            lives = self._matching.lists.get(where)
            holders = (self._matching.holders.get(digits) for digits in lives or ())
            managed = sum(1 for one in holders if one and not one.is_unheld)
            is_known = lives is not None and where not in self._lacking
            yield Coverage(where, managed, len(lives or ()) if is_known else None)


def _declarers(numbers: Sequence[Managed]) -> dict[Declarer, dict[str, list[Declaration]]]:
    """The stacks that were asked about, each with what it declares by the readable name."""
    found: dict[Declarer, dict[str, list[Declaration]]] = {}
    for number in numbers:
        who = Declarer.read(number.declared_by)
        if who is not None:
            choices = found.setdefault(who._replace(name=""), {})
            if number.declared is not None:
                choices.setdefault(readable(who.name), []).append(number.declared)
    return found


def _is_unlike(match: Match) -> bool:
    number, _, live = match
    is_compared = not (number.is_leaving or number.is_unheld) and number.pending_since is None
    return is_compared and any(_changes(number, live))


def _changes(number: Managed, live: PromoNumber) -> Iterator[tuple[Kind, Difference, str]]:
    """What differs, and what to do about it."""
    known, now = number.ids[0] if number.ids else "", live.id_from_network or ""
    if number.is_deployed and known and now and known != now:
        unlike = Difference("id_from_network", known, now)
        yield Kind.ID_CHANGED, unlike, say.note_the_id(number)
    for unlike in differences(number.declared, live) if number.declared else ():
        if is_ignored(unlike.field, number.ignored):
            continue
        remedy = say.undo_or_keep
        if number.in_file and unlike.field not in _fields_unlike(number.in_file, live):
            remedy = say.deploy_what_is_declared
        yield Kind.CHANGED, unlike, remedy(number)


def _fields_unlike(declared: Declaration, live: PromoNumber) -> set[str]:
    return {one.field for one in differences(declared, live)}


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
    where = tuple(natural(part or "") for part in finding.campaign)
    return (*where, finding.rank, natural(finding.stack), natural(finding.name))
