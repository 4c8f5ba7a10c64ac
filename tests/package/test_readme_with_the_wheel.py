"""The README, typed from its first command to its last in a folder outside the checkout, with
nothing but the wheel: every console block, and every command of its table."""

from __future__ import annotations

import re
import shlex

import pytest

from tests.engine.readme import blocks, commands, excerpt, found, section
from tests.engine.workspace import ROOT
from tests.package.beginner import Shell, free_port

pytestmark = [pytest.mark.engine, pytest.mark.timeout(900)]

# Done by the fixture: an environment with the wheel; the account and the backend are simulated.
DONE = ("python3 -m venv", "pip install", "export ")
# What is asked at a terminal is answered.
ASKING = re.compile(r"\b((?:invoca|pulumi) (?:up|refresh))\b")
# These have a test of their own, or need more than their name, such as another extra.
LEFT_OUT = {
    "invoca init", "invoca simulator", "invoca release", "invoca export", "invoca adopt",
    "invoca terraform install",
}  # fmt: skip
FIELDS = """\
advertiser_id: acme
campaign_id: other
numbers: {x: {description: X, media_type: "Online: Display", custom_data: {channel: x, station: x}}}
"""


def of_table(stack: str) -> list[str]:
    """The commands that the README's table of commands names."""
    cells = re.findall(r"^\| (`[^|]*`) \|", section("The `invoca` command"), re.MULTILINE)
    told = [one for cell in cells for one in re.findall(r"`(invoca [^`]*)`", cell)]
    return [one.replace("NAME", stack) for one in told if one not in LEFT_OUT]


class Typist:
    """Who types what stands there, on a simulated account with a port of its own: many tests run on
    one machine."""

    def __init__(self) -> None:
        self._port = free_port()
        self.script: list[str] = []

    def type(self, *lines: str) -> None:
        for line in lines:
            self.script.append(f"echo {shlex.quote(f'$ {line}')}")
            if not line.startswith(DONE):
                typed = ASKING.sub(r"\1 --yes", line)
                self.script.append(typed.replace("--for ", f"--port {self._port} --for "))
            if line.startswith("invoca init"):
                self.script.append(f"sed -i s/8765/{self._port}/ */simulator.env")

    def write(self, file: str, text: str) -> None:
        self.script.append(f"cat > {file} <<'END_OF_FILE'\n{text}\nEND_OF_FILE")


def stands_there(block: str, said: str) -> bool:
    """Whether each command of a block, with what the block shows of its output, was seen."""
    split = block.replace("\n$ ", "\n...\n$ ")
    return excerpt(split) == found(split, said)


def test_every_command_can_be_typed_in_a_folder_outside_the_checkout(shell: Shell) -> None:
    beginning = blocks(section("Try it in a project of your own"), "console")[0]
    first = section("Your first number")
    init, deploy = blocks(first, "console")[:2]
    drift = blocks(section("What somebody changed by hand"), "console")[0]
    killed = blocks(section("When a run was killed"), "console")[0]
    typist = Typist()
    typist.type(*commands(beginning), *commands(init))
    typist.write("stacks/summer-tv.yaml", blocks(first, "yaml")[0])
    typist.type("invoca simulator --for stacks/*.yaml")
    typist.type(*commands(deploy), *commands(drift), *commands(killed), *of_table("summer-tv"))
    # In Python; the fields of its custom data are the account's.
    typist.write("fields.yaml", FIELDS)
    typist.type("invoca simulator --for fields.yaml")
    typist.write("__main__.py", blocks(section("In Python"), "python")[0])
    typist.type("pulumi stack init python", "pulumi up", "pulumi stack output KROQ")
    said = shell.type(*typist.script, patience=880)
    for block in (beginning, init, deploy, drift, killed):
        assert stands_there(block, said), said
    assert re.search(r"^\+1\d{10}$", said, re.MULTILINE), said
    assert str(ROOT) not in said


def test_the_numbers_of_an_account_are_taken_over_as_it_stands_there(shell: Shell) -> None:
    [export] = re.findall(r"`(invoca export [^`]*)`", section("Numbers that you have already"))
    typist = Typist()
    typist.type(*commands(blocks(section("Try it in a project of your own"), "console")[0]))
    typist.type("pulumi stack rm --yes --force spring-radio", "rm stacks/spring-radio.yaml")
    typist.type(export, "invoca up --stack spring-radio --create")
    assert "adopted 1 number" in shell.type(*typist.script)
