"""An infrastructure repository that has copied one of the example pipelines, and its CI machine."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path

from tests.account import Account
from tests.engine.workspace import ROOT, Workspace

TWO = """\
    numbers:
      kroq: {description: KROQ drive time, protect: false}
      jazz: {description: Jazz}
"""


class Repository(Workspace):
    """A workspace with the files of an example, and what its secret store holds.

    reader, writer: Invoca tokens; the first can only read. passphrase: of the stack's secrets.
    """

    def __init__(self, folder: Path, account: Account, example: str) -> None:
        folder.mkdir()
        self.passphrase = f"canary-{secrets.token_hex(12)}"
        super().__init__(folder, account)
        for part in ("pipeline-scripts", example):
            shutil.copytree(ROOT / "examples" / part, folder, dirs_exist_ok=True)
        (folder / "requirements.txt").write_text("pulumi-invoca\n", "utf-8")
        self.writer = account.canary
        self.reader = f"canary-{secrets.token_hex(12)}"
        account.add_token(self.reader, read_only=True)
        self.campaign(TWO)

    def environment(self) -> dict[str, str]:
        return {**super().environment(), "PULUMI_CONFIG_PASSPHRASE": self.passphrase}

    def machine(self) -> dict[str, str]:
        """What a CI machine has before a job says anything: no account, no backend, no secret."""
        unset = ("INVOCA_", "PULUMI_BACKEND_URL", "PULUMI_CONFIG_PASSPHRASE")
        own = {
            name: value for name, value in self.environment().items() if not name.startswith(unset)
        }
        return {**own, "PIP_NO_INDEX": "1"}  # what requirements.txt names is installed here

    def backend(self) -> str:
        return self.environment()["PULUMI_BACKEND_URL"]

    def backend_files(self) -> dict[str, bytes]:
        files = (path for path in (self.folder / "state").rglob("*") if path.is_file())
        return {str(path): path.read_bytes() for path in files}

    def change_by_hand(self, name: str, description: str) -> None:
        self.account.change_number(self.numbers()[name], description=description)

    def leave_a_lock(self) -> None:
        """As a killed run does."""
        lock = self.folder / f"state/.pulumi/locks/organization/promo-numbers/{self.stack}/a.json"
        lock.parent.mkdir(parents=True, exist_ok=True)
        lock.write_text(
            '{"pid": 1, "username": "ci", "hostname": "ci", "timestamp": "2026-01-01"}', "utf-8"
        )

    def leaks(self, *texts: str) -> list[str]:
        """Everywhere that a secret shows: what was printed, stored or sent."""
        found = []
        for secret in (self.reader, self.writer, self.passphrase):
            found += self.places_with(secret)
            found += [text[:80] for text in texts if secret in text]
        return found
