"""What strikes a run of the real engine: a kill at a call, or an answer that says nothing certain.

A kill is struck by what the simulator sees, never by the clock.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from tests.account import Account
from tests.engine.processes import kill
from tests.engine.workspace import Workspace

Victim = Literal["provider", "engine"]
When = Literal["before", "after"]
FOREIGN = "8885550199"  # somebody else's number in the same campaign


class Kill(NamedTuple):
    """SIGKILL for the victim before Invoca acts on a call (from 0), or before its answer leaves.

    writes: `call` counts those that change something, and not the looks between them.
    """

    call: int
    when: When
    victim: Victim
    writes: bool = False

    def __str__(self) -> str:
        kind = "write" if self.writes else "call"
        return f"{self.victim} killed {self.when} {kind} {self.call + 1}"


class OddAnswer(NamedTuple):
    """The first call of a method is carried out, and answered by something that does not say so."""

    name: str
    status: int
    body: object = ""
    method: str = "POST"
    headers: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return f"{self.method} answered by {self.name}"


HTML = "<html><body>It works!</body></html>"
FOREIGN_BODY = {
    "id": 999,
    "id_from_network": "theirs",
    "promo_number": FOREIGN,
    "description": "Somebody else's",
    "media_type": "Online: Display",
    "custom_data": {},
    "object_url": "https://invoca.net/a_campaigns/promo_numbers/999",
}
ODD_ANSWERS = (
    OddAnswer("a redirect (303)", 303, headers=(("Location", "/login"),)),
    OddAnswer("a redirect (302)", 302, headers=(("Location", "/login"),)),
    OddAnswer("a web page (200)", 200, HTML),
    OddAnswer("nothing (204)", 204),
    OddAnswer("an empty 201", 201),
    OddAnswer("another number (201)", 201, FOREIGN_BODY),
    OddAnswer("a proxy's 401", 401, HTML),
    OddAnswer("a proxy's 403", 403, HTML),
    OddAnswer("a proxy's 404", 404, HTML),
    OddAnswer("a timeout (408)", 408, HTML),
    OddAnswer("a conflict (409)", 409, HTML),
    OddAnswer("a closed request (499)", 499),
    OddAnswer("nothing (204)", 204, method="PUT"),
    OddAnswer("a redirect (303)", 303, method="PUT", headers=(("Location", "/login"),)),
)


class Struck:
    """Strikes the next run of the workspace; `done` tells whether its call came. In peace, None."""

    def __init__(self, workspace: Workspace, strike: Kill | OddAnswer | None) -> None:
        self._workspace = workspace
        self._account: Account = workspace.account
        self._seen = {"before": 0, "after": 0}
        self._strike = strike
        self.done = False
        if isinstance(strike, OddAnswer):
            self._account.add_fault(
                "status_after",
                method=strike.method,
                status=strike.status,
                body=strike.body,
                headers=dict(strike.headers),
            )
        self._account.on_call = self

    def over(self) -> None:
        self._account.on_call = None
        self._account.clear_faults()

    def __call__(self, call: Any, when: Any) -> None:
        if isinstance(self._strike, OddAnswer):
            self.done = self.done or call.fault is not None
            return
        if self._strike is None or (self._strike.writes and call.method == "GET"):
            return
        number = self._seen[when]
        self._seen[when] += 1
        if not self.done and (number, when) == (self._strike.call, self._strike.when):
            self.done = True
            kill(self._workspace, self._strike.victim)
