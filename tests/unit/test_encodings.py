"""Every text that is read or written says its encoding: the locale's is another on each machine.

Ruff's rule for this (PLW1514) sees neither programs that are run nor paths whose type it does not
know; this looks at names alone.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("provider", "bench", "tools", "stacks", "examples")
# At which place each takes its encoding, and its mode; -1 where only by name.
ENCODING = {"read_text": 0, "write_text": 1, "open": 3, "fdopen": 3, "TextIOWrapper": 1}
TEMPORARY = frozenset({"NamedTemporaryFile", "TemporaryFile", "SpooledTemporaryFile"})
RUNS = frozenset({"run", "Popen", "check_output", "check_call", "call"})


def calls() -> Iterator[tuple[str, ast.Call]]:
    for folder in FOLDERS:
        files = [*(ROOT / folder).rglob("*.py"), *(ROOT / folder).rglob("hosts/pulumi-language-*")]
        for path in sorted(files):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def silent(call: ast.Call) -> bool:
    """Whether it makes text of bytes, or bytes of text, and does not say how."""
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    name = getattr(call.func, "attr", "") or getattr(call.func, "id", "")
    if "encoding" in named or None in named:
        return False
    if name in RUNS:
        return "text" in named or "universal_newlines" in named or "errors" in named
    if name in TEMPORARY:
        return "b" not in mode(call, named, 0, "w+b")
    if name not in ENCODING:
        return False
    if name in ("open", "fdopen"):
        is_path = isinstance(call.func, ast.Attribute) and name == "open"
        return is_file(call) and "b" not in mode(call, named, 0 if is_path else 1, "r")
    return len(call.args) <= ENCODING[name]


def mode(call: ast.Call, named: dict[str | None, ast.expr], place: int, otherwise: str) -> str:
    given = named.get("mode") or (call.args[place] if len(call.args) > place else None)
    return str(given.value) if isinstance(given, ast.Constant) else otherwise


def is_file(call: ast.Call) -> bool:
    """`tarfile.open`, `os.open` and `webbrowser.open` open no text."""
    owner = getattr(getattr(call.func, "value", None), "id", "")
    return owner not in {"os", "tarfile", "webbrowser", "gzip", "Image"}


def test_every_text_says_its_encoding() -> None:
    assert [place for place, call in calls() if silent(call)] == []


def test_what_says_none_is_seen() -> None:
    def is_silent(text: str) -> bool:
        [call] = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
        return silent(call)

    wrong = [
        "path.read_text()",
        "path.write_text(text)",
        "open(file)",
        "open(file, 'w')",
        "path.open('a')",
        "subprocess.run(command, text=True)",
        "subprocess.Popen(command, universal_newlines=True)",
        "tempfile.NamedTemporaryFile('w')",
        "io.TextIOWrapper(stream)",
    ]
    right = [
        "path.read_text('utf-8')",
        "path.write_text(text, encoding='utf-8')",
        "open(file, 'rb')",
        "path.open('wb')",
        "os.open(file, flags)",
        "subprocess.run(command, capture_output=True)",
        "subprocess.run(command, text=True, encoding='utf-8')",
        "tempfile.NamedTemporaryFile()",
    ]
    assert [is_silent(text) for text in wrong] == [True] * len(wrong)
    assert [is_silent(text) for text in right] == [False] * len(right)
