"""What a person is to write, as a `.tf` file has it.

Owns: how an argument of a campaign file is spelled in HCL.
"""

from __future__ import annotations

import json

from .names import DELETION_PROTECTION, FORMER_KEYS

_NUMBERS = ("generation",)
_FORMER, _CONSENT = "was", "protect"


def assigned(text: str) -> str:
    """text: as a campaign file has it, such as "custom_data.channel: radio"."""
    field, _, value = text.partition(": ")
    name, _, key = field.partition(".")
    if name == _FORMER:
        return f"{FORMER_KEYS} = [{_quoted(value)}]"
    if name == _CONSENT:
        return f"{DELETION_PROTECTION} = {value}"
    if key:
        return f"{name} = {{ {_quoted(key)} = {_quoted(value)} }}"
    return f"{name} = {value if name in _NUMBERS else _quoted(value)}"


def setting_value(text: str) -> str:
    """A value of a setting, whose text tells of which kind it is; "<how many>" is to be put in."""
    is_plain = text in ("true", "false") or text.isdecimal() or text.startswith("<")
    return text if is_plain else _quoted(text)


def former() -> str:
    """Where a resource says which key it had before."""
    return f"`{FORMER_KEYS}` with its former key"


def _quoted(value: str) -> str:
    return value if value.startswith('"') else json.dumps(value, ensure_ascii=False)
