"""The errors of a deployment, with those that refuse one custom data field of many numbers as one.

Owns: that each refused field is told once, with all its numbers. Must not know: how a run is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from invoca.counted import plural, some
from invoca.natural import natural
from invoca.plan.planned import Planned
from invoca.refused_fields import named_again, refused

from ..reports.words import one_line


def told_together(errors: Iterable[str], steps: Sequence[Planned]) -> Iterator[str]:
    """`errors`, but each refused field once. steps: what was planned, failed or not."""
    declared = {key for one in steps for key in one.about.custom_data}
    told: set[str] = set()
    # What only names a field again may come before what tells it.
    for text in sorted(errors, key=lambda text: bool(named_again(text))):
        fields = (refused(text) | named_again(text)) & declared
        new = sorted(fields - told)
        told |= fields
        if new:
            yield f"{text.rstrip()} {'; '.join(_said(field, steps) for field in new)}"
        elif not fields:
            yield text


def _said(field: str, steps: Iterable[Planned]) -> str:
    """Which numbers have it."""
    numbers = [one for one in steps if field in one.about.custom_data]
    ordered = sorted(numbers, key=lambda one: natural(one.name))
    names = some([one_line(one.name) for one in ordered])
    places = _places(numbers)
    where = f" ({places})" if places else ""
    has = "has" if len(ordered) == 1 else "have"
    return f"{plural(len(ordered), 'number')} {has} custom_data.{field}: {names}{where}"


def _places(numbers: Iterable[Planned]) -> str:
    """Such as: stacks/mail.xlsx:2-301."""
    by_file: dict[str, set[int]] = {}
    for one in numbers:
        if one.line:
            by_file.setdefault(one.file, set()).add(one.line)
    return ", ".join(f"{file}:{some([*_runs(lines)])}" for file, lines in by_file.items())


def _runs(lines: Iterable[int]) -> Iterator[str]:
    """Lines one after the other as one."""
    ordered = sorted(lines)
    start = ordered[0]
    for line, after in zip(ordered, [*ordered[1:], -1], strict=True):
        if after != line + 1:
            yield f"{start}-{line}" if line > start else str(line)
            start = after
