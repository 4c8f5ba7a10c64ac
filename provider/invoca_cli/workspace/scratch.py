"""A stack that was never made, as the engine would begin it: in a backend of its own, for a moment.

Owns: that neither the project's folder nor its backend is written to. Must not know: what is done
with the stack.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from invoca.errors import LookAtAccount

from .programs import run
from .project import Project, short_name
from .reasons import GET_ENGINE, NO_ENGINE, remedy_for

# What says how the secrets of a stack are opened.
_OPENED = re.compile(r"^(encryptionsalt|encryptedkey|secretsprovider):", re.MULTILINE)


class Scratch(NamedTuple):
    """variables and options: for the engine, so that it takes this stack."""

    variables: dict[str, str | None]
    options: tuple[str, ...]


@contextmanager
def scratch_stack(stack: str, project: Project) -> Iterator[Scratch]:
    """Raises LookAtAccount where the engine cannot make one."""
    with TemporaryDirectory(prefix="invoca-new-stack-") as name:
        folder, state = Path(name) / "project", Path(name) / "state"
        folder.mkdir()
        state.mkdir()
        told = {"name": project.name, "runtime": "python"}
        (folder / "Pulumi.yaml").write_text(json.dumps(told), "utf-8")
        # A passphrase of the user's opens secrets that the settings hold already.
        passphrase = os.environ.get("PULUMI_CONFIG_PASSPHRASE")
        has_file = os.environ.get("PULUMI_CONFIG_PASSPHRASE_FILE")
        variables: dict[str, str | None] = {"PULUMI_BACKEND_URL": state.as_uri()}
        if passphrase is None and not has_file:
            variables["PULUMI_CONFIG_PASSPHRASE"] = "scratch"  # noqa: S105 - of nothing
        _make(stack, folder, variables)
        settings = _settings(stack, folder, project)
        yield Scratch(variables, ("--config-file", str(settings)))


def _make(stack: str, folder: Path, variables: dict[str, str | None]) -> None:
    command = ["pulumi", "stack", "init", short_name(stack), "--no-select", "--non-interactive"]
    ran = run(*command, folder=folder, variables=variables)
    if ran is None or ran.code:
        said = NO_ENGINE if ran is None else ran.said
        remedy = GET_ENGINE if ran is None else remedy_for(ran.errors, stack)
        raise LookAtAccount(f"planning the new stack {stack}", answer=said, remedy=remedy)


def _settings(stack: str, folder: Path, project: Project) -> Path:
    """The project's own settings of the stack, with what opens secrets where they do not say it."""
    made = folder / f"Pulumi.{short_name(stack)}.yaml"
    own = project.settings_file(stack)
    if own.is_file():
        text = own.read_text("utf-8")
        if _OPENED.search(text):
            return own
        text = text.strip()
        lines = [] if text in ("", "{}") else [text]
        made.write_text("\n".join([*lines, made.read_text("utf-8")]), "utf-8")
    return made
