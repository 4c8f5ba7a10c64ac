"""The documents: every command in them is one, and every link leads somewhere."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import typer

from invoca_cli.app import app

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("examples/**/*.md")])
IDS = [str(page.relative_to(ROOT)) for page in PAGES]
COMMAND = re.compile(r"^\s*(?:\$ )?((?:invoca|make) [^`#|&>;\n]*)", re.MULTILINE)
INLINE = re.compile(r"`((?:invoca|make) [^`]+)`")
BLOCK = re.compile(r"^```(console|bash|sh)?\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#\s]*)(#[^)\s]+)?\)")
INVOCA: Any = typer.main.get_command(app)
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


class Written(NamedTuple):
    """A command as it stands in a page."""

    page: str
    text: str


def commands() -> Iterator[Written]:
    for page in PAGES:
        text = page.read_text("utf-8")
        for kind, block in BLOCK.findall(text):
            if kind:
                for command in COMMAND.findall(block):
                    yield Written(str(page.relative_to(ROOT)), command.strip())
        for command in INLINE.findall(BLOCK.sub("", text)):
            yield Written(str(page.relative_to(ROOT)), command.strip())


ALL = sorted(set(commands()))


@pytest.mark.parametrize("written", ALL, ids=lambda written: f"{written.page}: {written.text}")
def test_a_command_in_a_page_is_one(written: Written) -> None:
    program, *words = shlex.split(written.text.replace("...", ""))
    if program == "make":
        assert {word for word in words if "=" not in word and not word.startswith("-")} <= TARGETS
        return
    if words and words[0].startswith("-"):
        assert words[0] in known_options(INVOCA)
        return
    if words[0] == "COMMAND":
        return
    command = INVOCA.commands[words[0]]
    asked = {word.partition("=")[0] for word in words[1:] if re.match(r"--?[a-z]", word)}
    assert asked <= known_options(command)


def known_options(command: Any) -> set[str]:
    names = [name for one in command.params for name in (*one.opts, *one.secondary_opts)]
    return {"--help", *names}


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    for target, anchor in LINK.findall(page.read_text("utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        there = (page.parent / target).resolve() if target else page
        assert there.exists(), f"{target} does not exist"
        if anchor:
            assert anchor[1:] in anchors(there), f"{target}{anchor} does not exist"


def anchors(page: Path) -> set[str]:
    """The headings of a page as links name them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in headings}


def test_there_are_commands_to_check() -> None:
    assert {written.text.split()[0] for written in ALL} == {"invoca", "make"}
