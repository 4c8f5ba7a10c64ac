"""Tells GitLab what the reports say: a note for each on a merge request, one issue for drift.

    gitlab.py note reports/plan.md reports/drift.md       on the merge request of this pipeline
    gitlab.py issue reports/drift.md reports/drift.json   opens, updates or closes the issue

Owns: the few calls of GitLab's REST API. Must not know: Invoca, Pulumi, or what a report means
beyond its outcome. Only the standard library, so that no installed package sees GITLAB_TOKEN.
"""

from __future__ import annotations

import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TITLE = "Promo numbers have drifted"
LABEL = "promo-numbers-drift"
PAGE = 100


class Refused(Exception):
    """GitLab did not do what was asked; the text says what, and why."""


def call(method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """What GitLab answers on `path` of its API."""
    request = urllib.request.Request(  # noqa: S310 - the address is GitLab's own
        f"{os.environ['CI_API_V4_URL']}/{path}",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={
            "PRIVATE-TOKEN": os.environ["GITLAB_TOKEN"],
            "Content-Type": "application/json",
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return json.load(answer)
    except urllib.error.HTTPError as error:
        said = error.read(300).decode(errors="replace")
        raise Refused(f"{method} {path}: GitLab answered {error.code}: {said}") from None
    except (OSError, ValueError) as error:
        raise Refused(f"{method} {path}: no answer from GitLab ({error})") from None


def pages(path: str, **query: str) -> Iterator[Any]:
    """Every item of a list, however many pages it has."""
    number = 1
    while True:
        asked = urllib.parse.urlencode({**query, "per_page": PAGE, "page": number})
        items = call("GET", f"{path}?{asked}")
        yield from items
        if len(items) < PAGE:
            return
        number += 1


def project() -> str:
    return f"projects/{os.environ['CI_PROJECT_ID']}"


def own(items: Iterator[Any]) -> Iterator[Any]:
    # Anybody can write a marker; what somebody else wrote, somebody else can change afterwards.
    me = call("GET", "user")["id"]
    return (item for item in items if item["author"]["id"] == me)


def body_of(report: Path) -> str:
    """The report, under its marker, with a link to this pipeline."""
    marker = f"<!-- invoca-{report.stem} -->"
    pipeline = os.environ["CI_PIPELINE_URL"]
    if not report.is_file():
        # An old report that stays would be read as today's.
        return f"{marker}\n**The {report.stem} could not be made.** [Why]({pipeline})"
    text = report.read_text(encoding="utf-8").removeprefix(marker).strip()
    return f"{marker}\n{text}\n\n[The pipeline]({pipeline})"


def note(report: Path) -> None:
    """Writes the report on the merge request, in the place of the last one."""
    body = body_of(report)
    marker = body.splitlines()[0]
    on = f"{project()}/merge_requests/{os.environ['CI_MERGE_REQUEST_IID']}/notes"
    for found in own(pages(on)):
        if found["body"].startswith(marker):
            call("PUT", f"{on}/{found['id']}", {"body": body})
            return
    call("POST", on, {"body": body})


def issue(report: Path, document: Path) -> None:
    """Keeps one open issue while there is drift, or while it cannot be told; then closes it."""
    outcome = "error"
    if document.is_file():
        outcome = json.loads(document.read_text(encoding="utf-8"))["outcome"]
    body = body_of(report)
    issues = f"{project()}/issues"
    found = next(own(pages(issues, state="opened", labels=LABEL)), None)
    if outcome != "no_drift":
        if found is None:
            call("POST", issues, {"title": TITLE, "description": body, "labels": LABEL})
        else:
            call("PUT", f"{issues}/{found['iid']}", {"description": body})
    elif found is not None:
        call("POST", f"{issues}/{found['iid']}/notes", {"body": body})
        call("PUT", f"{issues}/{found['iid']}", {"state_event": "close"})


def main(command: str, *files: str) -> None:
    reports = [Path(name) for name in files]
    if command == "note":
        for report in reports:
            note(report)
    elif command == "issue":
        issue(*reports)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    try:
        main(*(sys.argv[1:] or ["help"]))
    except Refused as error:
        sys.exit(f"gitlab.py: {error}")
