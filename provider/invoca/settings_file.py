"""Reads the settings of a stack out of its file, and names those that the engine would misread.

Owns: which spellings YAML reads as another value than the one written (0123 becomes 83,
1e3 becomes 1000, 2022-08-01 a point in time). Must not know: what a setting is for, or which file
holds it. Other namespaces belong to others and are not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from .account import NAMESPACE
from .campaign_file.yaml_source import Document, Mistake, read_yaml

PREFIX = f"{NAMESPACE}:"
# What Go's YAML takes for a number (underscores are taken out before), or for a point in time.
_NUMBER = re.compile(
    r"[-+]?(0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+"
    r"|(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"
    r"|\.(inf|Inf|INF))|\.(nan|NaN|NAN)"
)
_TIME = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ].*)?")
_MIDNIGHT = re.compile(r"(?<=[0-9]{4}-[0-9]{2}-[0-9]{2})( 00:00:00 \+0000 UTC|T00:00:00Z)$")
# A number that is written back as it stood.
_AS_IT_STANDS = re.compile(r"0|-?([1-9][0-9]{0,14}|(0|[1-9][0-9]{0,8})\.[0-9]{0,5}[1-9])")


class SettingsFile(NamedTuple):
    """config: what stands under `config:`, by its whole key; a scalar is text, as it is spelled."""

    config: Mapping[str, Any]
    mistakes: tuple[Mistake, ...]


def read_settings_file(path: Path) -> SettingsFile:
    """Empty where there is no such file."""
    if not path.is_file():
        return SettingsFile({}, ())
    document = read_yaml(path)
    config = document.value.get("config") if isinstance(document.value, dict) else None
    return SettingsFile(
        config if isinstance(config, dict) else {},
        (*document.mistakes, *misread(document)),
    )


def misread(document: Document) -> Iterator[Mistake]:
    """Every setting of this package whose value the engine reads as another one."""
    config = document.value.get("config") if isinstance(document.value, dict) else None
    for key, item in config.items() if isinstance(config, dict) else ():
        is_whole = isinstance(item, dict) and isinstance(item.get("value"), str)
        path = ("config", key, "value") if is_whole else ("config", key)
        text = item["value"] if is_whole else item
        if key.startswith(PREFIX) and path in document.unquoted and is_misread(text):
            yield Mistake(
                document.lines[path],
                f'{key}: YAML reads {text} as another value; put it in quotes: "{_meant(text)}"',
            )


def _meant(text: str) -> str:
    """A day, where the engine has rewritten the file since: it writes the point in time."""
    return _MIDNIGHT.sub("", text)


def is_misread(text: str) -> bool:
    """Whether a value without quotes means something else than its letters."""
    if _AS_IT_STANDS.fullmatch(text):
        return False
    return bool(_NUMBER.fullmatch(text.replace("_", "")) or _TIME.fullmatch(text))
