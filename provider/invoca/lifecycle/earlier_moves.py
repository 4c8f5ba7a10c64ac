"""Finds a number that an earlier run on this machine moved, and that has another id since.

Must not know: how a move is sent, or what becomes of the number.
"""

from __future__ import annotations

from ..promo_number.decide import Wanted
from ..promo_number.identity import is_same_id
from ..promo_number.locate import Locator
from ..promo_number.located import Place
from ..promo_number.refusals import moved_too_soon
from ..timing import Timing
from .move_notes import MoveNotes
from .pending import PendingWrites
from .writes import REREAD_SECONDS, REREADS


class EarlierMoves:
    """Safe to share between threads. timing: one that does not wait looks once."""

    def __init__(self, notes: PendingWrites, locator: Locator, timing: Timing) -> None:
        self._moves = MoveNotes(notes)
        self._locator = locator
        self._timing = timing

    def place_of(self, wanted: Wanted) -> Place | None:
        """The number that is wanted, where a move that was sent from here gave it another id, or
        may have; None for none. Raises LookAtAccount where it was sent a moment ago and shows
        nowhere."""
        sent = self._moves.last(wanted)
        if sent is None:
            return None
        digits, is_recent = sent.promo_number, self._moves.is_recent(sent.to, sent.promo_number)
        for _ in self._timing.looks(REREADS if is_recent else 1, REREAD_SECONDS):
            place = self._locator.find_anywhere(sent.to, digits, lists_may_lag=is_recent)
            if place is None and (live := self._locator.shown(sent.origin, digits)):
                place = Place(live, sent.origin)
            if place and (not sent.id or is_same_id(sent.id, place.live.id_from_network)):
                return place
        if is_recent:
            raise moved_too_soon(digits, sent.to)
        return None
