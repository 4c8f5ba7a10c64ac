"""One of several machines that share a backend: its own Pulumi home, journal and checkout."""

from __future__ import annotations

import json
import shutil
import threading
from pathlib import Path
from typing import Any, Protocol

from tests.account import Account
from tests.engine.workspace import Run, Workspace

THREE = "numbers: {kroq: {description: KROQ}, kpwr: {description: KPWR}, jazz: {description: Jazz}}"
NO_ANSWER_SECONDS = 60


class Backend(Protocol):
    """Where Pulumi keeps state. url and environment: what a run needs to reach it."""

    url: str
    environment: dict[str, str]

    def start(self) -> None: ...
    def stop(self) -> None: ...
    def fill(self) -> object: ...
    def make_room(self) -> None: ...
    def content(self) -> str: ...
    def empty(self) -> None: ...
    def close(self) -> None: ...


class Machine(Workspace):
    """settings of the stack (`Pulumi.<stack>.yaml`) come with the checkout, as from git."""

    def __init__(
        self, folder: Path, account: Account, backend: Backend, checkout_of: Machine | None = None
    ) -> None:
        folder.mkdir(parents=True)
        account.set_knobs(post_existing_id="duplicate")  # who buys without looking, buys twice
        self.backend = backend
        if checkout_of is not None:
            shutil.copytree(checkout_of.folder / "stacks", folder / "checked-out")
        super().__init__(folder, account)
        self.campaign(THREE)

    def select(self, stack: str) -> None:
        checked_out = self.folder / "checked-out"
        if checked_out.exists():
            shutil.copytree(checked_out, self.folder / "stacks", dirs_exist_ok=True)
        super().select(stack)

    def environment(self) -> dict[str, str]:
        return {
            **super().environment(),
            **self.backend.environment,
            "PULUMI_BACKEND_URL": self.backend.url,
            "XDG_STATE_HOME": str(self.folder / "journal"),
        }

    def resources(self) -> list[dict[str, Any]]:
        deployment = json.loads(self.succeeds("stack", "export"))["deployment"]
        resources: list[dict[str, Any]] = deployment.get("resources") or []
        return resources

    def skip_checkpoints(self, skip: bool) -> None:
        self.settings["PULUMI_SKIP_CHECKPOINTS"] = str(skip).lower()


class UpUnderWay:
    """`pulumi up`, held after Invoca acted on the nth purchase and before its answer leaves."""

    def __init__(self, machine: Machine, purchase: int = 1) -> None:
        self._machine = machine
        self._purchase = purchase
        self._reached = threading.Event()
        self._goes_on = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.result: Run | None = None

    def __enter__(self) -> UpUnderWay:
        self._machine.account.on_call = self._hold
        self._thread.start()
        assert self._reached.wait(NO_ANSWER_SECONDS), self._machine.transcript
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def let_go(self) -> None:
        self._machine.account.on_call = None
        self._goes_on.set()

    def end(self) -> Run:
        """Lets the answer go and waits for the run to end."""
        self.let_go()
        self._thread.join()
        assert self.result is not None
        return self.result

    def _run(self) -> None:
        self.result = self._machine.run("up", "--yes", "--skip-preview", "--parallel", "1")

    def _hold(self, call: Any, when: Any) -> None:
        if call.method == "POST" and when == "after":
            self._purchase -= 1
            if self._purchase == 0:
                self._reached.set()
                self._goes_on.wait(NO_ANSWER_SECONDS)
