"""Which Python the engine would run for a project, as Pulumi.yaml says.

Owns: `virtualenv` and `toolchain` of the runtime's options, and what is missing for them. Must not
know: what has to be importable in it.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NamedTuple

from ..workspace.programs import run
from ..workspace.project import Project
from . import PATIENCE_SECONDS, Check, wrong

_SUBJECT = "python"


class Interpreter(NamedTuple):
    """command: a program on PATH, or a path; "" where there is none. checks: why not."""

    command: str
    checks: tuple[Check, ...] = ()


def interpreter_of(project: Project) -> Interpreter:
    """The Python that the engine would run; it is looked for, and not run."""
    toolchain = project.file.options.get("toolchain", "")
    virtualenv = project.file.options.get("virtualenv", "")
    if toolchain == "uv":
        return _tool("uv", project, virtualenv or ".venv", "uv sync")
    if toolchain == "poetry":
        return _poetry(project)
    if virtualenv:
        return _virtualenv(project, virtualenv, "pulumi install")
    return Interpreter(os.environ.get("PULUMI_PYTHON_CMD") or "python3")


def _tool(tool: str, project: Project, folder: str, makes: str) -> Interpreter:
    if shutil.which(tool) is None:
        text = f"Pulumi.yaml says `toolchain: {tool}`, but there is no `{tool}` on PATH"
        return Interpreter("", (wrong(_SUBJECT, text, f"`pip install {tool}` adds it"),))
    return _virtualenv(project, folder, makes)


def _poetry(project: Project) -> Interpreter:
    if shutil.which("poetry") is None:
        return _tool("poetry", project, "", "")
    command = ["poetry", "env", "info", "--executable"]
    ran = run(*command, folder=project.folder, patience=PATIENCE_SECONDS)
    found = ran.output.strip() if ran is not None and not ran.code else ""
    if not found:
        text = "poetry has not created an environment for this project yet"
        return Interpreter("", (wrong(_SUBJECT, text, "`poetry install` creates it"),))
    return Interpreter(found)


def _virtualenv(project: Project, name: str, makes: str) -> Interpreter:
    """name: as Pulumi.yaml has it, from its own folder."""
    folder = project.folder / name
    python = next((path for path in _pythons(folder) if path.exists()), None)
    if python is None:
        text = f"Pulumi.yaml names the environment {name}, which does not exist"
        return Interpreter("", (wrong(_SUBJECT, text, f"`{makes}` creates it"),))
    program = project.program
    if program != project.folder and not os.path.isabs(name) and not (program / name).exists():
        # https://github.com/pulumi/pulumi/issues/7061
        inside = os.path.relpath(program, project.folder)
        back = os.path.relpath(folder, program)
        text = (
            f"Pulumi also looks for the environment {name} in {inside}, where the program is, and "
            "would not find it, so no number could be deployed"
        )
        remedy = f"`ln -s {back} {inside}/{name}` puts it there"
        return Interpreter(str(python), (wrong(_SUBJECT, text, remedy),))
    return Interpreter(str(python))


def _pythons(folder: Path) -> tuple[Path, ...]:
    return (folder / "bin" / "python", folder / "Scripts" / "python.exe")
