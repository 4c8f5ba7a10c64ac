"""What the client needs of HTTP: how a request is sent, and what an answer is.

Must not know: any HTTP library, or what an answer means.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol


class Answer(NamedTuple):
    """An HTTP answer without its transport. headers: lower-case names."""

    status: int
    headers: Mapping[str, str]
    content: bytes


class Transport(Protocol):
    """What the client needs of HTTP."""

    def send(self, method: str, path: str, body: object | None, doing: str) -> Answer:
        """Sends one request to `path` under the account's network; one that begins with
        /networks/ names the network itself.

        Raises TryLater where nothing was sent, Unclear where the answer did not arrive.
        """
        ...
