"""Markdown for a comment on a pull request: bounded in size, and inert whatever the values say.

The first line is a stable marker, by which a bot finds its own comment and replaces it.
"""

from __future__ import annotations

import re

from invoca.findings import Finding, Kind, short

from . import View, words

MARKER = "<!-- invoca-drift -->"
LONGEST = 64_000  # characters; GitHub takes 65,536
OPEN_ROWS = 10  # a longer part is folded
MOST_CAMPAIGNS = 30
MOST_ERRORS = 10
FRAME = 450  # characters of a part beside its rows: title, head, how much is left out
CELL = 120  # characters of a value

_SPECIAL = re.compile(r"[\\`*_{}\[\]()#|~<>&\"'!@]|(?<=[a-z]):(?=//)|(?<=www)\.", re.IGNORECASE)


def render(view: View) -> str:
    parts = [
        f"{MARKER}\n## Invoca promo numbers\n\n**{_safe(words.outcome(view))}**\n",
        _summary(view),
    ]
    parts += [_errors(view), _coverage(view)]
    text = "\n".join(part for part in parts if part)
    groups = {kind: [one for one in view.report.findings if one.kind is kind] for kind in Kind}
    present = [kind for kind in Kind if groups[kind]]
    for index, kind in enumerate(present):
        reserved = FRAME * (len(present) - index)
        text += _part(kind, groups[kind], LONGEST - len(text) - reserved)
    return text


def _summary(view: View) -> str:
    counts = [words.totals(view)] if view.report.findings else []
    counts += [words.coverage(view)] if view.report.coverage else []
    return f"{' · '.join(counts)}\n" if counts else ""


def _errors(view: View) -> str:
    failures = view.report.failures
    lines = [f"- :x: {_safe(failure.text, 400)}" for failure in failures[:MOST_ERRORS]]
    if len(failures) > MOST_ERRORS:
        lines.append(f"- … and {words.plural(len(failures) - MOST_ERRORS, 'more error')}")
    return "".join(f"{line}\n" for line in lines)


def _coverage(view: View) -> str:
    items = view.report.coverage
    if not items:
        return ""
    rows = [
        f"| {_code(short(item.campaign))} | {item.managed:,} | "
        f"{'could not be read' if item.live is None else f'{item.live:,}'} |"
        for item in items[:MOST_CAMPAIGNS]
    ]
    if len(items) > MOST_CAMPAIGNS:
        rows.append(f"| … and {len(items) - MOST_CAMPAIGNS:,} more | | |")
    table = ["| campaign | managed | live |", "|---|--:|--:|", *rows]
    return _folded("Coverage", table) if len(rows) > OPEN_ROWS else "\n".join([*table, ""])


def _part(kind: Kind, findings: list[Finding], room: int) -> str:
    """The findings of one kind, as many as fit into `room` characters."""
    title = f"{words.KINDS[kind].title} ({len(findings):,})"
    head = [f"{words.KINDS[kind].meaning}", "", "| number | name | campaign | what | next step |"]
    head.append("|---|---|---|---|---|")
    rows: list[str] = []
    for finding in findings:
        row = _row(finding)
        room -= len(row) + 1
        if room < 0:
            break
        rows.append(row)
    left_out = len(findings) - len(rows)
    if left_out:
        more = f"**{left_out:,} more are left out here;** the other formats have them all."
        rows += ["", more] if rows else [more]
    if left_out == len(findings):
        head = []
    if len(findings) > OPEN_ROWS:
        return _folded(title, [*head, *rows])
    return "\n".join(["", f"### {title}", "", *head, *rows, ""])


def _row(finding: Finding) -> str:
    remedy = "".join(
        f"<code>{_safe(text)}</code>" if is_code else _safe(text)
        for text, is_code in words.spans(finding.remedy)
    )
    cells = (
        words.phone(words.one_line(finding.promo_number)),
        _code(finding.name),
        _code(short(finding.campaign)),
        _safe(words.what(finding, CELL)),
        remedy,
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
