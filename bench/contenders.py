"""The contenders: ours, ours as it was, the naive provider, two that do nothing, and the physical
limit.

Owns: which command each runs for an operation, and with which settings. Must not know: how often,
in what order, or what comes of the measurements.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from abc import ABC, abstractmethod
from pathlib import Path

from .account import ROOT, AccountProcess
from .declarations import STACK, write_campaign
from .processes import Finished, run

OPERATIONS = ("create", "refresh", "preview", "no-op", "update", "drift", "destroy")
# What ours is held against: it is built from this commit, and lies in no later one.
BEFORE = "2cc1e76cd5c8d0c97035c930be19ba0c2e59311a"
WRITES = {"create": "POST", "update": "PUT", "destroy": "DELETE"}
PULUMI = {
    "create": ("up", "--yes", "--skip-preview"),
    "refresh": ("refresh", "--yes", "--skip-preview"),
    "preview": ("preview", "--expect-no-changes"),
    "no-op": ("up", "--yes", "--skip-preview", "--expect-no-changes"),
    "update": ("up", "--yes", "--skip-preview"),
    "drift": ("preview", "--refresh", "--expect-no-changes"),
    "destroy": ("destroy", "--yes", "--skip-preview"),
}


def backend_in(folder: Path) -> dict[str, str]:
    """Variables for a Pulumi that keeps all that it has in `folder`, and gets nothing by itself."""
    return {
        "PULUMI_HOME": str(folder / "home"),
        "PULUMI_BACKEND_URL": f"file://{folder / 'state'}",
        "PULUMI_CONFIG_PASSPHRASE": "bench",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "XDG_STATE_HOME": str(folder / "machine"),
    }


class Contender(ABC):
    """One way of doing the operations, on `size` numbers. folder: empty, and its own."""

    name: str

    def __init__(self, folder: Path, account: AccountProcess, size: int, parallel: int) -> None:
        self.folder = folder
        self.account = account
        self.size = size
        self.parallel = parallel
        self.prepare()

    @abstractmethod
    def prepare(self) -> None:
        """Everything that is not measured."""

    @abstractmethod
    def run(self, operation: str) -> Finished:
        """Does the operation. Raises CommandFailed."""

    def state_bytes(self) -> int | None:
        """The size of the state at rest; None where the contender keeps none."""
        return None

    def writes(self, operation: str) -> dict[str, int]:
        """The calls that change something which the operation has to make, by method."""
        return {WRITES[operation]: self.size} if operation in WRITES else {}

    def command(self, *command: str) -> Finished:
        return run(
            command,
            cwd=self.folder,
            environment=self.environment(),
            watch={"simulator": self.account.process_id},
        )

    def environment(self) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PULUMI_", "INVOCA_"))
        }
        path = os.pathsep.join([str(ROOT), *filter(None, [kept.get("PYTHONPATH")])])
        return {**kept, "PYTHONPATH": path, **self.account.environment()}


class OnPulumi(Contender):
    """A Pulumi project with a backend in a folder."""

    project: str
    flags: tuple[str, ...] = ()
    settings: dict[str, str]

    def prepare(self) -> None:
        self.settings = backend_in(self.folder)
        (self.folder / "state").mkdir(parents=True)
        (self.folder / "stacks").mkdir()
        write_campaign(self.folder / "stacks", self.size)
        self.write_project()
        self.command("pulumi", "stack", "init", STACK, "--non-interactive")

    def write_project(self) -> None:
        (self.folder / "Pulumi.yaml").write_text(
            f"name: {self.project}\nruntime: python\nmain: stacks/\n", "utf-8"
        )
        shutil.copy(ROOT / "bench" / self.name / "__main__.py", self.folder / "stacks")

    def run(self, operation: str) -> Finished:
        if operation == "update":
            write_campaign(self.folder / "stacks", self.size, edition=2)
        return self.command(
            "pulumi", *PULUMI[operation], *self.flags, "--non-interactive", "--color", "never"
        )

    def environment(self) -> dict[str, str]:
        return {**super().environment(), **self.settings}

    def state_bytes(self) -> int | None:
        stacks = self.folder / "state" / ".pulumi" / "stacks"
        return (stacks / self.project / f"{STACK}.json").stat().st_size


class Naive(OnPulumi):
    """As Pulumi comes: four calls at a time, a checkpoint before and after every step."""

    name = "naive"
    project = "naive"


class AsPipelinesRunIt(OnPulumi):
    """Without checkpoints, and with as many calls at a time as the engine is asked for."""

    def prepare(self) -> None:
        self.flags = ("--parallel", str(self.parallel))
        super().prepare()
        self.settings["PULUMI_SKIP_CHECKPOINTS"] = "true"


class Empty(AsPipelinesRunIt):
    name = "empty"
    project = "empty"

    def writes(self, operation: str) -> dict[str, int]:
        return {}


class Floor(Empty):
    """As `Empty`, without the SDK."""

    name = "floor"
    project = "floor"


class Ours(AsPipelinesRunIt):
    """The program and the project file of this repository, on a generated campaign."""

    name = "ours"
    project = "promo-numbers"

    def sources(self) -> Path:
        """Where the program and the project file lie."""
        return ROOT

    def write_project(self) -> None:
        shutil.copy(self.sources() / "Pulumi.yaml", self.folder)
        shutil.copy(self.sources() / "stacks" / "__main__.py", self.folder / "stacks")
        (self.folder / "stacks" / f"Pulumi.{STACK}.yaml").write_text(
            f'config:\n  invoca:purchaseLimit: "{self.size}"\n', "utf-8"
        )

    def run(self, operation: str) -> Finished:
        if operation == "drift":
            return self.command("invoca", "drift", "--stack", STACK, *self.flags)
        return super().run(operation)


class Before(Ours):
    """The same as it was at the commit `BEFORE`: its program, and its packages in ours' place."""

    name = "before"

    def prepare(self) -> None:
        self.folder.mkdir(parents=True)
        paths = ["provider", "stacks/__main__.py", "Pulumi.yaml"]
        with tempfile.TemporaryFile() as packed:
            command = ["git", "archive", "--format=zip", BEFORE, *paths]
            subprocess.run(command, cwd=ROOT, stdout=packed, check=True)
            packed.seek(0)
            with zipfile.ZipFile(packed) as archive:
                archive.extractall(self._checkout)
        super().prepare()

    @property
    def _checkout(self) -> Path:
        return self.folder / "checkout"

    def sources(self) -> Path:
        return self._checkout

    def environment(self) -> dict[str, str]:
        inherited = super().environment()
        path = os.pathsep.join([str(self._checkout / "provider"), inherited["PYTHONPATH"]])
        return {**inherited, "PYTHONPATH": path}


def has_before() -> bool:
    """Whether this clone holds the commit; a shallow one does not."""
    command = ["git", "cat-file", "-e", f"{BEFORE}^{{commit}}"]
    return subprocess.run(command, cwd=ROOT, stderr=subprocess.DEVNULL).returncode == 0


class Limit(Contender):
    """Requests on threads, the fewest that do the work; see limit.py."""

    name = "limit"

    def prepare(self) -> None:
        self.folder.mkdir(parents=True)

    def run(self, operation: str) -> Finished:
        sizes = (str(self.size), str(self.parallel))
        done = self.command(sys.executable, "-m", "bench.limit", operation, *sizes)
        return done._replace(seconds=json.loads(done.output)["seconds"])


CONTENDERS: dict[str, type[Contender]] = {
    kind.name: kind for kind in (Ours, Before, Naive, Empty, Floor, Limit)
}
