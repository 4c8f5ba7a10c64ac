"""What this machine remembers of the purchases of one declaration, and of ids that were released.

Owns: by what such a note is found again. Must not know: what follows from it.

A generated id is one number wherever it is declared, so its notes are found by the id alone: also
when the entry names another campaign by now. A declared id may be somebody else's in another
campaign, so there it is the campaign and the id, or the declarer and the id.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ..promo_number import record
from ..promo_number.decide import Wanted
from ..promo_number.models import CampaignRef, Declaration
from ..promo_number.record import Identity
from .pending import (
    CAMPAIGN_LINES,
    RECENT_SECONDS,
    PendingWrites,
    campaign_in,
    campaign_lines,
)

Key = tuple[object, ...]
_FOR = "for"


class Sent(NamedTuple):
    """A purchase that was sent from here, or that a state speaks of. at: seconds since the epoch.
    where: to which campaign; None where that is not known. named: the digits that Invoca's answer
    named, though nothing showed that they are what was bought; "" for none. record: the outputs
    with which a state holds it; None where none does. by: who declared it, project/stack/name,
    where Invoca picks the id; "" where that is not known."""

    at: float
    is_unclear: bool
    where: CampaignRef | None = None
    named: str = ""
    record: Mapping[str, Any] | None = None
    by: str = ""

    @classmethod
    def in_state(cls, outputs: Mapping[str, Any]) -> Sent:
        """What a state holds as pending."""
        since = record.seconds(outputs.get(record.PENDING_SINCE)) or 0.0
        return cls(since, is_unclear=True, where=record.campaign(outputs), record=outputs)

    @property
    def declared(self) -> Declaration | None:
        """As what it was sent; None where that is not known."""
        return None if self.record is None else record.last_declaration(self.record)


class PurchaseNotes:
    """Safe to share between threads."""

    def __init__(self, notes: PendingWrites) -> None:
        self._notes = notes

    def now(self) -> float:
        return self._notes.wall_clock()

    def age(self, at: float) -> float:
        """Seconds; never negative, whatever another machine's clock says."""
        return max(0.0, self.now() - at)

    def sent(self, wanted: Wanted) -> None:
        """Notes that a purchase is about to be sent."""
        for key in _keys(wanted):
            self._notes.sent(*key, about=_about(wanted))

    def unclear(self, wanted: Wanted, named: str = "") -> float:
        """Notes that nobody knows what became of it; when it was sent."""
        about = _about(wanted, named)
        return min(self._notes.unclear(*key, about=about) for key in _keys(wanted))

    def taken_over(self, wanted: Wanted) -> None:
        """What a purchase of unclear outcome bought is known. Where Invoca picks the id nothing
        else ends its note: from now on it is that of a number that was bought a moment ago."""
        for key in _keys(wanted) if wanted.declared.id_assigned_by == "invoca" else ():
            if self._notes.cleared(*key) is not None:
                self._notes.sent(*key, about=_about(wanted))

    def nothing_was_bought(self, wanted: Wanted) -> None:
        """It is known that nothing was bought."""
        for key in (*_keys(wanted), *_former_keys(wanted)):
            self._notes.forget(*key)

    def known(self, where: CampaignRef, identity: Identity) -> None:
        """The number was known to a state, so its purchase is not in question, whatever its id and
        its campaign were then."""
        for id_ in dict.fromkeys((identity.id_from_network, identity.declared_id)):
            self._notes.forget(*where, id_)
            self._notes.forget(*_by_id(id_))
        note = self._notes.cleared(_FOR, identity.declared_by, identity.declared_id)
        sent_to = campaign_in(note.about[:CAMPAIGN_LINES]) if note is not None else None
        if sent_to is not None:
            self._notes.forget(*sent_to, identity.declared_id)

    def was_sent(self, wanted: Wanted) -> bool:
        """Whether a purchase of the very id was sent for the very declarer."""
        return self._notes.note(*_keys(wanted)[-1]) is not None

    def last(self, wanted: Wanted, seconds: float) -> Sent | None:
        """The purchase that may still be open: one of unclear outcome, or else the latest one; also
        under an id that was made for it before. seconds: after which one of no known outcome is
        given up, if that is not a short while."""
        longest = max(seconds, RECENT_SECONDS)
        keys = (*_keys(wanted), *_former_keys(wanted))
        found = [sent for key in keys if (sent := self._sent(key, longest)) is not None]
        found.sort(key=lambda sent: (not sent.is_unclear, -sent.at))
        return found[0] if found else None

    def _sent(self, key: Key, longest: float) -> Sent | None:
        note = self._notes.note(*key)
        if note is None:
            return None
        if not note.is_unclear and self.age(note.at) >= longest:
            self._throw_away(key)
            return None
        where, (named, *by) = note.about[:CAMPAIGN_LINES], note.about[CAMPAIGN_LINES:] or ("",)
        return Sent(note.at, note.is_unclear, campaign_in(where), named, by="\n".join(by))

    def _throw_away(self, key: Key) -> None:
        """But for whom an id was bought is remembered: it tells whose a declared id is."""
        if key[0] != _FOR:
            self._notes.forget(*key)

    # -- ids that were released --------------------------------------------------------------------

    def released(self, id_from_network: str | None) -> None:
        """Notes that the number of an id was released from here, and seen to be gone."""
        if id_from_network:
            self._notes.sent(*_released(id_from_network))

    def given_again(self, id_from_network: str | None) -> None:
        """A number of that id is live again."""
        self._notes.forget(*_released(id_from_network))

    def is_released(self, id_from_network: str) -> bool:
        return self._notes.note(*_released(id_from_network)) is not None


def _about(wanted: Wanted, named: str = "") -> tuple[str, ...]:
    """Beside its key: to which campaign, the digits that were answered, and for whom."""
    where = campaign_lines(wanted.declared.campaign)
    if wanted.declared.id_assigned_by == "invoca":
        return (*where, named, wanted.declared_by)
    return (*where, named) if named else where


def _keys(wanted: Wanted) -> tuple[Key, ...]:
    declared = wanted.declared
    if declared.id_assigned_by != "caller":
        return ((*declared.campaign, "", declared.model_dump_json(exclude={"adopt"})),)
    if wanted.id_is_generated:
        return (_by_id(declared.id_from_network),)
    id_ = declared.id_from_network
    return ((*declared.campaign, id_), (_FOR, wanted.declared_by, id_))


def _former_keys(wanted: Wanted) -> tuple[Key, ...]:
    """Of ids that were made for it before, and as an older release noted today's."""
    if not wanted.id_is_generated:
        return ()
    today = (*wanted.declared.campaign, wanted.declared.id_from_network)
    return (today, *map(_by_id, wanted.former_ids))


def _by_id(id_from_network: str | None) -> Key:
    return ("id", id_from_network)


def _released(id_from_network: str | None) -> Key:
    return ("released", id_from_network)
