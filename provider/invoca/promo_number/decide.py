"""What is to become of a promo number: the one decision, taken from what is declared, what a state
holds and what was located.

Owns: keep, adopt, buy, update, move, replace, release or refuse, with the fields and the reason.
Pure: sends nothing, remembers nothing, and knows no engine.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from enum import Enum
from typing import Any, NamedTuple

from ..errors import InvocaError
from . import record
from .another_number import perhaps_stored_as
from .check import changed_choice
from .comparison import Difference, differences, same_value
from .identity import Declarer, is_declared_alike, is_same_id, may_be_same_id
from .located import Located, Place, Sought
from .models import CREATE_ONLY, MOVING, UPDATING, CampaignRef, Declaration, PromoNumber
from .open_purchases import bought_for_another
from .record import (
    CREATE_ONLY_UNKNOWN,
    DECLARED_ID,
    ID_IS_GENERATED,
    Identity,
)
from .refusals import (
    has_the_id_elsewhere,
    held_already,
    held_by_another_stack,
    looks_like_ours,
    needs_consent,
    not_bought_beside,
    not_certainly_ours,
    nothing_to_adopt,
)


class Action(str, Enum):
    """What is to become of a number."""

    KEEP = "keep"
    ADOPT = "adopt"  # a live number is taken over
    BUY = "buy"
    UPDATE = "update"
    MOVE = "move"  # to another campaign, with its phone number
    REPLACE = "replace"
    RELEASE = "release"
    REFUSE = "refuse"  # nothing is done, and the decision says why


class Decision(NamedTuple):
    """fields: what asks for it. place: the live number that is taken over, and where it is now.
    changes: what taking it over changes. beside: live numbers that look like the one to be bought.
    refusal: why nothing is done."""

    action: Action
    fields: tuple[str, ...] = ()
    place: Place | None = None
    changes: tuple[Difference, ...] = ()
    beside: tuple[PromoNumber, ...] = ()
    refusal: InvocaError | None = None

    @property
    def is_change(self) -> bool:
        return self.action is not Action.KEEP

    @property
    def replaces(self) -> tuple[str, ...]:
        """The fields for which another number would be needed."""
        is_replacement = self.action in (Action.REPLACE, Action.REFUSE)
        return self.fields if is_replacement else ()


class Wanted(NamedTuple):
    """A number that no state holds and that is to be.

    id_is_generated: the id was made from the declaration, so whatever carries it is this number.
    former_ids: under which it may live. declared_by: project/stack/name, or "". hidden: declared
    fields ("description", "custom_data.notes") whose values nobody knows here, so that they are not
    compared. sent_as: as what its purchase was sent, where that is known and nobody knows what came
    of it. only_buys: by what it is asked for was not known when the run was planned, so that nobody
    can exclude that a state holds a live number of that id. former_names: under which its state may
    still hold it.
    """

    declared: Declaration
    id_is_generated: bool = False
    former_ids: tuple[str, ...] = ()
    declared_by: str = ""
    hidden: frozenset[str] = frozenset()
    sent_as: Declaration | None = None
    only_buys: bool = False
    former_names: tuple[str, ...] = ()

    @classmethod
    def of(cls, inputs: Mapping[str, Any]) -> Wanted:
        """What checked inputs ask for. Raises ValidationError."""
        return cls(
            record.declaration(inputs),
            bool(inputs.get(ID_IS_GENERATED)),
            tuple(map(str, inputs.get(record.FORMER_IDS) or ())),
            str(inputs.get(record.DECLARED_BY) or ""),
            former_names=tuple(map(str, inputs.get(record.FORMER_NAMES) or ())),
        )

    @property
    def sought(self) -> Sought:
        """How it is looked for."""
        declared = self.declared
        ids = (declared.id_from_network, *self.former_ids) if declared.id_from_network else ()
        return Sought(
            declared.campaign,
            ids,
            declared.adopted_digits,
            self.id_is_generated,
            self.asked_as,
            self.hidden,
        )

    @property
    def asked_as(self) -> Declaration:
        """As what it is asked for, or was when its purchase was sent."""
        return self.sent_as or self.declared

    @property
    def declarer(self) -> Declarer | None:
        """Who declares it; None where nobody said."""
        return Declarer.read(self.declared_by)

    @property
    def invoca_picks(self) -> bool:
        """Whether no id tells one purchase from another."""
        declared = self.declared
        return declared.id_assigned_by == "invoca" and not declared.adopted_digits

    def under(self, id_: str) -> Wanted:
        """The same, where it is asked for under another id."""
        return self._replace(declared=self.declared.model_copy(update={"id_from_network": id_}))


ANOTHER = "another number of this run"


class Holders(NamedTuple):
    """What is known of a live number beside the account.

    by: who else holds it: "" for nobody, None where it is held by the one that asks, ANOTHER for
    one whose name is not known. in_stack: which other stack holds it, as stack/name; "" where none
    does as far as is known, or where a person said that it changes hands.
    sent_to: the campaigns to which a purchase of this id was sent from here, or in which what it
    bought may be since.
    twins_elsewhere: of the lookalikes, those that something else holds; None: not known.
    """

    by: str | None = ""
    sent_to: Collection[CampaignRef] = ()
    twins_elsewhere: frozenset[str] | None = None
    in_stack: str = ""


NOBODY = Holders()


# -- diff: a number that the state holds -----------------------------------------------------------


def change(
    identity: Identity,
    olds: Mapping[str, Any],
    news: Mapping[str, Any],
    *,
    may_release: bool = True,
) -> Decision:
    """What a declaration makes of a number that the state holds: keep, update, move, replace, or
    refuse a replacement without consent.

    olds: the outputs in the state, live values after a refresh. news: the checked inputs.
    may_release: whether the state, before this run, held the consent to release the number.
    """
    if not identity.promo_number:
        return Decision(Action.UPDATE, ("promo_number",))  # its purchase is to be settled
    replacing = tuple(_replacing(identity.promo_number, olds, news))
    if replacing and not may_release:
        who = Declarer.read(news.get(record.DECLARED_BY))
        name = who.name if who else str(olds.get("description"))
        refusal = needs_consent(name, identity.promo_number, replacing)
        return Decision(Action.REFUSE, replacing, refusal=refusal)
    if replacing:
        return Decision(Action.REPLACE, replacing)
    moving = tuple(name for name in MOVING if _differs(name, olds, news))
    updating = tuple(name for name in UPDATING if _differs(name, olds, news))
    if olds.get(CREATE_ONLY_UNKNOWN):
        # Declared of a number that was imported: to be noted, and nothing to be sent.
        updating += tuple(name for name in CREATE_ONLY if news.get(name))
    if moving:
        return Decision(Action.MOVE, (*moving, *updating))
    if not updating and _consent_changed(olds, news):
        return Decision(Action.UPDATE, (record.PROTECT,))
    return Decision(Action.UPDATE if updating else Action.KEEP, updating)


def _replacing(held: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> list[str]:
    changed = changed_choice(olds, news)
    if _asks_for_another_id(olds, news):
        changed.append("id_from_network")
    if record.adopted_digits(news) not in ("", held):
        changed.append("adopt")
    return changed


def _asks_for_another_id(olds: Mapping[str, Any], news: Mapping[str, Any]) -> bool:
    wanted = news.get("id_from_network")
    if news.get(ID_IS_GENERATED) or not wanted or record.holds_unknown(wanted):
        # A generated id follows from the inputs above, and stays with the number otherwise.
        return False
    known = (olds.get(DECLARED_ID), olds.get("id_from_network"))
    return not any(is_declared_alike(wanted, one) for one in known)


def _differs(name: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> bool:
    new = news.get(name)
    return record.holds_unknown(new) or not same_value(name, new, olds.get(name))


def only_consent_changed(
    identity: Identity, olds: Mapping[str, Any], news: Mapping[str, Any]
) -> bool:
    """Whether nothing has to be sent: only what the state says of consent is another."""
    return change(identity, olds, news).fields == (record.PROTECT,)


def _consent_changed(olds: Mapping[str, Any], news: Mapping[str, Any]) -> bool:
    """Records of older versions say nothing of consent, and are not changed to say it."""
    before, now = olds.get(record.PROTECT), news.get(record.PROTECT)
    return before is not None and now is not None and before is not now


# -- create: a number that no state holds ----------------------------------------------------------


def creation(wanted: Wanted, located: Located, holders: Holders = NOBODY) -> Decision:
    """Whether a number that no state holds is taken over, bought, or refused."""
    declared = wanted.declared
    place = place_of(wanted, located, sent_to=holders.sent_to)
    if place is not None and not (holders.by and _may_be_another(wanted, place)):
        return _taking_over(wanted, place, holders)
    if declared.adopt:
        said = f"Invoca shows it as {located.released_as}" if located.released_as else ""
        answer = said or (located.not_found.answer if located.not_found else _NO_SUCH)
        return Decision(Action.REFUSE, refusal=nothing_to_adopt(declared, answer))
    return _buying(wanted, located, holders)


def place_of(wanted: Wanted, located: Located, *, sent_to: Collection[CampaignRef]) -> Place | None:
    """The live number that is the one, if that is certain. A number of another campaign under an id
    that somebody declared is, where a person says so, or where a purchase of it was sent to that
    campaign."""
    other = located.elsewhere
    if located.place is not None or other is None:
        return located.place
    return other if wanted.declared.adopt is True or other.where in sent_to else None


def _may_be_another(wanted: Wanted, place: Place) -> bool:
    """Whether only what is declared tells that it is the one: its id is the declared one with
    something before it."""
    sought = wanted.sought
    return not (sought.digits or sought.is_generated or wanted.invoca_picks) and not any(
        is_same_id(id_, place.live.id_from_network) for id_ in sought.ids
    )


_NO_SUCH = "Invoca has no such number (RecordNotFound)"


def _taking_over(wanted: Wanted, place: Place, holders: Holders) -> Decision:
    declared, live = wanted.declared, place.live
    found = [one for one in differences(declared, live) if one.field not in wanted.hidden]
    changes = tuple(found)
    if wanted.invoca_picks and (holders.by or holders.in_stack):
        other = bought_for_another(declared, live, holders.by or holders.in_stack)
        return Decision(Action.REFUSE, place=place, changes=changes, refusal=other)
    if holders.by:
        name = "" if holders.by == ANOTHER else holders.by
        refusal: InvocaError = held_already(declared, live, name)
        return Decision(Action.REFUSE, place=place, changes=changes, refusal=refusal)
    if holders.in_stack:
        refusal = held_by_another_stack(declared, live, holders.in_stack)
        return Decision(Action.REFUSE, place=place, changes=changes, refusal=refusal)
    is_ours = wanted.id_is_generated or holders.sent_to or holders.by is None
    if not (declared.adopt or is_ours):
        refusal = not_certainly_ours(declared, live, changes)
        return Decision(Action.REFUSE, place=place, changes=changes, refusal=refusal)
    return Decision(Action.ADOPT, place=place, changes=changes)


def _buying(wanted: Wanted, located: Located, holders: Holders) -> Decision:
    twins = located.alike
    if holders.twins_elsewhere is not None:
        twins = tuple(one for one in twins if one.promo_number not in holders.twins_elsewhere)
    is_on_purpose = wanted.declared.generation > 1
    if twins and holders.twins_elsewhere is not None and not is_on_purpose:
        refusal = _not_bought_beside(wanted.declared, located, twins)
        return Decision(Action.REFUSE, beside=twins, refusal=refusal)
    return Decision(Action.BUY, beside=twins)


def _not_bought_beside(
    declared: Declaration, located: Located, twins: Sequence[PromoNumber]
) -> InvocaError:
    if located.elsewhere is not None:
        return has_the_id_elsewhere(declared, *located.elsewhere)
    id_ = declared.id_from_network or ""
    if may_be_same_id(id_, twins[0].id_from_network):
        return perhaps_stored_as(id_, twins[0], declared.campaign)
    return looks_like_ours(declared, twins)


def beside_lookalikes(declared: Declaration, free: Sequence[PromoNumber]) -> Decision:
    """Where Invoca picks the id, a number that looks the same is never bought beside: an earlier
    run may have bought it. free: the live numbers of the campaign that nothing holds."""
    twins = [live for live in free if not live.is_released and not differences(declared, live)]
    if twins:
        return Decision(Action.REFUSE, refusal=not_bought_beside(declared, twins))
    return Decision(Action.BUY)


# -- delete ----------------------------------------------------------------------------------------


class ReleaseFacts(NamedTuple):
    """What is known when a state lets go of a number.

    is_held: another resource of this run holds it. is_planned: a diff of this run replaced it on
    purpose. made_instead: the digits that this run bought under the same name, or "".
    is_same_choice: for the same choice of number. is_wanted_anew: this run is about to create one
    of that name and choice. may_release: whether the state held the consent.
    needs_consent: whether nothing but the record protects it: the engine asks without more.
    held_twice: as stack/name, whose states hold it, where another one does.
    """

    is_held: bool = False
    is_planned: bool = False
    made_instead: str = ""
    is_same_choice: bool = False
    is_wanted_anew: bool = False
    may_release: bool = True
    needs_consent: bool = False
    held_twice: Sequence[str] = ()


def release(known: ReleaseFacts) -> Action:
    """Whether a number that a state lets go of is released, kept, or not let go of.

    A forced replacement asks for the same number again; where something else made it buy another,
    or where nobody consented yet, the one that is printed is kept. So is what another stack took
    over, whatever was consented to before.
    """
    if known.is_held:
        return Action.KEEP
    is_forced = bool(known.made_instead) and not known.is_planned
    if is_forced and (known.is_same_choice or not known.may_release):
        return Action.KEEP
    if known.is_wanted_anew and not (known.is_planned or known.made_instead):
        return Action.KEEP
    if known.needs_consent and not known.may_release:
        return Action.REFUSE
    return Action.KEEP if known.held_twice else Action.RELEASE
