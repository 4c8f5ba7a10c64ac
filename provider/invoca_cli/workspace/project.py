"""The Pulumi project around a file: its name, its campaign files, and the account of each stack.

Must not know: what is read from these for, or how it is reported.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import typer

from invoca.account import NAMESPACE, Account
from invoca.campaign_file.yaml_source import Document, Mistake, read_yaml

DEFAULT_NAME = "promo-numbers"


class Project(NamedTuple):
    """The folder with Pulumi.yaml, and the name that stands there."""

    folder: Path
    name: str

    @property
    def stacks(self) -> Path:
        return self.folder / "stacks"

    def campaign_file(self, stack: str) -> Path:
        return self.stacks / f"{stack}.yaml"

    def existing_campaign_file(self, stack: str) -> Path | None:
        """The campaign file of a stack whose name a state or a preview says; None for none."""
        path = self.campaign_file(stack)
        # Such a name is other people's text: it must not lead out of the folder.
        is_name = re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]*", stack)
        return path if is_name and path.is_file() else None

    def campaign_files(self) -> list[Path]:
        """Those of every stack, by name; settings of stacks lie beside them."""
        files = sorted(self.stacks.glob("*.yaml"))
        return [path for path in files if not path.name.startswith("Pulumi.")]

    def require_campaign_files(self) -> list[Path]:
        """As `campaign_files`. Raises typer.BadParameter where there are none."""
        found = self.campaign_files()
        if not found:
            raise typer.BadParameter("there are no campaign files in stacks/", param_hint="--all")
        return found


def project_around(start: Path) -> Project:
    """The Pulumi project around `start`; `start` itself where there is none."""
    folder = next((up for up in _upwards(start) if (up / "Pulumi.yaml").is_file()), None)
    if folder is None:
        return Project(start, DEFAULT_NAME)
    value = read_yaml(folder / "Pulumi.yaml").value
    name = value.get("name") if isinstance(value, dict) else None
    return Project(folder, str(name or DEFAULT_NAME))


def shown(path: Path) -> str:
    """The path as the repository knows it, so that reports fit every machine."""
    for root in _upwards(path.parent):
        if (root / ".git").exists() or (root / "Pulumi.yaml").is_file():
            return path.resolve().relative_to(root).as_posix()
    return f"{path.resolve().parent.name}/{path.name}"


class StackSettings(NamedTuple):
    """What Pulumi.<stack>.yaml holds. mistakes: what in it cannot be read.

    config: as it stands there. A secret is a map ({secure: ...}), which only the engine can open.
    """

    path: Path
    config: Mapping[str, Any]
    mistakes: Sequence[Mistake]

    @property
    def plain(self) -> dict[str, str]:
        return {key: item for key, item in self.config.items() if isinstance(item, str)}


def stack_settings(stack: str, folder: Path) -> StackSettings:
    """folder: where the file lies; without one, nothing is set."""
    path = folder / f"Pulumi.{stack.rsplit('/', 1)[-1]}.yaml"
    document = read_yaml(path) if path.is_file() else Document(None, {}, [])
    config = document.value.get("config") if isinstance(document.value, dict) else None
    return StackSettings(path, config if isinstance(config, dict) else {}, document.mistakes)


def account_of(stack: str, settings: Path) -> Account:
    """The account of a stack: from the environment, or from Pulumi.<stack>.yaml in `settings`.

    Raises InvocaError where neither says it.
    """
    plain = stack_settings(stack, settings).plain
    return Account.load(lambda name: plain.get(f"{NAMESPACE}:{name}"), os.environ)


def _upwards(start: Path) -> list[Path]:
    folder = start.resolve()
    return [folder, *folder.parents]
