"""What every number of a run meets is told once, with what was done before."""

from __future__ import annotations

import pytest

from invoca.account import WrongSettings
from invoca.errors import (
    FixCredentials,
    InvalidRequest,
    InvocaError,
    LookAtAccount,
    NotFound,
    TryLater,
    Unclear,
)
from invoca.troubles import Troubles, told_in_full

REMEDY = "Put a valid one into INVOCA_API_TOKEN"


def refused(number: str) -> FixCredentials:
    doing = f"buying a number for id '{number}'"
    return FixCredentials(doing, answer="Invoca answered 401", remedy=REMEDY, status=401)


def test_the_first_number_is_told_everything_and_the_others_that_it_is_the_same() -> None:
    troubles = Troubles()
    assert troubles.in_words(refused("a")) == str(refused("a"))
    for name in ("b", "c"):
        assert troubles.in_words(refused(name)) == (
            f"buying a number for id '{name}': Invoca answered 401 here, too (what to do is "
            "explained once)."
        )


def test_what_was_done_before_is_told_with_where_to_go_on() -> None:
    troubles = Troubles()
    for verb, times in (("create", 1200), ("update", 1), ("check", 5), ("diff", 5), ("read", 7)):
        for _ in range(times):
            troubles.note(verb)
    assert troubles.in_words(refused("a")) == (
        f"{refused('a')} Done before that in this run: 1,200 bought or taken over and 1 changed. "
        "The next run continues where this one stopped."
    )


def test_another_trouble_is_told_in_full_again() -> None:
    troubles = Troubles()
    troubles.in_words(refused("a"))
    away = TryLater("reading b", answer="Invoca answered 503", remedy="Run it again", status=503)
    assert troubles.in_words(away) == str(away)


@pytest.mark.parametrize(
    ("error", "is_shared"),
    [
        (WrongSettings("reading the Invoca settings", answer="invoca:networkId is not set"), True),
        (TryLater("x", answer="no network"), True),
        (Unclear("x", answer="Invoca answered 502", status=502), True),
        (LookAtAccount("x", answer="the limit is reached", status=403), True),
        (InvalidRequest("x", answer="colour is not a field", status=403), False),
        (NotFound("x", answer="no such campaign", status=404), False),
        (LookAtAccount("x", answer="it is held by another"), False),
    ],
)
def test_only_what_is_no_single_numbers_fault_is_cut_short(
    error: InvocaError, is_shared: bool
) -> None:
    troubles = Troubles()
    assert troubles.in_words(error) == str(error)
    assert (troubles.in_words(error) == str(error)) is not is_shared


def test_a_purchase_that_is_not_clear_is_always_told_with_its_own_id() -> None:
    troubles = Troubles()
    for name in ("a", "b"):
        unclear = Unclear(
            f"buying a number for id '{name}'",
            answer="no answer within 30 s",
            remedy=f"The next run looks for id '{name}'",
        )
        assert troubles.in_words(unclear) == str(unclear)


def test_a_reader_of_another_process_finds_the_full_text_of_what_is_named_again() -> None:
    troubles = Troubles()
    away = TryLater("reading c", answer="Invoca answered 503", remedy="Run it again", status=503)
    full, other = troubles.in_words(refused("a")), troubles.in_words(away)
    again = troubles.in_words(refused("b"))
    assert told_in_full(again, [again, other, full]) == full
    assert told_in_full(again, [again, other]) == again
    assert told_in_full(full, [other]) == full


def test_where_several_full_texts_could_be_meant_none_is() -> None:
    troubles = Troubles()
    troubles.in_words(refused("a"))
    again = troubles.in_words(refused("b"))
    assert told_in_full(again, [str(refused("c")), str(refused("d"))]) == again


def refused_field(number: str, *said: str, status: int = 403) -> InvalidRequest:
    return InvalidRequest(
        f"buying a number for id '{number}'",
        answer=f"Invoca answered {status}: {'; '.join(said)}",
        remedy="Correct what it names in the declaration, then run it again",
        status=status,
    )


SHOE = "custom_data.shoe: is not a custom data field"
HAT = "custom_data.hat: is not a custom data field"
CHANNEL = "custom_data.channel: is too long (maximum is 255 characters)"


def test_a_refused_field_is_told_in_full_once_and_named_of_every_other_number() -> None:
    troubles = Troubles()
    assert troubles.in_words(refused_field("a", SHOE)) == str(refused_field("a", SHOE))
    assert troubles.in_words(refused_field("b", SHOE)) == (
        "buying a number for id 'b': Invoca answered 403: custom_data.shoe is refused here, too "
        "(what to do is explained once)."
    )


def test_fields_that_were_told_apart_are_named_together() -> None:
    troubles = Troubles()
    for error in (refused_field("a", SHOE), refused_field("b", SHOE, HAT)):
        assert troubles.in_words(error) == str(error)
    assert troubles.in_words(refused_field("c", HAT)).count("custom_data.hat is refused") == 1
    assert "403: custom_data.hat and custom_data.shoe are refused here, too" in troubles.in_words(
        refused_field("d", HAT, SHOE)
    )


@pytest.mark.parametrize(
    "error",
    [
        refused_field("a", CHANNEL),
        refused_field("a", SHOE, CHANNEL),
        refused_field("a", SHOE, "description: is too short"),
        refused_field("a", SHOE, status=400),
    ],
    ids=["a value", "a field and a value", "another key", "another status"],
)
def test_what_a_refusal_says_of_one_number_is_told_each_time(error: InvalidRequest) -> None:
    troubles = Troubles()
    troubles.in_words(refused_field("z", SHOE))
    for _ in range(2):
        assert troubles.in_words(error) == str(error)


def test_a_reader_finds_the_full_text_of_a_field_that_is_named_again() -> None:
    troubles = Troubles()
    full = troubles.in_words(refused_field("a", SHOE))
    other = troubles.in_words(refused_field("b", HAT))
    again = troubles.in_words(refused_field("c", SHOE))
    assert told_in_full(again, [other, again, full]) == full
