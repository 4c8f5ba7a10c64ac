"""What shells complete that the command line alone does not say. Never asks network or engine."""

from __future__ import annotations

from pathlib import Path

from .workspace.project import project_around


def stacks() -> list[str]:
    """The stacks that have a campaign file; Typer takes those that fit."""
    return sorted(path.stem for path in project_around(Path.cwd()).campaign_files())
