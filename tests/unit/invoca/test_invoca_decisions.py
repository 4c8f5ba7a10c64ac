"""The decision as a table: what is declared, what the state holds, what was located, and what
becomes of the number. Whatever is rebuilt around it, these answers stay."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from invoca.errors import NotFound
from invoca.promo_number import decide
from invoca.promo_number.check import check
from invoca.promo_number.decide import ANOTHER, Action, Holders, ReleaseFacts, Wanted
from invoca.promo_number.located import Located, Place
from invoca.promo_number.models import CampaignRef, Declaration, PromoNumber
from invoca.promo_number.record import Identity
from invoca.unknown import UNKNOWN

SPRING, MAIL = CampaignRef("acme", "spring-radio"), CampaignRef("acme", "direct-mail")
DIGITS, OTHERS = "8005550100", "8005550101"
GENERATED, DECLARED = "kroq-0123456789ab", "radio-1"
SAME: dict[str, Any] = {}
NOBODY = Holders(twins_elsewhere=frozenset())
NOT_FOUND = NotFound("adopting", answer="RecordNotFound", record_not_found=True)


KROQ = {
    "description": "KROQ",
    "media_type": "Offline: Radio",
    "custom_data": {"channel": "radio"},
    "id_from_network": GENERATED,
}


def inputs(**changes: Any) -> dict[str, Any]:
    values = {
        **KROQ,
        "advertiser_id": "acme",
        "campaign_id": "spring-radio",
        "id_is_generated": True,
        "declared_by": "radio/spring/kroq",
        "protect": True,
        **changes,
    }
    return {name: value for name, value in values.items() if value is not None}


def number(digits: str = DIGITS, **changes: Any) -> PromoNumber:
    return PromoNumber.model_validate({**KROQ, "promo_number": digits, **changes})


# -- a number that the state holds -----------------------------------------------------------------


class Change(NamedTuple):
    """olds, news: how the record and the declaration differ from the usual ones."""

    called: str
    olds: dict[str, Any]
    news: dict[str, Any]
    action: Action
    fields: tuple[str, ...] = ()
    may_release: bool = True
    digits: str = DIGITS


CHICAGO, BOSTON = {"tn_prefix": "312"}, {"tn_prefix": "617"}
CHANGES = (
    Change("nothing differs", SAME, SAME, Action.KEEP),
    Change("the description", SAME, {"description": "New"}, Action.UPDATE, ("description",)),
    Change("media type", SAME, {"media_type": "Online: Display"}, Action.UPDATE, ("media_type",)),
    Change(
        "custom data", SAME, {"custom_data": {"channel": "tv"}}, Action.UPDATE, ("custom_data",)
    ),
    Change(
        "custom data of others stays",
        {"custom_data": {"channel": "radio", "crm": "7"}},
        SAME,
        Action.UPDATE,
        ("custom_data",),
    ),
    Change("a value known later", SAME, {"description": UNKNOWN}, Action.UPDATE, ("description",)),
    Change("another campaign", SAME, {"campaign_id": "direct-mail"}, Action.MOVE, ("campaign_id",)),
    Change(
        "another campaign and words",
        SAME,
        {"campaign_id": "direct-mail", "description": "New"},
        Action.MOVE,
        ("campaign_id", "description"),
    ),
    Change("an affiliate", SAME, {"affiliate_id": "kroq"}, Action.MOVE, ("affiliate_id",)),
    Change(
        "another area",
        {"local_center": CHICAGO},
        {"local_center": BOSTON},
        Action.REPLACE,
        ("local_center",),
    ),
    Change(
        "the same area otherwise written",
        {"local_center": CHICAGO},
        {"local_center": {"tn_prefix": 312}},
        Action.KEEP,
    ),
    Change("another generation", SAME, {"generation": 2}, Action.REPLACE, ("generation",)),
    Change("the first generation written out", SAME, {"generation": 1}, Action.KEEP),
    Change(
        "another declared id",
        SAME,
        {"id_from_network": DECLARED, "id_is_generated": None},
        Action.REPLACE,
        ("id_from_network",),
    ),
    Change("the id it has, declared", SAME, {"id_is_generated": None}, Action.KEEP),
    Change(
        "the id that was asked for before a move changed it",
        {"id_from_network": "moved-1", "declared_id": DECLARED},
        {"id_from_network": DECLARED, "id_is_generated": None},
        Action.KEEP,
    ),
    Change(
        "another recipe of generated ids",
        SAME,
        {"id_from_network": "kroq-ba9876543210"},
        Action.KEEP,
    ),
    Change("other digits to adopt", SAME, {"adopt": OTHERS}, Action.REPLACE, ("adopt",)),
    Change("its own digits to adopt", SAME, {"adopt": DIGITS}, Action.KEEP),
    Change(
        "another area without consent",
        {"local_center": CHICAGO},
        {"local_center": BOSTON},
        Action.REFUSE,
        ("local_center",),
        may_release=False,
    ),
    Change(
        "another generation without consent",
        SAME,
        {"generation": 2, "protect": False},
        Action.REFUSE,
        ("generation",),
        may_release=False,
    ),
    Change(
        "other digits without consent",
        SAME,
        {"adopt": OTHERS},
        Action.REFUSE,
        ("adopt",),
        may_release=False,
    ),
    Change("consent", SAME, {"protect": False}, Action.UPDATE, ("protect",)),
    Change(
        "consent of a record that says nothing of it",
        {"protect": None},
        {"protect": False},
        Action.KEEP,
    ),
    Change(
        "imported, and its area declared now",
        {"create_only_unknown": True},
        {"local_center": BOSTON},
        Action.UPDATE,
        ("local_center",),
    ),
    Change(
        "a pending purchase",
        {"promo_number": None},
        SAME,
        Action.UPDATE,
        ("promo_number",),
        digits="",
    ),
)


@pytest.mark.parametrize("row", CHANGES, ids=lambda row: row.called)
def test_what_becomes_of_a_number_that_the_state_holds(row: Change) -> None:
    olds = {"promo_number": DIGITS, **inputs(**row.olds)}
    news = check(olds, inputs(**row.news)).inputs
    decision = decide.change(Identity(row.digits), olds, news, may_release=row.may_release)
    assert (decision.action, decision.fields) == (row.action, row.fields)
    assert (decision.refusal is not None) is (row.action is Action.REFUSE)


# -- a number that no state holds ------------------------------------------------------------------


class Creation(NamedTuple):
    called: str
    declared: dict[str, Any]
    located: Located
    holders: Holders
    action: Action
    digits: str = ""  # what is taken over


OWN: dict[str, Any] = {"id_from_network": DECLARED, "id_is_generated": None}
HERE = Located(Place(number(), SPRING))
HERE_OWN = Located(Place(number(id_from_network=DECLARED), SPRING))
CHANGED = Located(Place(number(description="Old"), SPRING))
THERE = Located(Place(number(), MAIL))
ELSEWHERE = Located(elsewhere=Place(number(id_from_network=DECLARED), MAIL))
TWIN = Located(lookalikes=(number(OTHERS, id_from_network="kroq-ffffffffffff"),))
HOLDS_TWIN = Holders(twins_elsewhere=frozenset({OTHERS}))
HOLDS_IT = Holders(twins_elsewhere=frozenset({DIGITS}))
NOT_KNOWN = Holders(twins_elsewhere=None)
CREATIONS = (
    Creation("nothing is live", SAME, Located(), NOBODY, Action.BUY),
    Creation("live under its generated id", SAME, HERE, NOBODY, Action.ADOPT, DIGITS),
    Creation("live, and other words", SAME, CHANGED, NOBODY, Action.ADOPT, DIGITS),
    Creation("live in another campaign", SAME, THERE, NOBODY, Action.ADOPT, DIGITS),
    Creation("held by another entry", SAME, HERE, Holders("kpwr"), Action.REFUSE, DIGITS),
    Creation("held by another process", SAME, HERE, Holders(ANOTHER), Action.REFUSE, DIGITS),
    Creation("held by the one that asks", SAME, HERE, Holders(None), Action.ADOPT, DIGITS),
    Creation("a declared id that is live", OWN, HERE_OWN, NOBODY, Action.REFUSE, DIGITS),
    Creation(
        "a declared id that was sent for",
        OWN,
        HERE_OWN,
        Holders(sent_to={SPRING}),
        Action.ADOPT,
        DIGITS,
    ),
    Creation(
        "a declared id, to adopt", {**OWN, "adopt": True}, HERE_OWN, NOBODY, Action.ADOPT, DIGITS
    ),
    Creation(
        "a declared id, to adopt, of another",
        {**OWN, "adopt": True},
        HERE_OWN,
        Holders("kpwr"),
        Action.REFUSE,
        DIGITS,
    ),
    Creation("a declared id elsewhere", OWN, ELSEWHERE, NOBODY, Action.REFUSE),
    Creation("a declared id elsewhere, held there", OWN, ELSEWHERE, HOLDS_IT, Action.BUY),
    Creation(
        "a declared id elsewhere, on purpose",
        {**OWN, "generation": 2},
        ELSEWHERE,
        NOBODY,
        Action.BUY,
    ),
    Creation("a declared id elsewhere, states unknown", OWN, ELSEWHERE, NOT_KNOWN, Action.BUY),
    Creation(
        "a declared id elsewhere, sent for",
        OWN,
        ELSEWHERE,
        NOBODY._replace(sent_to={MAIL}),
        Action.ADOPT,
        DIGITS,
    ),
    Creation(
        "a declared id elsewhere, sent for in its own campaign",
        OWN,
        ELSEWHERE,
        NOBODY._replace(sent_to={SPRING}),
        Action.REFUSE,
    ),
    Creation(
        "a declared id elsewhere, to adopt",
        {**OWN, "adopt": True},
        ELSEWHERE,
        NOBODY,
        Action.ADOPT,
        DIGITS,
    ),
    Creation("one that was bought for the name", SAME, TWIN, NOBODY, Action.REFUSE),
    Creation(
        "one that was bought for the name, on purpose", {"generation": 2}, TWIN, NOBODY, Action.BUY
    ),
    Creation("one that another stack holds", SAME, TWIN, HOLDS_TWIN, Action.BUY),
    Creation("one of which nobody knows who holds it", SAME, TWIN, NOT_KNOWN, Action.BUY),
    Creation("digits to adopt", {"adopt": DIGITS}, HERE, NOBODY, Action.ADOPT, DIGITS),
    Creation(
        "digits to adopt that are gone",
        {"adopt": DIGITS},
        Located(not_found=NOT_FOUND),
        NOBODY,
        Action.REFUSE,
    ),
    Creation(
        "digits to adopt that were released",
        {"adopt": DIGITS},
        Located(released_as="Cancelled"),
        NOBODY,
        Action.REFUSE,
    ),
    Creation(
        "an id to adopt that is nowhere", {**OWN, "adopt": True}, Located(), NOBODY, Action.REFUSE
    ),
    Creation(
        "a released number of the id", SAME, Located(released_as="deleted"), NOBODY, Action.BUY
    ),
)


@pytest.mark.parametrize("row", CREATIONS, ids=lambda row: row.called)
def test_what_becomes_of_a_number_that_no_state_holds(row: Creation) -> None:
    decision = decide.creation(Wanted.of(inputs(**row.declared)), row.located, row.holders)
    taken = decision.place.live.promo_number if decision.place else ""
    assert (decision.action, taken) == (row.action, row.digits)
    assert (decision.refusal is not None) is (row.action is Action.REFUSE)


@pytest.mark.parametrize(
    ("free", "action"),
    [
        ([], Action.BUY),
        ([number(description="Another")], Action.BUY),
        ([number(status="released")], Action.BUY),
        ([number(id_from_network="5551")], Action.REFUSE),
        ([number(OTHERS), number()], Action.REFUSE),
    ],
)
def test_where_invoca_picks_the_id_none_is_bought_beside_one_that_is_alike(
    free: list[PromoNumber], action: Action
) -> None:
    declared = inputs(id_from_network=None, id_assigned_by="invoca")
    wanted = {name: declared[name] for name in Declaration.model_fields if name in declared}
    assert decide.beside_lookalikes(Declaration.model_validate(wanted), free).action is action


# -- a number that a state lets go of --------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "action"),
    [
        (ReleaseFacts(), Action.RELEASE),
        (ReleaseFacts(is_held=True), Action.KEEP),
        (ReleaseFacts(is_held=True, is_planned=True), Action.KEEP),
        # Replaced by force: another one was bought for the very same choice, or without consent.
        (ReleaseFacts(made_instead=OTHERS, is_same_choice=True), Action.KEEP),
        (ReleaseFacts(made_instead=OTHERS, may_release=False), Action.KEEP),
        (ReleaseFacts(made_instead=OTHERS), Action.RELEASE),
        (ReleaseFacts(made_instead=OTHERS, is_same_choice=True, is_planned=True), Action.RELEASE),
        (ReleaseFacts(may_release=False), Action.RELEASE),  # the engine itself asked for consent
        (ReleaseFacts(may_release=False, needs_consent=True), Action.REFUSE),
        (ReleaseFacts(needs_consent=True), Action.RELEASE),
        (ReleaseFacts(is_planned=True, may_release=False, needs_consent=True), Action.REFUSE),
    ],
)
def test_what_becomes_of_a_number_that_a_state_lets_go_of(
    known: ReleaseFacts, action: Action
) -> None:
    assert decide.release(known) is action
