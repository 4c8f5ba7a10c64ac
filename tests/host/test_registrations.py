"""What declaring many resources does to the program around it."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from pulumi_invoca.registrations import NEW_OBJECTS, garbage_waits


@pytest.fixture(autouse=True)
def threshold_of_this_process() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


def test_garbage_is_looked_for_seldom_while_numbers_are_declared_and_as_before_afterwards() -> None:
    gc.set_threshold(700, 11, 12)
    with garbage_waits():
        assert gc.get_threshold() == (NEW_OBJECTS, 11, 12)
    assert gc.get_threshold() == (700, 11, 12)


def test_a_declaration_that_fails_leaves_the_program_as_it_was() -> None:
    gc.set_threshold(700, 11, 12)
    with pytest.raises(ValueError, match="a wrong number"), garbage_waits():
        raise ValueError("a wrong number")
    assert gc.get_threshold() == (700, 11, 12)


@pytest.mark.parametrize("seldom", [0, NEW_OBJECTS * 2])
def test_a_program_that_looks_more_seldom_or_never_is_left_alone(seldom: int) -> None:
    gc.set_threshold(seldom, 11, 12)
    with garbage_waits():
        assert gc.get_threshold()[0] == seldom
