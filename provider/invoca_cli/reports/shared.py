"""What goes wrong with every stack alike is told once, with the stacks that it concerns.

Owns: which failures are the same. Must not know: what failed. A backend that is away is away for
each of a hundred stacks, and a reader needs one line of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from invoca.counted import some
from invoca.drift.findings import Failure


def told_once(failures: Iterable[Failure]) -> list[Failure]:
    """`failures`, but those that differ in no more than the name of their stack as one."""
    alike: dict[str, list[Failure]] = {}
    for one in failures:
        alike.setdefault(_without_stack(one), []).append(one)
    return [_as_one(found) for found in alike.values()]


def _stack_in(one: Failure) -> re.Pattern[str]:
    return re.compile(rf"\bstack {re.escape(one.stack)}(?![\w./-])")


def _without_stack(one: Failure) -> str:
    return _stack_in(one).sub("stack", one.text, count=1) if one.stack else one.text


def _as_one(found: list[Failure]) -> Failure:
    first = found[0]
    stacks = list(dict.fromkeys(one.stack for one in found))
    if len(stacks) == 1:
        return first
    numbers = tuple(dict.fromkeys(number for one in found for number in one.numbers))
    named = f"stacks {some(stacks)}"
    text, count = _stack_in(first).subn(lambda _: named, first.text, count=1)
    if not count:
        text = f"{first.text} ({named})"
    return Failure(text, "", first.campaign, numbers)
