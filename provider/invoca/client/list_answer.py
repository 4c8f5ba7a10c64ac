"""What a list showed, and whether it may lack entries that exist.

Owns: the lengths at which lists are often cut, and how an answer says that it is a part. Must not
know: what is listed, or what a miss means. Paging is not documented for any list that is used here,
so that no second part is asked for: a list of which there is one is not whole.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import TypeVar

from .wire import Answer

_Entry = TypeVar("_Entry")

# As many as a server likes to send at once: a list of exactly that many may lack the rest.
USUAL_CAPS = frozenset({100, 250, 500, 1000})
_COUNTS = ("x-total-count", "x-total")
_NEXT_PAGE = re.compile(r';\s*rel\s*=\s*("[^"]*\bnext\b[^"]*"|next\b)', re.IGNORECASE)  # RFC 8288


class Listed(list[_Entry]):
    """What a list showed. skipped: how many entries could not be read, such as null. is_part: the
    answer said that there are more.

    A list with skipped entries is never a proof that something is not there, nor is one that is
    cut.
    """

    skipped: int = 0
    is_part: bool = False

    @property
    def shown(self) -> int:
        """How many entries came, readable or not."""
        return len(self) + self.skipped

    @property
    def is_cut(self) -> bool:
        """Whether entries may be left out, as far as the list itself tells."""
        return self.is_part or self.shown in USUAL_CAPS


def tells_of_more(answer: Answer, shown: int) -> bool:
    """Whether an answer says that there are more entries than the `shown` that it has."""
    headers = answer.headers
    return (
        answer.status == HTTPStatus.PARTIAL_CONTENT
        or _NEXT_PAGE.search(headers.get("link", "")) is not None
        or headers.get("x-next-page", "").strip() != ""
        or _total(headers) > shown
    )


def _total(headers: Mapping[str, str]) -> int:
    """How many entries there are, as the answer has it; 0 where it does not say."""
    said = [headers.get(name, "") for name in _COUNTS]
    said.append(headers.get("content-range", "").rpartition("/")[2])
    counts = [int(text) for text in said if re.fullmatch(r"\s*[0-9]{1,12}\s*", text)]
    return max(counts, default=0)
