"""Every command that the project prints or documents is one that its program has, options too."""

from __future__ import annotations

import ast
import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import pytest

from tests.engine.workspace import ROOT

PROGRAMS = ("pulumi", "terraform", "tofu", "invoca")
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("examples/**/*.md")])
SOURCES = sorted((ROOT / "provider").rglob("*.py"))
QUOTED = re.compile(rf"`((?:{'|'.join(PROGRAMS)}) [^`]+)`")
WHOLE = re.compile(rf"^\s*(?:\$ )?((?:{'|'.join(PROGRAMS)}) [^`\n]+)$", re.MULTILINE)
BLOCK = re.compile(r"^```(?:console|bash|sh)\n(.*?)^```", re.MULTILINE | re.DOTALL)
SUBSTITUTED = re.compile(r"\"?\$\([^)]*\)\"?")
END = re.compile(
    r"\s(?:&&|\|\|?|>|#)(?:\s|$)|;|\)|\\$|, | \("
)  # where a shell, or a person, ends one
SUBCOMMANDS = re.compile(r"^ {2,}([a-z][a-z-]*) {2,}\S", re.MULTILINE)
OPTIONS = re.compile(r"(?<![\w-])(--?[A-Za-z][\w-]*)")
ALIASES = re.compile(r"^Aliases:\n  ([^\n]+)", re.MULTILINE)
FILLED_IN = "FILLED-IN"
SAME_OPTIONS = {"apply": "plan", "destroy": "plan"}  # of Terraform, whose help only says so
NEWER = {("terraform", "query")}  # Terraform 1.14 has it; neither OpenTofu nor an older one


class Written(NamedTuple):
    """A command, and the file that has it."""

    file: str
    text: str


def commands() -> Iterator[Written]:
    for page in PAGES:
        text = page.read_text("utf-8")
        name = str(page.relative_to(ROOT))
        for block in BLOCK.findall(text):
            yield from (Written(name, found) for found in WHOLE.findall(block))
        yield from (Written(name, found) for found in QUOTED.findall(BLOCK.sub("", text)))
    for source in SOURCES:
        name = str(source.relative_to(ROOT))
        for text in texts(ast.parse(source.read_text("utf-8"))):
            yield from (Written(name, found) for found in QUOTED.findall(text))
            # Without quotes it may as well be a sentence: "pulumi ended with 1".
            whole = (found for found in WHOLE.findall(text) if begins_one(found))
            yield from (Written(name, found) for found in whole)


def texts(tree: ast.AST) -> Iterator[str]:
    """What a module may print, with a word in place of each value."""
    inside = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            inside |= set(node.values)
            yield "".join(
                str(one.value) if isinstance(one, ast.Constant) else f" {FILLED_IN} "
                for one in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in inside:
            yield node.value


def begins_one(text: str) -> bool:
    program, word, *_ = text.split()
    return is_subcommand((program,), word)


@cache
def help_of(words: tuple[str, ...]) -> str:
    program, *path = words
    if program in ("terraform", "tofu"):
        command = [os.environ["PROMO_NUMBERS_TERRAFORM"], *path, "-help"]
    else:
        command = [*words, "--help"]
    wide = {**os.environ, "COLUMNS": "200", "TERM": "dumb", "NO_COLOR": "1"}
    done = subprocess.run(command, env=wide, capture_output=True, encoding="utf-8", check=False)
    return re.sub(r"[│╭╮╰╯─]", " ", done.stdout + done.stderr)


@cache
def subcommands(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(SUBCOMMANDS.findall(help_of(words)))


@cache
def is_subcommand(path: tuple[str, ...], word: str) -> bool:
    known = subcommands(path)
    if word in known or not known or not re.fullmatch(r"[a-z][a-z-]+", word):
        return word in known
    aliases = ALIASES.search(help_of((*path, word)))
    return aliases is not None and word in aliases[1].split(", ")


def options(path: tuple[str, ...]) -> set[str]:
    program, *words = path
    more = SAME_OPTIONS.get(words[0]) if words and program in ("terraform", "tofu") else None
    text = help_of(path) + (help_of((program, more)) if more else "")
    return {"--help", "-help", *OPTIONS.findall(text)}


def unknown_in(text: str) -> list[str]:
    """The words of a command that its program does not know."""
    written = END.split(SUBSTITUTED.sub(FILLED_IN, text))[0]
    words = shlex.split(written.replace("...", "").rstrip(".,:"))
    path = (words.pop(0),)
    while words and is_subcommand(path, words[0]):
        path = (*path, words.pop(0))
    if words and (*path, words[0]) in NEWER:
        return []
    known = options(path)
    asked = [word.partition("=")[0] for word in words if re.match(r"--?[a-zA-Z]", word)]
    if len(path) == 1 and not asked:
        return [word for word in words[:1] if word not in (FILLED_IN, "COMMAND")]
    return [word for word in asked if word not in known]


@pytest.mark.engine
@pytest.mark.parametrize("program", PROGRAMS)
def test_every_command_that_is_printed_or_documented_is_one(program: str) -> None:
    of_it = {written for written in commands() if written.text.split()[0] == program}
    assert len(of_it) > 2
    wrong = [(written, unknown) for written in of_it if (unknown := unknown_in(written.text))]
    assert wrong == []


@pytest.mark.engine
@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("pulumi up --stack NAME --refresh-only && pulumi stack output", ["--refresh-only"]),
        ("pulumi state delete --forced URN", ["--forced"]),
        ("pulumi stat delete URN", ["stat"]),
        ("terraform plan -out PLAN -detailed-exit", ["-detailed-exit"]),
        ("terraform state rm ADDRESS", []),
        ("tofu inti", ["inti"]),
        ("invoca drfit", ["drfit"]),
        ("invoca plan --stack NAME --saves FILE", ["--saves"]),
    ],
)
def test_a_command_that_is_none_is_seen(text: str, unknown: list[str]) -> None:
    assert unknown_in(text) == unknown
