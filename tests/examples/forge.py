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
REQUEST = 12  # the pull or merge request
HEAD = "5ca1ab1e"  # the commit of its branch
MERGED = "c0ffee"  # the one that it is merged as


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
        """The status, and what is answered: bytes as they are, anything else as JSON."""
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
        self.wfile.write(answer if isinstance(answer, bytes) else json.dumps(answer).encode())

    do_GET = do_POST = do_PATCH = do_PUT = _do  # noqa: N815 - the names that http.server calls

    def log_message(self, *_: object) -> None:
        pass


class GitHub(Forge):
    """api.github.com with one repository, o/r."""

    token_prefix = "Bearer "
    bot = "github-actions[bot]"

    def __init__(self) -> None:
        super().__init__()
        self.runs: list[int] = []  # of other workflows than the reviews; the newest first
        self.reviews: list[Json] = []  # runs of the review, the newest first
        self.pulls: list[Json] = []
        base = "/repos/o/r/"
        self.routes = [
            ("GET", base + r"issues/(\d+)/comments", self._list_comments),
            ("POST", base + r"issues/(\d+)/comments", self._add_comment),
            ("PATCH", base + r"issues/comments/(\d+)", self._change_comment),
            ("GET", base + "issues", self._list_issues),
            ("POST", base + "issues", self._add_issue),
            ("PATCH", base + r"issues/(\d+)", self._change_issue),
            ("GET", base + r"actions/workflows/([\w.-]+)/runs", self._list_runs),
            ("GET", base + r"commits/(\w+)/pulls", self._list_pulls),
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

    def review(self, run: int, *, is_green: bool, of: str = "o/r") -> None:
        """A run of the review that has ended. of: the repository that the branch is in."""
        conclusion = "success" if is_green else "failure"
        self.reviews.insert(
            0,
            {
                "id": run,
                "html_url": f"run/{run}",
                "event": "pull_request",
                "head_sha": HEAD,
                "conclusion": conclusion,
                "head_repository": {"full_name": of},
            },
        )

    def merge(self, **differs: Any) -> None:
        """The pull request is merged. differs: what is otherwise than usual."""
        usual = {
            "number": REQUEST,
            "commits": [MERGED],
            "merged_at": "2027-01-01T00:00:00Z",
            "merge_commit_sha": MERGED,
            "head": {"sha": HEAD},
            "base": {"ref": "main"},
        }
        self.pulls = [{**usual, **differs}]

    def _list_runs(self, call: Call, workflow: str) -> Json:
        runs = [{"id": one, "html_url": f"run/{one}"} for one in self.runs]
        if workflow == "promo-numbers-review.yml":
            asked = {name: call.query[name] for name in ("event", "head_sha")}
            runs = [one for one in self.reviews if asked.items() <= one.items()]
        return {"workflow_runs": runs[: int(call.query["per_page"])]}

    def _list_pulls(self, call: Call, commit: str) -> list[Json]:
        """Those that hold the commit, merged or not."""
        return page([one for one in self.pulls if commit in one["commits"]], call)


class GitLab(Forge):
    """gitlab.com/api/v4 with one project, 7, whose token belongs to user 1."""

    token_header = "PRIVATE-TOKEN"

    def __init__(self) -> None:
        super().__init__()
        self.pipelines: list[Json] = []  # of merge requests, the newest first
        self.merge_requests: list[Json] = []
        base = "/projects/7/"
        self.routes = [
            ("GET", base + r"repository/commits/(\w+)/merge_requests", self._list_merges),
            ("GET", base + r"merge_requests/(\d+)/pipelines", self._list_pipelines),
            ("GET", base + r"pipelines/(\d+)/jobs", self._list_jobs),
            ("GET", base + r"jobs/(\d+)/artifacts/reports/plan.json", self._read_plan),
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

    def review(self, plan: bytes, *, is_green: bool) -> None:
        """A pipeline of the merge request that has ended. plan: what its job stored."""
        self.pipelines.insert(
            0,
            {
                "id": 70 + len(self.pipelines),
                "merge_request": REQUEST,
                "source": "merge_request_event",
                "status": "success" if is_green else "failed",
                "plan": plan,
            },
        )

    def merge(self, **differs: Any) -> None:
        """The merge request is merged. differs: what is otherwise than usual."""
        usual = {
            "iid": REQUEST,
            "commits": [MERGED],
            "state": "merged",
            "source_project_id": 7,
            "target_project_id": 7,
            "target_branch": "main",
            "sha": HEAD,
            "merge_commit_sha": MERGED,
            "squash_commit_sha": None,
        }
        self.merge_requests = [{**usual, **differs}]

    def _list_merges(self, call: Call, commit: str) -> list[Json]:
        """Those that hold the commit, merged or not."""
        return page([one for one in self.merge_requests if commit in one["commits"]], call)

    def _list_pipelines(self, call: Call, number: str) -> list[Json]:
        found = [one for one in self.pipelines if one["merge_request"] == int(number)]
        return page([{**one, "plan": None} for one in found], call)

    def _list_jobs(self, call: Call, pipeline: str) -> list[Json]:
        number = int(pipeline)
        names = {number * 10: "comment", number * 10 + 1: "plan"}
        return page([{"id": id_, "name": name} for id_, name in names.items()], call)

    def _read_plan(self, _call: Call, job: str) -> bytes:
        pipeline, of = divmod(int(job), 10)
        assert of == 1
        [plan] = [one["plan"] for one in self.pipelines if one["id"] == pipeline]
        return bytes(plan)

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
