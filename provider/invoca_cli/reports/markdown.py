"""Markdown for a comment on a pull request: bounded in size, and inert whatever the values say.

The first line is a stable marker, by which a bot finds its own comment and replaces it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from . import words
from .sheet import Kind, Row, Sheet

LONGEST = 64_000  # characters; GitHub takes 65,536
OPEN_ROWS = 10  # a longer part is folded
MOST_CAMPAIGNS = 30
MOST_ERRORS = 10
MOST_NOTES = 10
MOST_LINES = 20  # of what is told of one number
FRAME = 450  # characters of a part beside its rows: title, head, how much is left out
CELL = 120  # characters of a value

_SPECIAL = re.compile(r"[\\`*_{}\[\]()#|~<>&\"'!@]|(?<=[a-z]):(?=//)|(?<=www)\.", re.IGNORECASE)


def render(sheet: Sheet) -> str:
    parts = [
        f"<!-- invoca-{sheet.command} -->\n## {_safe(sheet.wording.title)}\n",
        f"**{_safe(sheet.outcome)}**\n",
        _alarm(sheet),
        _summary(sheet),
        _errors(sheet),
        _notes(sheet),
        _coverage(sheet),
    ]
    text = "\n".join(part for part in parts if part)
    present = [kind for kind in sheet.kinds if sheet.of_kind(kind)]
    for index, kind in enumerate(present):
        reserved = FRAME * (len(present) - index)
        text += _part(sheet, kind, LONGEST - len(text) - reserved)
    return text


def _alarm(sheet: Sheet) -> str:
    # A red box on GitHub and GitLab, a quotation elsewhere.
    return f"> [!CAUTION]\n> **{_safe(sheet.alarm)}**\n" if sheet.alarm else ""


def _summary(sheet: Sheet) -> str:
    counts = [part for part in (sheet.totals, sheet.measure) if part]
    return f"{' · '.join(counts)}\n" if counts else ""


def _errors(sheet: Sheet) -> str:
    lines = [line for error in sheet.errors[:MOST_ERRORS] for line in _error(error.text)]
    if len(sheet.errors) > MOST_ERRORS:
        lines.append(f"- … and {words.plural(len(sheet.errors) - MOST_ERRORS, 'more error')}")
    return "".join(f"{line}\n" for line in lines)


def _error(text: str) -> Iterator[str]:
    """An error of several lines, such as all mistakes of a file, as a list below its first."""
    first, *more = [line.strip() for line in text.splitlines() if line.strip()] or [""]
    yield f"- :x: {_safe(first, 400)}"
    yield from (f"  - {_safe(line, 400)}" for line in more[:MOST_LINES])
    if len(more) > MOST_LINES:
        yield f"  - … and {words.plural(len(more) - MOST_LINES, 'more line')}"


def _notes(sheet: Sheet) -> str:
    lines = [f"- {_safe(note, 400)}" for note in sheet.notes[:MOST_NOTES]]
    if len(sheet.notes) > MOST_NOTES:
        lines.append(f"- … and {words.plural(len(sheet.notes) - MOST_NOTES, 'more note')}")
    return "".join(f"{line}\n" for line in lines)


def _coverage(sheet: Sheet) -> str:
    if not sheet.bars:
        return ""
    rows = [
        f"| {_code(bar.campaign)} | {bar.part:,} | "
        f"{'could not be read' if bar.whole is None else f'{bar.whole:,}'} |"
        for bar in sheet.bars[:MOST_CAMPAIGNS]
    ]
    if len(sheet.bars) > MOST_CAMPAIGNS:
        rows.append(f"| … and {len(sheet.bars) - MOST_CAMPAIGNS:,} more | | |")
    table = ["| campaign | held by a stack | live in Invoca |", "|---|--:|--:|", *rows]
    return _folded("Coverage", table) if len(rows) > OPEN_ROWS else "\n".join([*table, ""])


def _part(sheet: Sheet, kind: Kind, room: int) -> str:
    """The rows of one kind, as many as fit into `room` characters."""
    found = sheet.of_kind(kind)
    title = f"{kind.title} ({sheet.count(kind):,})"
    columns = f"| number | name | campaign | what | {sheet.wording.advice_label} |"
    head = [kind.meaning, "", columns, "|---|---|---|---|---|"]
    rows: list[str] = []
    for row in map(_row, found):
        room -= len(row) + 1
        if room < 0:
            break
        rows.append(row)
    left_out = sheet.count(kind) - len(rows)
    head = head if rows else []
    if left_out:
        more = (
            f"**{left_out:,} more are left out here;** <code>--format json --most 0</code> has all."
        )
        rows += ["", more] if rows else [more]
    if kind.is_final:
        return "\n".join(["", f"### ⛔ {title.upper()}", "", *head, *rows, ""])
    if len(found) > OPEN_ROWS:
        return _folded(title, [*head, *rows])
    return "\n".join(["", f"### {title}", "", *head, *rows, ""])


def _row(row: Row) -> str:
    advice = "".join(
        f"<code>{_safe(text)}</code>" if is_code else _safe(text)
        for text, is_code in words.spans(row.advice)
    )
    told = [_safe(line) for line in words.what(row, CELL)]
    if len(told) > MOST_LINES:
        told = [*told[:MOST_LINES], f"… and {len(told) - MOST_LINES:,} more"]
    cells = (
        words.number(row),
        _code(row.name),
        _code(row.campaign),
        "<br>".join(told),
        advice,
    )
    return f"| {' | '.join(cells)} |"


def _folded(title: str, lines: list[str]) -> str:
    return "\n".join(["", f"<details><summary>{title}</summary>", "", *lines, "", "</details>", ""])


def _code(text: str) -> str:
    return f"<code>{_safe(text, CELL)}</code>" if text else ""


def _safe(text: str, longest: int = 0) -> str:
    """`text` as nothing but text: no markup, no links, no @mention, no #issue, one line."""
    return _SPECIAL.sub(_entity, words.one_line(text, longest))


def _entity(found: re.Match[str]) -> str:
    sign = found[0]
    # An entity alone is no remedy for mentions: GitHub looks for them in what it decoded.
    return f"&#{ord(sign)};" + ("\u200b" if sign in "@#" else "")
