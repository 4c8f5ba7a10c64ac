"""What a person is to write, as a `.tf` file has it.

Owns: how an argument of a campaign file, and any text and key, is spelled in HCL.
"""

from __future__ import annotations

import re

from .names import DELETION_PROTECTION, FORMER_KEYS

_NUMBERS = ("generation",)
_FORMER, _CONSENT = "was", "protect"
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_BARE = re.compile("[A-Za-z_][A-Za-z0-9_-]*")
_WORDS = frozenset({"for", "if", "in", "true", "false", "null"})  # no names, at the head of a map


def literal(text: str) -> str:
    """A string literal in which nothing is a template. HCL has fewer escapes than JSON."""
    return f'"{_without_templates("".join(map(_escaped, text)))}"'


def key(name: str) -> str:
    """The key of a map."""
    return name if _BARE.fullmatch(name) and name not in _WORDS else literal(name)


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
    return _without_templates(value) if value.startswith('"') else literal(value)


def _without_templates(text: str) -> str:
    return text.replace("${", "$${").replace("%{", "%%{")


def _escaped(character: str) -> str:
    code = ord(character)
    return _ESCAPES.get(character) or (character if code >= 0x20 else f"\\u{code:04x}")
