"""What this machine remembers of the purchases of one declaration, and of ids that were released.

Owns: by what such a note is found again. Must not know: what follows from it.

A generated id is one number wherever it is declared, so its notes are found by the id alone: also
when the entry names another campaign by now. A declared id may be somebody else's in another
campaign, so there it is the campaign and the id, or the declarer and the id.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError

from ..promo_number import record
from ..promo_number.decide import Wanted
from ..promo_number.identity import folded_id, is_same_id, with_successors
from ..promo_number.models import CampaignRef, Declaration
from ..promo_number.record import Identity
from .pending import (
    CAMPAIGN_LINES,
    RECENT_SECONDS,
    Note,
    PendingWrites,
    campaign_in,
    campaign_lines,
)

Key = tuple[object, ...]
_FOR, _MOVED_FOR, _PICKED_FOR = "for", "moved for", "picked for"


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


class SentAs(NamedTuple):
    """As what a purchase was sent. bought: the digits of what it bought; "" while not known."""

    declared: Declaration
    bought: str = ""


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
        self._note_as_what(wanted)

    def bought(self, wanted: Wanted, promo_number: str) -> None:
        """Notes what a purchase bought."""
        self._note_as_what(wanted, promo_number)

    def unclear(self, wanted: Wanted, named: str = "") -> float:
        """Notes that nobody knows what became of it; when it was sent."""
        about = _about(wanted, named)
        return min(self._notes.unclear(*key, about=about) for key in _keys(wanted))

    def taken_over(self, wanted: Wanted, promo_number: str) -> None:
        """What a purchase of unclear outcome bought is known. Where Invoca picks the id nothing
        else ends its note, also of what was sent before its entry was edited: from now on it is
        that of a number that was bought a moment ago."""
        if wanted.declared.id_assigned_by != "invoca":
            return
        before = self.sent_otherwise(wanted)
        same = [wanted, *([wanted._replace(declared=before.declared)] if before else ())]
        for one in same:
            for key in _keys(one):
                if self._notes.cleared(*key) is not None:
                    self._notes.sent(*key, about=_about(one))
        self._note_as_what(wanted, promo_number)

    def nothing_was_bought(self, wanted: Wanted) -> None:
        """It is known that nothing was bought."""
        for key in (*_keys(wanted), *_former_keys(wanted), (_MOVED_FOR, *_who(wanted))):
            self._notes.forget(*key)
        self._notes.forget(*_picked_for(wanted))

    def known(self, where: CampaignRef, identity: Identity) -> None:
        """The number was known to a state, so its purchase is not in question, whatever its id and
        its campaign were then."""
        for id_ in dict.fromkeys((identity.id_from_network, identity.declared_id)):
            self._notes.forget(*where, id_)
            self._notes.forget(*_by_id(id_))
        picked = self._notes.note(_PICKED_FOR, identity.declared_by)
        if picked is not None and picked.about[1:] == (identity.promo_number,):
            self._notes.forget(_PICKED_FOR, identity.declared_by)
        who = (identity.declared_by, identity.declared_id)
        note = self._notes.note(_FOR, *who)
        if note is not None:
            self._known_for(who, note, where, identity.bought_at)

    def _known_for(self, who: Key, note: Note, where: CampaignRef, bought_at: float | None) -> None:
        """For whom an id was bought is forgotten with its number: a later one of that id may be
        somebody else's. But a purchase in its place, under the same id, is another one: what was
        sent elsewhere and is no older than the number, or may be."""
        sent_to = campaign_in(note.about[:CAMPAIGN_LINES])
        is_older = bought_at is not None and note.at < bought_at + 1  # a state holds whole seconds
        if sent_to is None or is_older or where in (sent_to, *self._moved_to(who)):
            for key in ((_FOR, *who), (_MOVED_FOR, *who), (*(sent_to or where), who[1])):
                self._notes.forget(*key)
        elif bought_at is None and sent_to.advertiser_id == where.advertiser_id:
            # Most likely its own, before it was moved: it is looked for, and nobody has to say so.
            self._notes.cleared(_FOR, *who)
            if note.is_unclear:
                self._notes.forget(*sent_to, who[1])

    def sent_to(self, wanted: Wanted, in_state: Sent | None = None) -> frozenset[CampaignRef]:
        """The campaigns to which a purchase of the very id was sent for the very declarer, and
        those to which a run was about to move what it bought; none where none was sent. Of one
        that is not known to be elsewhere, its own. in_state: one that the state holds as pending.
        """
        sent = [in_state.where] if in_state is not None else []
        note = self._notes.note(*_keys(wanted)[-1])
        if note is not None:
            sent.append(campaign_in(note.about[:CAMPAIGN_LINES]))
        moved = self._moved_to(_who(wanted)) if sent else ()
        return frozenset((*(where or wanted.declared.campaign for where in sent), *moved))

    def moves(self, wanted: Wanted) -> None:
        """Notes that a number which no state holds yet is about to be moved: a run that dies
        meanwhile leaves it there, or where it was."""
        if wanted.id_is_generated or not (wanted.declared_by and wanted.declared.id_from_network):
            return  # nobody asks: one that is generated is found by its id in any campaign
        campaigns = {*self._moved_to(_who(wanted)), wanted.declared.campaign}
        about = [line for where in campaigns for line in campaign_lines(where)]
        self._notes.sent(_MOVED_FOR, *_who(wanted), about=tuple(about))

    def _moved_to(self, who: Key) -> Sequence[CampaignRef]:
        note = self._notes.note(_MOVED_FOR, *who)
        lines = note.about if note is not None else ()
        starts = range(0, len(lines), CAMPAIGN_LINES)
        found = (campaign_in(lines[start : start + CAMPAIGN_LINES]) for start in starts)
        return [where for where in found if where is not None]

    def last(self, wanted: Wanted, seconds: float) -> Sent | None:
        """The purchase that may still be open: one of unclear outcome, or else the latest one; also
        under an id that was made for it before. seconds: after which one of no known outcome is
        given up, if that is not a short while, and if it was sent to where it is looked for."""
        longest, here = max(seconds, RECENT_SECONDS), wanted.declared.campaign
        keys = (*_keys(wanted), *_former_keys(wanted))
        found = [sent for key in keys if (sent := self._sent(key, longest, here)) is not None]
        found.sort(key=lambda sent: (not sent.is_unclear, -sent.at))
        return found[0] if found else None

    def _sent(self, key: Key, longest: float, here: CampaignRef) -> Sent | None:
        note = self._notes.note(*key)
        if note is None:
            return None
        where, (named, *by) = note.about[:CAMPAIGN_LINES], note.about[CAMPAIGN_LINES:] or ("",)
        sent_to = campaign_in(where)
        # An id that is made here is one number: where its entry was moved since, no search looks
        # for what was bought there.
        is_looked_for = key[0] == _FOR or sent_to in (None, here)
        if not note.is_unclear and self.age(note.at) >= longest and is_looked_for:
            self._throw_away(key)
            return None
        return Sent(note.at, note.is_unclear, sent_to, named, by="\n".join(by))

    def _throw_away(self, key: Key) -> None:
        """But for whom an id was bought is remembered: it tells whose a declared id is."""
        if key[0] != _FOR:
            self._notes.forget(*key)

    # -- where Invoca picks the id -----------------------------------------------------------------

    def _note_as_what(self, wanted: Wanted, promo_number: str = "") -> None:
        """No id finds it once its entry is edited: for whom it was does."""
        if wanted.declared.id_assigned_by == "invoca" and wanted.declared_by:
            about = (_facts(wanted.declared), promo_number)
            self._notes.sent(*_picked_for(wanted), about=about)

    def sent_otherwise(self, wanted: Wanted) -> SentAs | None:
        """The latest purchase for the same declarer, as what it was sent before its entry was
        edited; None where it was not edited since."""
        note = self._notes.note(*_picked_for(wanted)) if wanted.declared_by else None
        if note is None or note.about[:1] in ((), (_facts(wanted.declared),)):
            return None
        try:
            declared = Declaration.model_validate_json(note.about[0])
        except ValidationError:  # of another release
            return None
        return SentAs(declared, "".join(note.about[1:]))

    # -- ids that were released --------------------------------------------------------------------

    def released(self, identity: Identity) -> None:
        """Notes that the number of an id was released from here, and seen to be gone: under the id
        that will be asked for, however the account stores it. That is the declared one, or its
        successor of which the number was; of no other one anything is known."""
        declared, shown = identity.declared_id, identity.id_from_network
        chain = with_successors(declared) if declared else ()
        id_ = next((asked for asked in chain if is_same_id(asked, shown)), shown)
        if id_:
            self._notes.sent(*_released(folded_id(id_)))

    def given_again(self, id_from_network: str | None) -> None:
        """A number of that id is live again."""
        for spelling in _spellings(id_from_network):
            self._notes.forget(*_released(spelling))

    def is_released(self, id_from_network: str) -> bool:
        keys = map(_released, _spellings(id_from_network))
        return any(self._notes.note(*key) is not None for key in keys)


def _about(wanted: Wanted, named: str = "") -> tuple[str, ...]:
    """Beside its key: to which campaign, the digits that were answered, and for whom."""
    where = campaign_lines(wanted.declared.campaign)
    if wanted.declared.id_assigned_by == "invoca":
        return (*where, named, wanted.declared_by)
    return (*where, named) if named else where


def _keys(wanted: Wanted) -> tuple[Key, ...]:
    declared = wanted.declared
    if declared.id_assigned_by != "caller":
        return ((*declared.campaign, "", _facts(declared)),)
    if wanted.id_is_generated:
        return (_by_id(declared.id_from_network),)
    id_ = declared.id_from_network
    return ((*declared.campaign, id_), (_FOR, *_who(wanted)))


def _facts(declared: Declaration) -> str:
    """What tells one purchase from another where Invoca picks the id, as one line."""
    return declared.model_dump_json(exclude={"adopt"})


def _picked_for(wanted: Wanted) -> Key:
    return (_PICKED_FOR, wanted.declared_by)


def _former_keys(wanted: Wanted) -> tuple[Key, ...]:
    """Of ids that were made for it before, and as an older release noted today's."""
    if not wanted.id_is_generated:
        return ()
    today = (*wanted.declared.campaign, wanted.declared.id_from_network)
    return (today, *map(_by_id, wanted.former_ids))


def _who(wanted: Wanted) -> Key:
    """For whom an id that somebody declared is bought."""
    return (wanted.declared_by, wanted.declared.id_from_network)


def _by_id(id_from_network: str | None) -> Key:
    return ("id", id_from_network)


def _spellings(id_from_network: str | None) -> set[str | None]:
    """As it is noted, and as older releases noted it."""
    return {folded_id(id_from_network), id_from_network}


def _released(id_from_network: str | None) -> Key:
    return ("released", id_from_network)
