"""Puts finished files where they belong: all of them or none, and none over what is there.

Must not know: what the files hold.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from invoca.counted import some
from invoca.errors import FixDeclaration


def require_free(paths: Iterable[Path]) -> None:
    """Raises FixDeclaration naming every path where something is already."""
    there = [str(path) for path in paths if os.path.lexists(path)]
    if there:
        raise FixDeclaration(
            f"writing {some(there)}",
            answer="already there, so nothing was written",
            remedy="Choose another place, or overwrite them with --force",
        )


def publish(
    files: Mapping[Path, str | bytes],
    *,
    force: bool,
    before: Mapping[Path, bytes] | None = None,
) -> None:
    """Writes every file, text as UTF-8; a reader sees a whole one or none. With force, what a
    symbolic link leads to is written, and a file keeps its permissions.

    before: what files have to hold still. Raises FixDeclaration where one does not, and where one
    is there and force is not given, OSError where one cannot be written; then none is.
    """
    drafts: dict[Path, str] = {}
    try:
        for path, content in files.items():
            target = path.resolve() if force else path
            target.parent.mkdir(parents=True, exist_ok=True)
            raw = content.encode() if isinstance(content, str) else content
            drafts[target] = _draft(target, raw)
        if not force:
            require_free(files)
        _require_unchanged(before or {})
        for path, draft in drafts.items():
            os.replace(draft, path)
    finally:
        for draft in drafts.values():
            Path(draft).unlink(missing_ok=True)


def _require_unchanged(before: Mapping[Path, bytes]) -> None:
    for path, content in before.items():
        if not path.exists() or path.read_bytes() != content:
            raise FixDeclaration(
                f"writing {path}",
                answer="somebody changed it in the meantime, so nothing was written",
                remedy="Run this again",
            )


def _draft(target: Path, content: bytes) -> str:
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".draft-")
    except OSError as error:  # nobody has asked for a draft
        raise OSError(error.errno, error.strerror, str(target)) from None
    with open(handle, "wb") as file:
        file.write(content)
    os.chmod(name, target.stat().st_mode & 0o777 if target.exists() else _usual_mode())
    return name


def _usual_mode() -> int:
    """That of a new file; mkstemp's own is for secrets."""
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask
