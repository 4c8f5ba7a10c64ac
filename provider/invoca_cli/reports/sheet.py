"""A report as every format lays it out: what `drift` and `plan` have in common.

Owns: the shape that the formats render. Must not know: what a report is about, or how a format
looks. Values are as the account has them; each format makes them safe.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import datetime
from typing import NamedTuple

from invoca.counted import first
from invoca.plan.planned import Change

from .origin import NOWHERE, Origin

MOST_SAID = 100  # errors, and as many notes


class RowKind(NamedTuple):
    """A group of rows.

    title: a word or two. meaning: a sentence for people who do not know the command. tone: "gone",
    "danger", "shift", "alert", "care", "new" or "calm". level: as SARIF has it. is_final: what
    these rows do cannot be undone, which must not be overlooked.
    """

    key: str
    title: str
    meaning: str
    tone: str
    level: str
    is_final: bool = False


class ReportRow(NamedTuple):
    """What is shown of one promo number. number: digits. stack, name, number: "" for none.

    text: a phrase, where no change says it all. aside: belongs behind it, in parentheses. detail:
    what the number is. advice: a sentence, with code in backticks. near: a file to show it at,
    where it has no place of its own. facts: what makes it the same row in another run. fails:
    whether it counts for the exit code. is_plain: its advice says no more than its kind does.
    """

    kind: RowKind
    campaign: str
    stack: str
    name: str
    number: str
    id: str
    changes: tuple[Change, ...]
    text: str
    aside: str
    advice: str
    file: str
    line: int
    near: str
    facts: tuple[str, ...]
    fails: bool
    detail: str = ""
    is_plain: bool = False

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}" if self.file and self.line else self.file


class Advice(NamedTuple):
    """text: a sentence, with code in backticks. who: the names of those that it is for; "" where it
    is for all."""

    text: str
    who: str = ""


class ReportSection(NamedTuple):
    """Rows of one kind under one heading, where rows are read one after the other.

    is_mixed: of several campaigns, so that each row has to say of which. is_shared: several stacks
    have rows of one campaign, so that each has to say of which stack. advices: what to do about
    them, each thing once.
    """

    title: str
    note: str
    rows: tuple[ReportRow, ...]
    advices: tuple[Advice, ...] = ()
    is_final: bool = False
    is_mixed: bool = False
    is_shared: bool = False


class Case(NamedTuple):
    """A number that was looked at, whatever was found."""

    campaign: str
    stack: str
    name: str
    file: str
    line: int


class Bar(NamedTuple):
    """A share of the live numbers. whole: None where it could not be read."""

    campaign: str
    part: int
    whole: int | None


class ReportError(NamedTuple):
    """What could not be checked. numbers: (stack, name) of those that it leaves open."""

    text: str
    stack: str
    numbers: tuple[tuple[str, str], ...]


class Wording(NamedTuple):
    """What each report calls its parts.

    title: of the page. subtitle: beside the time. rows, none: the heading of all rows, and what is
    said where there are none. clean: what is said where nothing has to be said. intro: how to read
    the rows. what, advice: columns. strangers: rows of numbers that nobody declares.
    """

    title: str
    subtitle: str
    rows: str
    none: str
    clean: str
    intro: str
    errors: str
    what: str
    advice: str
    advice_label: str
    strangers: str
    signs: tuple[str, str, str]


class ReportSheet(NamedTuple):
    """A whole report. command: "drift". kinds: in their order. alarm: what cannot be undone, a
    sentence, or "". outcome: the report in one sentence. totals: counts by kind. measure: another
    count. notes: what else there is to know. left_out: rows that are not here, by the key of their
    kind. failing: (stack, name) of the numbers whose rows are among them and count."""

    command: str
    wording: Wording
    kinds: tuple[RowKind, ...]
    rows: tuple[ReportRow, ...]
    sections: tuple[ReportSection, ...]
    cases: tuple[Case, ...]
    bars: tuple[Bar, ...]
    errors: tuple[ReportError, ...]
    alarm: str
    outcome: str
    totals: str
    measure: str
    notes: tuple[str, ...]
    checked_at: datetime
    exit_code: int
    origin: Origin = NOWHERE
    left_out: Mapping[str, int] = {}
    failing: Set[tuple[str, str]] = frozenset()

    @property
    def said_errors(self) -> list[str]:
        """For people: as far as somebody will read them."""
        return first([error.text for error in self.errors], "error", MOST_SAID)

    @property
    def said_notes(self) -> list[str]:
        return first(self.notes, "note", MOST_SAID)

    def count(self, kind: RowKind) -> int:
        """Of all rows, those that are left out included."""
        return len(self.of_kind(kind)) + self.left_out.get(kind.key, 0)

    def of_kind(self, kind: RowKind) -> list[ReportRow]:
        return [row for row in self.rows if row.kind == kind]
