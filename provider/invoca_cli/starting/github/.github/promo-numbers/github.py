"""Tells GitHub what the reports say: a comment for each, one issue for drift; and asks what is new.

    github.py comment reports/plan.md reports/drift.md    on the pull request PULL_REQUEST
    github.py issue reports/drift.md reports/drift.json   opens, updates or closes the issue
    github.py newest                                      fails unless this run is the newest

Owns: the few calls of GitHub's REST API. Must not know: Invoca, Pulumi, or what a report means
beyond its outcome. Only the standard library, so that no installed package sees GH_TOKEN.
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
    """GitHub did not do what was asked; the text says what, and why."""


def call(method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """What GitHub answers on `path` below this repository."""
    url = f"{os.environ['GITHUB_API_URL']}/repos/{os.environ['GITHUB_REPOSITORY']}/{path}"
    request = urllib.request.Request(  # noqa: S310 - the address is GitHub's own
        url,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={
            "Authorization": f"Bearer {os.environ['GH_TOKEN']}",
            "Accept": "application/vnd.github+json",
            "Content-Type": "application/json",
            "X-GitHub-Api-Version": "2022-11-28",
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return json.load(answer)
    except urllib.error.HTTPError as error:
        said = error.read(300).decode(errors="replace")
        raise Refused(f"{method} {path}: GitHub answered {error.code}: {said}") from None
    except (OSError, ValueError) as error:
        raise Refused(f"{method} {path}: no answer from GitHub ({error})") from None


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


def is_ours(item: Any) -> bool:
    # Anybody can write a marker; what somebody else wrote, somebody else can change afterwards.
    return bool(item["user"]["login"] == os.environ.get("GITHUB_AUTHOR", "github-actions[bot]"))


def body_of(report: Path) -> str:
    """The report, under its marker, with a link to this run."""
    marker = f"<!-- invoca-{report.stem} -->"
    run = (
        f"{os.environ['GITHUB_SERVER_URL']}/{os.environ['GITHUB_REPOSITORY']}"
        f"/actions/runs/{os.environ['GITHUB_RUN_ID']}"
    )
    if not report.is_file():
        # An old report that stays would be read as today's.
        return f"{marker}\n**The {report.stem} could not be made.** [Why]({run})"
    text = report.read_text(encoding="utf-8").removeprefix(marker).strip()
    return f"{marker}\n{text}\n\n[The run]({run})"


def comment(report: Path) -> None:
    """Writes the report on the pull request, in the place of the last one."""
    body = body_of(report)
    marker = body.splitlines()[0]
    on = f"issues/{os.environ['PULL_REQUEST']}/comments"
    for found in pages(on):
        if is_ours(found) and found["body"].startswith(marker):
            call("PATCH", f"issues/comments/{found['id']}", {"body": body})
            return
    call("POST", on, {"body": body})


def issue(report: Path, document: Path) -> None:
    """Keeps one open issue while there is drift, or while it cannot be told; then closes it."""
    outcome = "error"
    if document.is_file():
        outcome = json.loads(document.read_text(encoding="utf-8"))["outcome"]
    body = body_of(report)
    found = next(filter(is_ours, pages("issues", state="open", labels=LABEL)), None)
    if outcome != "no_drift":
        if found is None:
            call("POST", "issues", {"title": TITLE, "body": body, "labels": [LABEL]})
        else:
            call("PATCH", f"issues/{found['number']}", {"body": body})
    elif found is not None:
        call("POST", f"issues/{found['number']}/comments", {"body": body})
        closed = {"state": "closed", "state_reason": "completed"}
        call("PATCH", f"issues/{found['number']}", closed)


def newest() -> None:
    """Raises Refused where a later run of this workflow exists on this branch."""
    workflow = os.environ["GITHUB_WORKFLOW_REF"].partition("@")[0].rsplit("/", 1)[1]
    query = urllib.parse.urlencode({"branch": os.environ["GITHUB_REF_NAME"], "per_page": 1})
    last = call("GET", f"actions/workflows/{workflow}/runs?{query}")["workflow_runs"][0]
    if str(last["id"]) != os.environ["GITHUB_RUN_ID"]:
        raise Refused(
            f"a later run of {workflow} exists ({last['html_url']}), so this one would bring back "
            "an old declaration; nothing was done. Approve or start the later one"
        )


def main(command: str, *files: str) -> None:
    reports = [Path(name) for name in files]
    if command == "comment":
        for report in reports:
            comment(report)
    elif command == "issue":
        issue(*reports)
    elif command == "newest":
        newest()
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    try:
        main(*(sys.argv[1:] or ["help"]))
    except Refused as error:
        sys.exit(f"github.py: {error}")
