"""Whether there is a program that declares numbers, and whether it has what it needs.

Must not know: engines, or which Python is used. Nothing of the program is run.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from ..workspace.project import Project, shown
from . import Check, ok, wrong

_OURS = "pulumi_invoca"


def entry_point(project: Project) -> Path | None:
    """The file that the engine would run; None where there is none."""
    main = project.folder / project.file.main if project.file.main else project.folder
    places = (main, main / "__main__.py", main.with_suffix(".py"))
    return next((path for path in places if path.is_file()), None)


def imports_of(program: Path) -> list[str]:
    """The packages that the file imports wherever it is read, by their first name."""
    try:
        tree = ast.parse(program.read_bytes())
    except (SyntaxError, ValueError, OSError):
        return []  # the engine says what is wrong with it
    return list(dict.fromkeys(_imports(tree)))


def look_at_program(project: Project) -> list[Check]:
    """Programs in other languages say for themselves what they lack."""
    if project.file.runtime != "python":
        return []
    program = entry_point(project)
    if program is None:
        where = project.file.main or "__main__.py"
        text = f"Pulumi.yaml names the program {where}, which does not exist"
        remedy = "`invoca init DIRECTORY` creates a project whose program can be copied"
        return [wrong("program", text, remedy)]
    files = [program, *program.parent.glob("*.py")]
    if not any(_OURS in _text(file) for file in files):
        text = f"{shown(program)} never imports {_OURS}, so it declares no number"
        remedy = "`invoca init DIRECTORY` creates a project whose program can be copied"
        return [wrong("program", text, remedy)]
    return [ok("program", f"{shown(program)} declares numbers")]


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.module.partition(".")[0]


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace")
    except OSError:
        return ""
