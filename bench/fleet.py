"""Many campaigns in one command, beside the same by hand: one `pulumi` after the other.

Owns: what is typed for each operation, and that both did the same work. The account is emptied for
each of the two, and both start with campaign files of which no stack was made.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from .account import ROOT, AccountProcess
from .contenders import backend_in
from .declarations import ADVERTISER, MEDIA_TYPE, write_csv
from .processes import CommandFailed, Finished, run
from .table import table

CAMPAIGNS = 30
NUMBERS_EACH = 20
OPERATIONS = ("plan", "up", "no-op", "drift")
SOMETHING_TO_DO = 2  # what `invoca plan` ends with
Typed = tuple[tuple[str, ...], int]  # a command, and what it ends with
ONE_COMMAND: dict[str, Typed] = {
    "plan": (("invoca", "plan", "--all"), SOMETHING_TO_DO),
    "up": (("invoca", "up", "--all", "--create", "--yes"), 0),
    "no-op": (("invoca", "up", "--all", "--yes"), 0),
    "drift": (("invoca", "drift", "--all"), 0),
}
# For each campaign. A plan of a stack that is not there needs the stack.
BY_HAND: dict[str, tuple[tuple[str, ...], ...]] = {
    "plan": (
        ("pulumi", "stack", "init", "--no-select", "--stack"),
        ("pulumi", "preview", "--refresh", "--stack"),
    ),
    "up": (("pulumi", "up", "--yes", "--skip-preview", "--stack"),),
    "no-op": (("pulumi", "up", "--yes", "--skip-preview", "--stack"),),
    "drift": (("pulumi", "preview", "--refresh", "--expect-no-changes", "--stack"),),
}


class Size(NamedTuple):
    campaigns: int = CAMPAIGNS
    numbers_each: int = NUMBERS_EACH

    @property
    def names(self) -> list[str]:
        return [f"campaign-{i:03d}" for i in range(self.campaigns)]

    @property
    def numbers(self) -> int:
        return self.campaigns * self.numbers_each


def measure(
    account: AccountProcess, folder: Path, *, size: Size, latency_ms: int
) -> dict[str, Any]:
    """seconds and cpu_seconds by operation, of `ours` and `by_hand`. Raises CommandFailed."""
    answers: dict[str, Any] = {"campaigns": size.campaigns, "numbers_each": size.numbers_each}
    for way in ("ours", "by_hand"):
        project = _Project(folder / way, account, size)
        account.reset(latency_ms, [(ADVERTISER, name) for name in size.names])
        answers[way] = {
            operation: _measured(project, way, operation, size) for operation in OPERATIONS
        }
    return answers


class _Project:
    """This repository's program, with the campaigns of `size`, and a backend of its own."""

    def __init__(self, folder: Path, account: AccountProcess, size: Size) -> None:
        self.folder = folder
        self.account = account
        self.stacks = folder / "stacks"
        self.stacks.mkdir(parents=True)
        (folder / "state").mkdir()
        shutil.copy(ROOT / "Pulumi.yaml", folder)
        shutil.copy(ROOT / "stacks" / "__main__.py", self.stacks)
        for name in size.names:
            write_csv(self.stacks / f"{name}.csv", size.numbers_each)
            (self.stacks / f"{name}.yaml").write_text(
                f"advertiser_id: {ADVERTISER}\ncampaign_id: {name}\nnumbers_from: {name}.csv\n"
                f'defaults: {{media_type: "{MEDIA_TYPE}"}}\n',
                "utf-8",
            )

    def run(self, command: tuple[str, ...], expect: int = 0) -> Finished:
        watch = {"simulator": self.account.process_id}
        return run(
            command, cwd=self.folder, environment=self._environment(), watch=watch, expect=expect
        )

    def _environment(self) -> Mapping[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PULUMI_", "INVOCA_"))}
        return {**kept, **self.account.environment(), **backend_in(self.folder)}


def _measured(project: _Project, way: str, operation: str, size: Size) -> dict[str, Any]:
    project.account.counts()
    if way == "ours":
        command, code = ONE_COMMAND[operation]
        runs = [project.run(command, code)]
    else:
        runs = [
            project.run((*command, name), 0)
            for name in size.names
            for command in BY_HAND[operation]
        ]
    counts = project.account.counts()
    writes = {kind: count for kind, count in counts.items() if not kind.startswith("GET ")}
    wanted = size.numbers if operation == "up" else 0
    if sum(writes.values()) != wanted:
        raise CommandFailed(f"{operation} ({way}) wrote {writes}, and {wanted} were to be written")
    cpu = [one.cpu_seconds for one in runs]
    return {
        "seconds": sum(one.seconds for one in runs),
        "cpu_seconds": sum(sum(used.values()) - used.get("simulator", 0.0) for used in cpu),
        "calls": sum(counts.values()),
        "commands": len(runs),
    }


def render(answers: Mapping[str, Any]) -> str:
    """What stands between the markers of docs/performance.md."""
    lines = []
    words = {"ours": "one command", "by_hand": "by hand"}
    for what, form in (("seconds", ".0f"), ("cpu_seconds", ".0f"), ("commands", ",")):
        for way, word in words.items():
            cells = (format(answers[way][one][what], form) for one in OPERATIONS)
            lines.append([what.replace("cpu_seconds", "CPU seconds"), word, *cells])
    machine = ", ".join(f"{name} {value}" for name, value in answers["machine"].items())
    said = (
        f"Machine: {machine}. {answers['campaigns']} campaigns of {answers['numbers_each']} "
        f"numbers, {answers['latency_ms']} ms a call; one measurement of each, one after the other."
    )
    return said + "\n\n" + table(("", "", *OPERATIONS), lines)
