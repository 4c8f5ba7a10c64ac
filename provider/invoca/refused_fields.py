"""A custom data field that Invoca refuses of one number is refused of every number that has it.

Owns: which refusals are of fields alone, and how a field is named that was told before. Must not
know: who is told, and which numbers have it.
"""

from __future__ import annotations

import re

from .counted import listed

_ANSWER = "Invoca answered 403: "
# A program in another language than Python has its own spelling of the first word.
_FIELD = r"(?:custom_data|customData)\.(.+?)"
_REASON = re.compile(rf"{_FIELD}: .+", re.DOTALL)
_AGAIN = re.compile(rf"{_ANSWER}(.+?) (?:is|are) refused here, too")
# What is said of one value says nothing of the other numbers.
_OF_A_VALUE = re.compile("too long|maximum|characters|value", re.IGNORECASE)


def refused(text: str) -> frozenset[str]:
    """The custom data fields that a message says Invoca refuses; none where it speaks of anything
    else as well, which only its own number has."""
    answer = text.partition(_ANSWER)[2]
    parts = [_REASON.fullmatch(part) for part in answer.split("; ")]
    if _OF_A_VALUE.search(answer):
        return frozenset()
    fields = [part[1] for part in parts if part]
    return frozenset(fields) if len(fields) == len(parts) else frozenset()


def again(fields: frozenset[str]) -> str:
    """What is said of a number whose fields were all told before."""
    names = [f"custom_data.{field}" for field in sorted(fields)]
    return f"{_ANSWER}{listed(names)} {'is' if len(names) == 1 else 'are'} refused here, too"


def named_again(text: str) -> frozenset[str]:
    """The fields that a message only names, because they were told before."""
    found = _AGAIN.search(text)
    if not found:
        return frozenset()
    return frozenset(re.findall(rf"{_FIELD}(?:, | and |$)", found[1]))
