"""The conditions of pipelines: GitHub's `${{ }}` expressions and GitLab's `rules:if`.

Knows only what the examples use. Anything else is an error, so that a test cannot pass by chance.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

TOKEN = re.compile(r"\s*('[^']*'|\"[^\"]*\"|&&|\|\||==|!=|!|[(),]|\$?[\w.*-]+)")
SIGNS = {"&&": "and", "||": "or", "!": "not"}
WORDS = {"true": "True", "false": "False", "null": "None"}


def evaluate(
    expression: str,
    lookup: Callable[[str], Any],
    functions: Mapping[str, Callable[..., Any]] | None = None,
) -> Any:
    """The value of `expression`; `lookup` gives the value of a name such as `github.ref`."""
    tokens = tokens_of(expression)
    python = []
    for index, token in enumerate(tokens):
        is_call = tokens[index + 1 : index + 2] == ["("]
        if token[0] in "'\"(),=" or token == "!=" or token.isdigit():
            python.append(token)
        elif token in SIGNS or token in WORDS:
            python.append(SIGNS.get(token) or WORDS[token])
        elif is_call:
            python.append(token)
        else:
            python.append(f"lookup({token!r})")
    known = {"__builtins__": {}, "lookup": lookup, **(functions or {})}
    return eval(" ".join(python), known)  # noqa: S307 - the repository's own files


def tokens_of(expression: str) -> list[str]:
    tokens, at = [], 0
    while expression[at:].strip():
        found = TOKEN.match(expression, at)
        assert found, f"cannot read {expression[at:]!r} in {expression!r}"
        tokens.append(found[1])
        at = found.end()
    return tokens


def at(contexts: Any, path: str) -> Any:
    """`a.b.c` in nested dicts; `*` is every item of a list. None where there is nothing.

    A context that does not exist (`a`) is a KeyError.
    """
    here = contexts
    if path.partition(".")[0] not in here:
        raise KeyError(path)
    parts = path.split(".")
    for index, part in enumerate(parts):
        if part == "*":
            return [at(item, ".".join(parts[index + 1 :])) for item in here or []]
        here = here.get(part) if isinstance(here, Mapping) else None
    return here


def text(value: Any) -> str:
    """How GitHub writes a value into a string."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
