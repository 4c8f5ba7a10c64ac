"""Markdown for a comment on a pull request: bounded in size, and inert whatever the values say.

The first line is a stable marker, by which a bot finds its own comment and replaces it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from invoca.counted import plural

from . import words
from .origin import SHORT, Origin
from .sheet import Advice, ReportRow, ReportSection, ReportSheet

LONGEST = 64_000  # characters; GitHub takes 65,536
OPEN_ROWS = 10  # a longer part is folded
MOST_CAMPAIGNS = 30
MOST_ERRORS = 10
MOST_NOTES = 10
MOST_LINES = 20  # of what is shown of one number
MOST_ADVICES = 10
ARROWS = "from what is live to what is declared"
FRAME = 450  # characters of a part beside its rows: title, head, how much is left out
CELL = 120  # characters of a value
SUM = 600  # characters of what is said of all rows

# `$x$` is a formula, and `a:b:c` shows a picture of a B.
_EMOJI = r":(?=[\w+-]*[a-z][\w+-]*:|100:|1234:|[+-]1:)"
_SPECIAL = re.compile(
    rf"[\\`*_{{}}\[\]()#|~<>&\"'!@$]|(?<=[a-z]):(?=//)|(?<=www)\.|{_EMOJI}", re.IGNORECASE
)


def render(sheet: ReportSheet) -> str:
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
    end = _end(sheet)
    for index, section in enumerate(sheet.sections):
        reserved = FRAME * (len(sheet.sections) - index) + len(end)
        text += _part(sheet, section, LONGEST - len(text) - reserved)
    return text + end


def _end(sheet: ReportSheet) -> str:
    """When, and of which commit."""
    when = sheet.checked_at.strftime("%Y-%m-%d %H:%M UTC")
    commit = sheet.origin.commit[:SHORT]
    of = f" at commit {_code(commit)}" if commit else ""
    return f"\n<sub>{_safe(sheet.wording.subtitle)} {when}{of}. Arrows: {_safe(ARROWS)}.</sub>\n"


def _alarm(sheet: ReportSheet) -> str:
    # A red box on GitHub and GitLab, a quotation elsewhere.
    return f"> [!CAUTION]\n> **{_safe(sheet.alarm)}**\n" if sheet.alarm else ""


def _summary(sheet: ReportSheet) -> str:
    # No less from values than a row is: what is bought, and what its custom data share.
    counts = [_safe(part, SUM) for part in (sheet.totals, sheet.measure) if part]
    return f"{' · '.join(counts)}\n" if counts else ""


def _errors(sheet: ReportSheet) -> str:
    lines = [line for error in sheet.errors[:MOST_ERRORS] for line in _error(error.text)]
    if len(sheet.errors) > MOST_ERRORS:
        lines.append(f"- … and {plural(len(sheet.errors) - MOST_ERRORS, 'more error')}")
    return "".join(f"{line}\n" for line in lines)


def _error(text: str) -> Iterator[str]:
    """An error of several lines, such as all mistakes of a file, as a list below its first."""
    first, *more = [line.strip() for line in text.splitlines() if line.strip()] or [""]
    yield f"- :x: {_coded_line(first)}"
    yield from (f"  - {_coded_line(line)}" for line in more[:MOST_LINES])
    if len(more) > MOST_LINES:
        yield f"  - … and {plural(len(more) - MOST_LINES, 'more line')}"


def _coded_line(text: str) -> str:
    """One line of what may be long, with its code as code."""
    return _coded(words.one_line(text, 400))


def _notes(sheet: ReportSheet) -> str:
    lines = [f"- {_coded_line(note)}" for note in sheet.notes[:MOST_NOTES]]
    if len(sheet.notes) > MOST_NOTES:
        lines.append(f"- … and {plural(len(sheet.notes) - MOST_NOTES, 'more note')}")
    return "".join(f"{line}\n" for line in lines)


def _coverage(sheet: ReportSheet) -> str:
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


def _part(sheet: ReportSheet, section: ReportSection, room: int) -> str:
    """The rows of one kind, as many as fit into `room` characters."""
    kind = section.rows[0].kind
    total = sheet.count(kind)
    title = f"{kind.title} ({total:,})"
    label = sheet.wording.advice_label.capitalize()
    advice = [_advice(label, one) for one in section.advices[:MOST_ADVICES]]
    room -= sum(map(len, advice))
    places = [
        *(["campaign"] if section.is_mixed else []),
        *(["stack"] if section.is_shared else []),
    ]
    columns = ["number", "name", *places, "what"]
    head = [f"| {' | '.join(columns)} |", "|---" * len(columns) + "|"]
    rows: list[str] = []
    for row in (_row(row, section, sheet.origin) for row in section.rows):
        room -= len(row) + 1
        if room < 0:
            break
        rows.append(row)
    left_out = total - len(rows)
    told = [kind.meaning, "", *(head if rows else []), *rows]
    if left_out:
        more = (
            f"**{left_out:,} more are left out here;** <code>--format json --most 0</code> shows "
            "them all."
        )
        told += ["", more] if rows else [more]
    told += ["", *advice]
    if kind.is_final:
        return "\n".join(["", f"### ⛔ {title.upper()}", "", *told])
    if len(section.rows) > OPEN_ROWS:
        return _folded(title, told)
    return "\n".join(["", f"### {title}", "", *told])


def _advice(label: str, advice: Advice) -> str:
    """What to do about the rows of a kind."""
    who = f" for {_code(advice.who)}" if advice.who else ""
    return f"**{label}{who}:** {_coded(advice.text)}.\n"


def _coded(text: str) -> str:
    return "".join(
        f"<code>{_safe(part)}</code>" if is_code else _safe(part)
        for part, is_code in words.spans(text)
    )


def _row(row: ReportRow, section: ReportSection, origin: Origin) -> str:
    told = [_safe(line) for line in words.what(row, CELL)]
    if len(told) > MOST_LINES:
        told = [*told[:MOST_LINES], f"… and {len(told) - MOST_LINES:,} more"]
    name = _code(row.name)
    link = origin.link(row.file, row.line)
    cells = [
        words.phone(_safe(row.number, CELL)),
        f"[{name or 'declared here'}]({_address(link)})" if link else name,
        *([_code(row.campaign)] if section.is_mixed else []),
        *([_code(row.stack)] if section.is_shared else []),
        "<br>".join(told),
    ]
    return f"| {' | '.join(cells)} |"


def _address(link: str) -> str:
    """As a link may hold it: nothing in it ends the link, or the cell."""
    return link.replace("(", "%28").replace(")", "%29").replace("|", "%7C")


def _folded(title: str, lines: list[str]) -> str:
    return "\n".join(["", f"<details><summary>{title}</summary>", "", *lines, "", "</details>", ""])


def _code(text: str) -> str:
    return f"<code>{_safe(text, CELL)}</code>" if text else ""


def _safe(text: str, longest: int = 0) -> str:
    """`text` as nothing but text: no markup, no links, no @mention, no #issue, one line."""
    return _SPECIAL.sub(_entity, words.one_line(text, longest))


def _entity(found: re.Match[str]) -> str:
    character = found[0]
    # An entity alone does not stop mentions and emoji: GitHub looks for them in what it decoded.
    return f"&#{ord(character)};" + ("\u200b" if character in "@#:" else "")
