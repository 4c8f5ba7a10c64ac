"""The error tree: what a caller can tell apart, and how a message reads."""

from __future__ import annotations

import pytest

from invoca import errors
from invoca.errors import (
    FixCredentials,
    FixDeclaration,
    InvalidRequest,
    InvocaError,
    LookAtAccount,
    NotFound,
    PurchaseRefused,
    ReportBug,
    TryLater,
    Unclear,
)


def test_a_message_says_what_was_done_then_the_answer_then_what_to_do_next() -> None:
    error = InvocaError("reading 8885550123", answer="Invoca answered 500", remedy="Run it again")
    assert str(error) == "reading 8885550123: Invoca answered 500. Run it again."


def test_a_message_leaves_out_what_is_not_known() -> None:
    assert str(InvocaError("reading 8885550123")) == "reading 8885550123."
    assert str(InvocaError("reading", remedy="Run it again!")) == "reading. Run it again!"


def test_a_sentence_is_ended_only_once() -> None:
    assert str(InvocaError("reading", answer="Slow down.")) == "reading: Slow down."


@pytest.mark.parametrize(
    ("kind", "parent"),
    [
        (FixDeclaration, InvocaError),
        (InvalidRequest, FixDeclaration),
        (PurchaseRefused, FixDeclaration),
        (FixCredentials, InvocaError),
        (TryLater, InvocaError),
        (Unclear, TryLater),
        (LookAtAccount, InvocaError),
        (NotFound, LookAtAccount),
        (ReportBug, InvocaError),
    ],
)
def test_the_tree_is_split_by_what_the_reader_does_next(kind: type, parent: type) -> None:
    assert kind.__bases__ == (parent,)


def test_the_picture_in_the_docstring_names_every_error() -> None:
    kinds = {
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, InvocaError)
    }
    assert {name for name in kinds if name not in str(errors.__doc__)} == set()


def test_the_parts_of_an_error_are_fields() -> None:
    error = Unclear("buying", answer="no answer", remedy="Wait", status=503, retry_after=2.5)
    assert (error.doing, error.answer, error.remedy) == ("buying", "no answer", "Wait")
    assert (error.status, error.retry_after) == (503, 2.5)
    assert NotFound("reading", record_not_found=True).record_not_found
    assert not NotFound("reading").record_not_found
