"""Texts of a campaign file that YAML ends at a ` #`, because it takes the rest for a comment, or of
which it takes the first word for a tag (`!`) or an anchor (`&`).

Owns: which comments are likely a part of the text: `Spot #3` is one, `Spot  # three` is none. Must
not know: how comments are found.
"""

from __future__ import annotations

from collections.abc import Iterator

from .. import yaml_text
from .mistakes import Noted
from .yaml_source import Comment, Document

Path = tuple[str | int, ...]
_TEXTS = {("description",), ("media_type",), ("id_from_network",), ("local_center", "city")}


def cut_texts(document: Document, file: str) -> Iterator[Noted]:
    """A warning for each such text. file: as messages name it."""
    for path, comment in document.comments.items():
        who, field = _field(path)
        said = _value_at(document.value, path)
        if field and _is_likely_text(said, comment):
            whole = f"{said}{' ' * comment.blanks}{comment.text}" if said else comment.text
            name = ".".join(map(str, field))
            what = f"is '{said}'" if said else "is empty"
            yield Noted(
                file,
                document.lines.get(path, 0),
                who,
                f"{name} {what}: what follows, `{comment.text}`, is a comment in YAML. If it "
                f"belongs to the text, write `{field[-1]}: {yaml_text.scalar(whole)}`; for a "
                "comment, put two spaces before the # and one after it",
            )
    for path, mark in document.marks.items():
        who, field = _field(path)
        if field:
            said = _value_at(document.value, path) or ""
            name = ".".join(map(str, field))
            what = "a tag" if mark.startswith("!") else "an anchor that nothing uses"
            yield Noted(
                file,
                document.lines.get(path, 0),
                who,
                f"{name} is '{said}': what stands before it, `{mark}`, is {what} in YAML. If it "
                f"belongs to the text, write "
                f"`{field[-1]}: {yaml_text.scalar(f'{mark} {said}'.strip())}`; otherwise remove it",
            )


def _field(path: Path) -> tuple[str, Path]:
    """The number that a value is about, and the field; () for a field that is not free text."""
    who, rest = "", path[1:]
    if path[:1] == ("numbers",):
        who, rest = str(path[1]), path[2:]
    elif path[:1] != ("defaults",):
        return "", ()
    is_data = len(rest) == 2 and rest[0] == "custom_data"
    return who or "defaults", (rest if is_data or rest in _TEXTS else ())


def _is_likely_text(said: object, comment: Comment) -> bool:
    is_close = comment.text[1:2].strip() not in ("", "#")  # `#3`, and not a row of symbols
    return is_close or (comment.blanks == 1 and bool(said) and comment.text != "#")


def _value_at(value: object, path: Path) -> object:
    for key in path:
        if isinstance(value, dict):
            value = value.get(key)
    return value
