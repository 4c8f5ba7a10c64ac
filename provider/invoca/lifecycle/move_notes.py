"""What this machine remembers of the moves that it sent, and of the ids that they may have changed.

Owns: by what such a note is found again. Must not know: what follows from it.

A move may give a number another id. Where its run dies before a state could hold the number, the id
that it was declared under finds nothing any more; the note of the digits under that id does. As
with purchases, a generated id is one number wherever it is declared; a declared one is only in its
campaign, and only for the same choice of number.
"""

from __future__ import annotations

import json
from typing import NamedTuple

from ..promo_number.decide import Wanted
from ..promo_number.identity import is_same_id
from ..promo_number.models import CampaignRef, Declaration, PromoNumber
from .pending import CAMPAIGN_LINES, PendingWrites, campaign_in, campaign_lines

_MOVED_HERE = "moved here"  # the word of the note of a move that was sent
_MOVED_AS = "moved as"  # the word of the note of the digits that were moved under an id

Key = tuple[object, ...]


class Moved(NamedTuple):
    """A move that was sent from here. id: what the number has since; "" where the run did not live
    to see it."""

    promo_number: str
    to: CampaignRef
    origin: CampaignRef
    id: str = ""


class MoveNotes:
    """Safe to share between threads."""

    def __init__(self, notes: PendingWrites) -> None:
        self._notes = notes

    def sent(self, declared: Declaration, promo_number: str, origin: CampaignRef) -> None:
        """Notes that a move is about to be sent."""
        self._notes.sent(*_moved_here(declared.campaign, promo_number))
        self._note(declared, Moved(promo_number, declared.campaign, origin))

    def arrived(self, declared: Declaration, live: PromoNumber, origin: CampaignRef) -> None:
        """Under its new parent the number is read with this id; where that is the declared one,
        nothing has to be remembered of it."""
        id_ = live.id_from_network
        if declared.id_from_network is None or is_same_id(declared.id_from_network, id_):
            for key in _keys(declared):
                self._notes.forget(*key)
            return
        self._note(declared, Moved(live.promo_number, declared.campaign, origin, id_ or ""))

    def is_recent(self, where: CampaignRef, promo_number: str) -> bool:
        """Whether a move of the number to that campaign was sent a moment ago."""
        return self._notes.is_recent(*_moved_here(where, promo_number))

    def forget(self, where: CampaignRef, promo_number: str) -> None:
        """The number was released, or is gone."""
        self._notes.forget(*_moved_here(where, promo_number))

    def last(self, wanted: Wanted) -> Moved | None:
        """The move of the number that is wanted; None where none was sent that may have changed
        its id."""
        declared = wanted.declared
        keys = [_by_place(declared)]
        if wanted.id_is_generated:
            keys = [_by_id(id_) for id_ in (declared.id_from_network, *wanted.former_ids)]
        notes = (self._notes.note(*key) for key in keys if declared.id_from_network)
        return next((_read(note.about) for note in notes if note is not None), None)

    def _note(self, declared: Declaration, moved: Moved) -> None:
        about = (
            *campaign_lines(moved.to),
            *campaign_lines(moved.origin),
            moved.promo_number,
            moved.id,
        )
        for key in _keys(declared):
            self._notes.sent(*key, about=about)


def _moved_here(where: CampaignRef, promo_number: str) -> Key:
    return (*where, _MOVED_HERE, promo_number)


def _keys(declared: Declaration) -> tuple[Key, ...]:
    id_ = declared.id_from_network
    return (_by_id(id_), _by_place(declared)) if id_ else ()


def _by_id(id_from_network: str | None) -> Key:
    return (_MOVED_AS, id_from_network)


def _by_place(declared: Declaration) -> Key:
    choice = json.dumps(declared.create_only(), sort_keys=True, default=str)
    return (*_by_id(declared.id_from_network), *declared.campaign, choice, declared.generation)


def _read(about: tuple[str, ...]) -> Moved | None:
    """None for a note that somebody edited."""
    to = campaign_in(about[:CAMPAIGN_LINES])
    origin = campaign_in(about[CAMPAIGN_LINES : 2 * CAMPAIGN_LINES])
    rest = about[2 * CAMPAIGN_LINES :]
    if to is None or origin is None or len(rest) != 2:
        return None
    promo_number, id_ = rest
    return Moved(promo_number, to, origin, id_)
