"""A value that may be left out of a command line."""

from __future__ import annotations

import pytest

from invoca_cli.optional_values import with_values


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (["--changed"], ["--changed="]),
        (["--changed", "--create"], ["--changed=", "--create"]),
        (["--changed", "origin/main", "--create"], ["--changed", "origin/main", "--create"]),
        (["--changed=main"], ["--changed=main"]),
        (["--stack", "a"], ["--stack", "a"]),
    ],
)
def test_an_option_without_its_value_gets_an_empty_one(typed: list[str], read: list[str]) -> None:
    assert with_values(typed) == read
