"""Brings a live number to its declaration: PUT, move, and reading back what Invoca made of it.

Owns: how often a write is tried, and when it counts as done.
Must not know: whose number it is, or that numbers are bought and released.
"""

from __future__ import annotations

from collections.abc import Callable

from .. import next_steps as step
from ..client import Client, bodies
from ..client.listing import Listing
from ..errors import LookAtAccount, ReportBug, Unclear
from ..promo_number.comparison import Difference, differences, same_value
from ..promo_number.identity import is_same_id
from ..promo_number.locate import Locator
from ..promo_number.models import COMPARED, CampaignRef, Declaration, PromoNumber
from ..promo_number.record import Identity
from ..promo_number.refusals import not_kept, vanished
from ..timing import Timing
from .move_notes import MoveNotes
from .pending import PendingWrites

REREADS = 6  # looks at a number that Invoca may show late
REREAD_SECONDS = 0.5
LOOKS = 3  # at what a PUT of unclear outcome may have done, before it is sent again
PUT_ATTEMPTS = 3


class Writes:
    """Changes live numbers. Safe to share between threads."""

    def __init__(
        self,
        client: Client,
        listing: Listing,
        locator: Locator,
        notes: PendingWrites,
        timing: Timing,
    ) -> None:
        self._client = client
        self._listing = listing
        self._locator = locator
        self._notes = notes
        self._moves = MoveNotes(notes)
        self._timing = timing

    def converge(
        self,
        declared: Declaration,
        live: PromoNumber,
        previous: Declaration | None,
    ) -> PromoNumber:
        """Writes until `live`, which is in its campaign, agrees with the declaration; none, one or
        two PUTs. Later readers, of this run and of the next one, know what was written.

        Raises LookAtAccount naming what Invoca dropped or changed.
        """
        where = declared.campaign
        unlike = _unlike(declared, live, previous)
        unseen = _changes_unseen(declared, live, previous) or _changes_blanks(
            declared, live, previous
        )
        if unlike or unseen:
            live = self._with_what_is_sent_along(where, declared, live, previous)
            unlike = _unlike(declared, live, previous)
        for clear_token in bodies.CLEAR_TOKENS:
            if not (unlike or unseen):
                break
            unseen = False
            live = self._put(declared, live, previous, clear_token)
            unlike = _unlike(declared, live, previous)
            # Only a key that did not go away is worth the other way of saying "no value".
            if not bodies.to_clear(declared, live, previous):
                break
        for _ in range(REREADS):
            if not unlike:
                break
            # What Invoca answered, or shows at once, may lag behind what it stored.
            self._timing.sleep(REREAD_SECONDS)
            live = self._locator.shown(where, live.promo_number) or live
            unlike = _unlike(declared, live, previous)
        if unlike:
            raise not_kept(live, unlike)
        self._listing.of(where).wrote(live)
        self._notes.sent(*where, live.promo_number)
        return live

    def move(
        self,
        declared: Declaration,
        live: PromoNumber,
        previous: Declaration | None,
        origin: CampaignRef,
    ) -> PromoNumber:
        """The number in the campaign that it is declared in; its id may be another one there.

        origin: where it is now. previous: what was declared before; None where nothing was. Raises
        NotFound where it left `origin` and does not show where it went, Unclear where nobody knows.
        """
        live = self._with_what_is_sent_along(origin, declared, live, previous)

        def write() -> PromoNumber | None:
            body = bodies.update(declared, live, previous) | bodies.destination(declared.campaign)
            return self._client.update(origin, live.promo_number, body)

        def is_done() -> bool:
            # Looked at for a while: a PUT on a number that has left might buy one.
            for _ in range(REREADS):
                if self._locator.shown(origin, live.promo_number) is None:
                    return True
                self._timing.sleep(REREAD_SECONDS)
            return False

        # An earlier run may have sent it and died a moment ago, and Invoca may show it late.
        if self.was_moved_to(declared.campaign, live.promo_number) and is_done():
            moved = None
        else:
            self._moves.sent(declared, live.promo_number, origin)
            moved = self._carry_out(write, is_done)
        if moved is not None and moved.promo_number != live.promo_number:
            # The answer is of another number; what became of this one, its new parent shows.
            _require_shown(live, moved, self._locator.shown(declared.campaign, live.promo_number))
        self._listing.of(origin).left(live.promo_number)
        # Ids may be adjusted by a move, so the number is read again under its new parent.
        live = self._await_shown(declared.campaign, live.promo_number)
        self._moves.arrived(declared, live, origin)
        return live

    def _await_shown(self, where: CampaignRef, promo_number: str) -> PromoNumber:
        """GET, again for a short while where Invoca shows a write late. Raises NotFound."""
        for _ in range(REREADS):
            live = self._locator.shown(where, promo_number)
            if live is not None:
                return live
            self._timing.sleep(REREAD_SECONDS)
        return self._locator.get(where, promo_number)

    def was_moved_to(self, where: CampaignRef, promo_number: str) -> bool:
        """Whether a run on this machine sent that move a moment ago."""
        return self._moves.is_recent(where, promo_number)

    def forget_move(self, where: CampaignRef, promo_number: str) -> None:
        """The number was released, or is gone."""
        self._moves.forget(where, promo_number)

    def _with_what_is_sent_along(
        self,
        where: CampaignRef,
        declared: Declaration,
        live: PromoNumber,
        previous: Declaration | None,
    ) -> PromoNumber:
        """`live`, as a GET shows it now where a PUT sends along what nobody declared: a list shows
        that late, or not at all, and was read when the run began. What is taken over was looked at
        a moment ago."""
        is_shown = "custom_data" in live.model_fields_set
        if is_shown and (previous is None or not bodies.sends_along(declared, live, previous)):
            return live
        return self._locator.shown(where, live.promo_number) or live

    def _put(
        self,
        declared: Declaration,
        live: PromoNumber,
        previous: Declaration | None,
        clear_token: str | None,
    ) -> PromoNumber:
        where = declared.campaign

        def write() -> PromoNumber | None:
            body = bodies.update(declared, live, previous, clear_token)
            return self._client.update(where, live.promo_number, body)

        def is_done() -> bool:
            for _ in self._timing.looks(LOOKS, REREAD_SECONDS):
                seen = self._locator.shown(where, live.promo_number)
                if seen is None:
                    # A PUT on a number that is not there might buy one.
                    raise vanished(live.promo_number, where)
                if not _unlike(declared, seen, previous):
                    return not _changes_unseen(declared, seen, previous)
            return False

        answer = self._carry_out(write, is_done)
        if answer is None:
            return self._locator.get(where, live.promo_number)
        if answer.promo_number != live.promo_number:
            return _require_shown(live, answer, self._locator.shown(where, live.promo_number))
        return answer

    def _carry_out(
        self, write: Callable[[], PromoNumber | None], is_done: Callable[[], bool]
    ) -> PromoNumber | None:
        """`write`, repeated after an unclear outcome only where `is_done` denies it.

        None where it was carried out and its answer is lost.
        """
        for _ in range(PUT_ATTEMPTS - 1):
            try:
                return write()
            except Unclear:
                self._timing.sleep(REREAD_SECONDS)
                if is_done():
                    return None
        return write()


def _unlike(
    declared: Declaration, live: PromoNumber, previous: Declaration | None
) -> list[Difference]:
    """What a PUT would still have to change, dropped fields and keys included."""
    found = differences(declared, live)
    if previous is None:
        return found
    # Another value than the one we wrote is not ours: inherited, or somebody else's by now.
    found += [
        Difference(field, "", str(getattr(live, field)))
        for field in bodies.dropped(declared, previous)
        if field in COMPARED and same_value(field, previous.value(field), getattr(live, field))
    ]
    keys = bodies.to_clear(declared, live, previous) - declared.custom_data.keys()
    return found + [
        Difference(f"custom_data.{key}", "", live.custom_data[key])
        for key in sorted(keys)
        if live.custom_data[key] == previous.custom_data.get(key)
    ]


def _changes_unseen(declared: Declaration, live: PromoNumber, previous: Declaration | None) -> bool:
    """Whether a field was changed that Invoca does not show; nobody can check it afterwards."""
    return previous is not None and any(
        not same_value(field, declared.value(field), previous.value(field))
        for field in bodies.PLAIN
        if field not in COMPARED or getattr(live, field) is None
    )


def _changes_blanks(declared: Declaration, live: PromoNumber, previous: Declaration | None) -> bool:
    """Whether blanks around a text were removed that Invoca still shows: to be written, though
    an account that puts them there will go on doing so."""
    if previous is None:
        return False
    texts: list[tuple[str, str | None, str | None]] = [
        (declared.description, previous.description, live.description)
    ]
    texts += [
        (text, previous.custom_data.get(key), live.custom_data.get(key))
        for key, text in declared.custom_data.items()
    ]
    return any(text not in (before or "", shown or "") for text, before, shown in texts)


def _require_shown(live: PromoNumber, answer: PromoNumber, seen: PromoNumber | None) -> PromoNumber:
    """The number as a GET shows it after a write was answered with another one; where none shows
    it, the write may have bought that other one."""
    if seen is None:
        raise ReportBug(
            f"changing promo number {live.promo_number}",
            answer=f"Invoca answered with another number, {answer.promo_number}, which it may just "
            "have sold",
            remedy="Look at both in Invoca before you run anything again",
        )
    return seen


def require_same(identity: Identity, live: PromoNumber, where: CampaignRef) -> None:
    """Raises LookAtAccount where `live` is not what the state remembers."""
    known = identity.id_from_network
    if known and live.id_from_network and not is_same_id(known, live.id_from_network):
        raise LookAtAccount(
            f"checking promo number {identity.promo_number} in {where}",
            answer=f"its id is '{live.id_from_network}', not '{known}' as the state says",
            remedy=f"Somebody changed it. Run {step.refresh()} to record that, then try again",
        )
