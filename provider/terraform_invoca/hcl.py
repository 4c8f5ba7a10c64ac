"""What a person is to write, as a `.tf` file has it.

Owns: how an argument that a message names is spelled in HCL.
"""

from __future__ import annotations

import json
import re

from .fields import DELETION_PROTECTION, FORMER_KEYS

_ADOPTED = re.compile(r'(?<!`)\badopt: ("[^"]*")')
_WRITTEN = re.compile(r"`([a-z_]+)(?:\.([^`:. ]+))?: ([^`]*)`")
_NUMBERS = ("generation",)
_FORMER, _CONSENT = "was", "protect"


def in_hcl(text: str) -> str:
    """What is to be written, as a `.tf` file has it: the core says it as a campaign file does."""
    text = text.replace("`was:` with its former name", f"`{FORMER_KEYS.name}` with its former key")
    text = _ADOPTED.sub(r"`adopt = \1`", text)
    return _WRITTEN.sub(lambda found: f"`{_assigned(*found.groups())}`", text)


def _assigned(name: str, key: str | None, value: str) -> str:
    if name == _FORMER:
        return f"{FORMER_KEYS.name} = [{_quoted(value)}]"
    if name == _CONSENT:
        return f"{DELETION_PROTECTION.name} = {value}"
    if key is not None:
        return f"{name} = {{ {_quoted(key)} = {_quoted(value)} }}"
    return f"{name} = {value if name in _NUMBERS else _quoted(value)}"


def _quoted(value: str) -> str:
    return value if value.startswith('"') else json.dumps(value, ensure_ascii=False)
