"""Which declared custom data fields nobody knows of, and what was likely meant.

Owns: the wording. Invoca answers a field that the account does not have with 403, number by number;
a field that is reported before anything is sent costs nothing. Must not know: where fields are
known from.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

from ..counted import some

SHOWN = 3  # names of numbers that have the field


class Known(NamedTuple):
    """keys: the fields that somebody knows of. by: who, as a sentence about fields goes on: "the
    account has"."""

    keys: frozenset[str] = frozenset()
    by: str = ""

    def unknown(self, declared: Iterable[tuple[str, Collection[str]]]) -> list[UnknownField]:
        """As `unknown_fields`. An account may tell a field by the name that people see, so case,
        spaces and underscores do not count."""
        known = set(map(folded, self.keys))
        left = [
            (name, [key for key in keys if folded(key) not in known]) for name, keys in declared
        ]
        return unknown_fields(left, self.keys)


NOBODY = Known()
ACCOUNT = "the account has"
TAGS = "the account's tags use"
CARRIED = "live numbers carry"


def known_together(
    named: Collection[str],
    *,
    is_complete: bool,
    carried: Collection[str] = (),
    listed: Known = NOBODY,
) -> Known:
    """named: by the account itself; is_complete: whether it has no others. carried: by live
    numbers. listed: by the project."""
    keys = frozenset([*named, *carried, *listed.keys])
    if is_complete:
        return Known(keys, ACCOUNT)
    told = {TAGS: named, CARRIED: carried, listed.by: listed.keys}
    return Known(keys, " or ".join(who for who, some in told.items() if some))


class UnknownField(NamedTuple):
    """numbers: the names of those that declare it. near: the field that was likely meant, or ""."""

    key: str
    numbers: tuple[str, ...]
    near: str

    def told(self, known_by: str) -> str:
        """A sentence. known_by: such as "the account has"."""
        shown = some(self.numbers, SHOWN)
        meant = f"; did you mean `custom_data.{self.near}`?" if self.near else ""
        return f"custom_data.{self.key} is not a field that {known_by} ({shown}){meant}"


def unknown_fields(
    declared: Iterable[tuple[str, Collection[str]]], known: Collection[str]
) -> list[UnknownField]:
    """declared: the name of each number with the custom data fields that it gives a value.

    Nothing is unknown where nothing is known.
    """
    if not known:
        return []
    names: dict[str, list[str]] = {}
    for name, keys in declared:
        for key in keys:
            if key not in known:
                names.setdefault(key, []).append(name)
    return [UnknownField(key, tuple(found), _near(key, known)) for key, found in names.items()]


def folded(key: str) -> str:
    """What tells a field by the name that people see: case, spaces and underscores do not count."""
    return re.sub(r"[\s._-]+", "", key.casefold())


def _near(key: str, known: Collection[str]) -> str:
    by_letters = {name.casefold(): name for name in known}
    match = difflib.get_close_matches(key.casefold(), by_letters, n=1, cutoff=0.6)
    return by_letters[match[0]] if match else ""
