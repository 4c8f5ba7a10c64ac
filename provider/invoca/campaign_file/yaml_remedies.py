"""What to do about a line that is no YAML, where it is likely a text that needs quotes.

Owns: which errors are about that. Must not know: keys, or files.
"""

from __future__ import annotations

import re

from ..yaml_text import scalar

_TAB = re.compile(r"\s*\t")
_PAIR = re.compile(r"[\s{,]*(?:- )?(?P<key>[^\s:#{}\[\],]+):[ \t]+(?P<text>[^\s#].*?)\s*")
# What YAML takes for more than text at its beginning, and within.
_BEGINS = "@`%*&!|>?:\"'[-"
_ABOUT_TEXT = (
    "cannot start any token",
    "not allowed in this context",
    "expected alphabetic",
    "expected key",
    "comment or line break",
)
_WITHIN = re.compile(r":(\s|$)")


def remedy(problem: str, line: str) -> str:
    """problem: in the parser's words. line: the one on which it stopped. "" for none."""
    if not any(words in problem for words in _ABOUT_TEXT):
        return ""
    if _TAB.match(line):
        return "; indent with spaces, not with tabs"
    found = _PAIR.fullmatch(line)
    if not found or found["text"].startswith("{"):
        return ""
    key, text = found["key"], found["text"]
    if not text.startswith(tuple(_BEGINS)) and not _WITHIN.search(text):
        return ""
    return f"; if all behind `{key}:` is text, put it in quotes: `{key}: {scalar(text)}`"
