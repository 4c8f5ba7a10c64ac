"""What the scripts for GitHub and GitLab share: reports in, comments and one issue out.

Owns: how a call is made and a list is read, what a report becomes, when the issue is opened,
updated and closed, and that no token is shown. Must not know: either forge's addresses, Invoca,
Pulumi, or what a report means beyond its outcome. Only the standard library, so that no installed
package sees a token.
"""

from __future__ import annotations

import json
import sys
import urllib.error
import urllib.parse
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

TITLE = "Promo numbers have drifted"
LABEL = "promo-numbers-drift"
PAGE = 100


class Refused(Exception):
    """The forge did not do what was asked; the text says what, and why."""


class Forge(ABC):
    """One repository's API. run: a link to the run that this is a part of, as Markdown has it."""

    name: str
    comments: str  # the path of those that this run writes to
    run: tuple[str, str]  # what the link is called, its address

    def __init__(self, address: str, headers: dict[str, str]) -> None:
        self._address = address
        self._headers = headers

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """What the forge answers on `path`. Raises Refused."""
        text = self.read(method, path, None if body is None else json.dumps(body).encode())
        try:
            return json.loads(text)
        except ValueError as error:
            raise self._silent(method, path, error) from None

    def read(self, method: str, path: str, body: bytes | None = None) -> bytes:
        request = urllib.request.Request(  # noqa: S310 - the address is the forge's own
            f"{self._address}/{path}",
            method=method,
            data=body,
            headers={**self._headers, "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
                content: bytes = answer.read()
                return content
        except urllib.error.HTTPError as error:
            said = error.read(300).decode(errors="replace")
            raise Refused(f"{method} {path}: {self.name} answered {error.code}: {said}") from None
        except OSError as error:
            raise self._silent(method, path, error) from None

    def pages(self, path: str, **query: str) -> Iterator[Any]:
        """Every item of a list, however many pages it has."""
        number = 1
        while True:
            asked = urllib.parse.urlencode({**query, "per_page": PAGE, "page": number})
            items = self.call("GET", f"{path}?{asked}")
            yield from items
            if len(items) < PAGE:
                return
            number += 1

    def own(self, items: Iterable[Any]) -> Iterator[Any]:
        # Anybody can write a marker; what somebody else wrote, somebody else can change afterwards.
        return filter(self.is_own, items)

    @abstractmethod
    def is_own(self, item: Any) -> bool: ...

    @abstractmethod
    def change_comment(self, found: Any, body: str) -> None: ...

    @abstractmethod
    def open_issues(self) -> Iterator[Any]:
        """Those with the label."""

    @abstractmethod
    def open_issue(self, body: str) -> None: ...

    @abstractmethod
    def change_issue(self, found: Any, body: str) -> None: ...

    @abstractmethod
    def close_issue(self, found: Any, body: str) -> None:
        """body: the comment that says why."""

    def _silent(self, method: str, path: str, error: Exception) -> Refused:
        return Refused(f"{method} {path}: no answer from {self.name} ({error})")


def body_of(report: Path, forge: Forge) -> str:
    """The report, under its marker, with a link to this run."""
    marker = f"<!-- invoca-{report.stem} -->"
    what, address = forge.run
    if not report.is_file():
        # An old report that stays would be read as today's.
        return f"{marker}\n**The {report.stem} could not be made.** [Why]({address})"
    text = report.read_text(encoding="utf-8").removeprefix(marker).strip()
    return f"{marker}\n{text}\n\n[{what}]({address})"


def comment(forge: Forge, *reports: str) -> None:
    """Writes each report under the change that is reviewed, in place of the last one."""
    for report in reports:
        body = body_of(Path(report), forge)
        marker = body.splitlines()[0]
        ours = forge.own(forge.pages(forge.comments))
        last = next((one for one in ours if one["body"].startswith(marker)), None)
        if last is not None:
            forge.change_comment(last, body)
        else:
            forge.call("POST", forge.comments, {"body": body})


def issue(forge: Forge, report: str, document: str) -> None:
    """Keeps one open issue while there is drift, or while it cannot be told; then closes it."""
    outcome = "error"
    if Path(document).is_file():
        outcome = json.loads(Path(document).read_text(encoding="utf-8"))["outcome"]
    body = body_of(Path(report), forge)
    found = next(forge.own(forge.open_issues()), None)
    if outcome != "no_drift":
        if found is None:
            forge.open_issue(body)
        else:
            forge.change_issue(found, body)
    elif found is not None:
        forge.close_issue(found, body)


def say(text: str) -> None:
    """For the log of the job."""
    sys.stdout.write(f"{text}\n")


def main(forge: Callable[[], Any], usage: str, commands: dict[str, Callable[..., None]]) -> None:
    """Does what the command line asks of `forge`, and says in one line why it could not."""
    known = {"comment": comment, "issue": issue, **commands}
    command, *arguments = sys.argv[1:] or ["help"]
    if command not in known:
        sys.exit(usage)
    try:
        known[command](forge(), *arguments)
    except Refused as error:
        sys.exit(f"{Path(sys.argv[0]).name}: {error}")
