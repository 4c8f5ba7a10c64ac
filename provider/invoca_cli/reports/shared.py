"""What goes wrong with every stack alike is told once, with the stacks that it concerns.

Owns: which failures are the same. Must not know: what failed. A backend that is away is away for
each of a hundred stacks, and a reader needs one line of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from invoca.counted import some
from invoca.drift.findings import Failure

from .sheet import ReportError

# What is said of the token, or of Invoca, is the same whatever was being done.
_OF_ALL = re.compile(r": (Invoca answered (?:401|429|5[0-9][0-9])\b.*)", re.DOTALL)


def told_once(failures: Iterable[Failure]) -> list[Failure]:
    """`failures`, but those that differ in no more than the name of their stack as one, and so an
    answer that is no fault of one stack."""
    alike: dict[tuple[str, int], list[Failure]] = {}
    before: Counter[tuple[str, str]] = Counter()
    for one in failures:
        answer = _OF_ALL.search(_for_any(one))
        said = answer[1] if answer else _without_stack(one)
        # A stack that has it twice, of two things, tells both.
        alike.setdefault((said, before[said, one.stack] if answer else 0), []).append(one)
        before[said, one.stack] += 1
    return [_as_one(found) for found in alike.values()]


def errors_of(failures: Iterable[Failure]) -> tuple[ReportError, ...]:
    """The same in a report."""
    return tuple(ReportError(one.text, one.stack, one.numbers) for one in told_once(failures))


def _stack_in(one: Failure) -> re.Pattern[str]:
    return re.compile(rf"\b(?<!--)stack {re.escape(one.stack)}(?![\w./-])")


def _without_stack(one: Failure) -> str:
    return _stack_in(one).sub("stack", _for_any(one), count=1) if one.stack else one.text


def _for_any(one: Failure) -> str:
    """Its text with commands that a reader completes."""
    if not one.stack:
        return one.text
    return re.sub(rf"--stack {re.escape(one.stack)}(?![\w./-])", "--stack NAME", one.text)


def _as_one(found: list[Failure]) -> Failure:
    first = found[0]
    stacks = list(dict.fromkeys(one.stack for one in found))
    if len(stacks) == 1:
        return first
    numbers = tuple(dict.fromkeys(number for one in found for number in one.numbers))
    named = f"stacks {some(stacks)}"
    text, count = _stack_in(first).subn(lambda _: named, _for_any(first), count=1)
    if not count:
        text = f"{text} ({named})"
    return Failure(text, "", first.campaign, numbers)
