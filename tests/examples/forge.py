"""GitHub and GitLab as far as the example pipelines talk to them: a server on this machine.

Owns: comments, issues and runs, and every call that was made. Must not know: what a report says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

Json = dict[str, Any]


class Call(NamedTuple):
    method: str
    path: str
    query: dict[str, str]
    body: Json


class Forge(ThreadingHTTPServer):
    """A server that keeps what it is told. `routes` are (method, path pattern, handler).

    token: the only one that it takes. is_broken: answers 403 to everything.
    """

    daemon_threads = True
    token_header = "Authorization"
    token_prefix = ""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.token = "a-token-of-the-forge"
        self.is_broken = False
        self.calls: list[Call] = []
        self.comments: list[Json] = []
        self.issues: list[Json] = []
        self.routes: list[tuple[str, str, Callable[..., Any]]] = []
        Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def written(self) -> list[Call]:
        return [call for call in self.calls if call.method != "GET"]

    def answer(self, call: Call, token: str) -> tuple[int, Any]:
        if token != self.token_prefix + self.token:
            return 401, {"message": "Bad credentials"}
        if self.is_broken:
            return 403, {"message": "Resource not accessible by integration"}
        self.calls.append(call)
        for method, pattern, handler in self.routes:
            found = re.fullmatch(pattern, call.path)
            if found and method == call.method:
                return 200, handler(call, *found.groups())
        return 404, {"message": "Not Found"}


def page(items: list[Json], call: Call) -> list[Json]:
    """The items that this call asks for."""
    size, number = int(call.query["per_page"]), int(call.query["page"])
    return items[(number - 1) * size : number * size]


class _Handler(BaseHTTPRequestHandler):
    server: Forge

    def _do(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else {}
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        token = self.headers.get(self.server.token_header, "")
        code, answer = self.server.answer(Call(self.command, parts.path, query, body), token)
        self.send_response(code)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    do_GET = do_POST = do_PATCH = do_PUT = _do  # noqa: N815 - the names that http.server calls

    def log_message(self, *_: object) -> None:
        pass


class GitHub(Forge):
    """api.github.com with one repository, o/r."""

    token_prefix = "Bearer "
    bot = "github-actions[bot]"

    def __init__(self) -> None:
        super().__init__()
        self.runs: list[int] = []  # the newest first
        base = "/repos/o/r/"
        self.routes = [
            ("GET", base + r"issues/(\d+)/comments", self._list_comments),
            ("POST", base + r"issues/(\d+)/comments", self._add_comment),
            ("PATCH", base + r"issues/comments/(\d+)", self._change_comment),
            ("GET", base + "issues", self._list_issues),
            ("POST", base + "issues", self._add_issue),
            ("PATCH", base + r"issues/(\d+)", self._change_issue),
            ("GET", base + r"actions/workflows/([\w.-]+)/runs", self._list_runs),
        ]

    def comment(self, on: int, body: str, author: str = bot) -> Json:
        made = {"id": len(self.comments) + 1, "on": on, "body": body, "user": {"login": author}}
        self.comments.append(made)
        return made

    def _list_comments(self, call: Call, on: str) -> list[Json]:
        return page([one for one in self.comments if one["on"] == int(on)], call)

    def _add_comment(self, call: Call, on: str) -> Json:
        return self.comment(int(on), call.body["body"])

    def _change_comment(self, call: Call, number: str) -> Json:
        self.comments[int(number) - 1].update(call.body)
        return self.comments[int(number) - 1]

    def _list_issues(self, call: Call) -> list[Json]:
        state, label = call.query["state"], call.query["labels"]
        found = [one for one in self.issues if one["state"] == state and label in one["labels"]]
        return page(found, call)

    def _add_issue(self, call: Call) -> Json:
        number = len(self.issues) + 1
        author = {"login": self.bot}
        self.issues.append({**call.body, "number": number, "state": "open", "user": author})
        return self.issues[-1]

    def _change_issue(self, call: Call, number: str) -> Json:
        self.issues[int(number) - 1].update(call.body)
        return self.issues[int(number) - 1]

    def _list_runs(self, _call: Call, _workflow: str) -> Json:
        return {"workflow_runs": [{"id": one, "html_url": f"run/{one}"} for one in self.runs]}


class GitLab(Forge):
    """gitlab.com/api/v4 with one project, 7, whose token belongs to user 1."""

    token_header = "PRIVATE-TOKEN"

    def __init__(self) -> None:
        super().__init__()
        base = "/projects/7/"
        self.routes = [
            ("GET", "/user", lambda _call: {"id": 1}),
            ("GET", base + r"merge_requests/(\d+)/notes", self._list_notes),
            ("POST", base + r"(merge_requests|issues)/(\d+)/notes", self._add_note),
            ("PUT", base + r"merge_requests/\d+/notes/(\d+)", self._change_note),
            ("GET", base + "issues", self._list_issues),
            ("POST", base + "issues", self._add_issue),
            ("PUT", base + r"issues/(\d+)", self._change_issue),
        ]

    def note(self, on: str, body: str, author: int = 1) -> Json:
        """on: such as merge_requests/12."""
        made = {"id": len(self.comments) + 1, "on": on, "body": body, "author": {"id": author}}
        self.comments.append(made)
        return made

    def _list_notes(self, call: Call, on: str) -> list[Json]:
        return page([one for one in self.comments if one["on"] == f"merge_requests/{on}"], call)

    def _add_note(self, call: Call, what: str, on: str) -> Json:
        return self.note(f"{what}/{on}", call.body["body"])

    def _change_note(self, call: Call, number: str) -> Json:
        self.comments[int(number) - 1].update(call.body)
        return self.comments[int(number) - 1]

    def _list_issues(self, call: Call) -> list[Json]:
        state, label = call.query["state"], call.query["labels"]
        found = [one for one in self.issues if one["state"] == state and label == one["labels"]]
        return page(found, call)

    def _add_issue(self, call: Call) -> Json:
        self.issues.append(
            {**call.body, "iid": len(self.issues) + 1, "state": "opened", "author": {"id": 1}}
        )
        return self.issues[-1]

    def _change_issue(self, call: Call, number: str) -> Json:
        issue = self.issues[int(number) - 1]
        issue.update(call.body)
        if issue.pop("state_event", "") == "close":
            issue["state"] = "closed"
        return issue
