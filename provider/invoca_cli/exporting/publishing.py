"""Puts finished files where they belong: all of them or none, and none over what is there.

Must not know: what the files hold.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from invoca.errors import FixDeclaration


def require_free(paths: Iterable[Path]) -> None:
    """Raises FixDeclaration naming every path where something is already."""
    there = [str(path) for path in paths if os.path.lexists(path)]
    if there:
        raise FixDeclaration(
            f"writing {', '.join(there)}",
            answer="already there, so nothing was written",
            remedy="Give another place, or write over them with --force",
        )


def publish(files: Mapping[Path, str], *, force: bool) -> None:
    """Writes every file, UTF-8; a reader sees a whole one or none.

    Raises FixDeclaration where one is there and force is not given, OSError where one cannot be
    written; then none is.
    """
    drafts: dict[Path, str] = {}
    try:
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            drafts[path] = _draft(path.parent, text)
        if not force:
            require_free(files)
        for path, draft in drafts.items():
            os.replace(draft, path)
    finally:
        for draft in drafts.values():
            Path(draft).unlink(missing_ok=True)


def _draft(folder: Path, text: str) -> str:
    handle, name = tempfile.mkstemp(dir=folder, prefix=".draft-")
    with open(handle, "wb") as file:
        file.write(text.encode())
    umask = os.umask(0)
    os.umask(umask)
    os.chmod(name, 0o666 & ~umask)  # mkstemp's own mode is for secrets
    return name
