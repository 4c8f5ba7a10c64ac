"""`--help` reads well: sections, an example each, and a word for every option."""

from __future__ import annotations

from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from invoca_cli.app import app
from invoca_cli.sections import EXAMPLES, SECTIONS

ROOT: Any = typer.main.get_command(app)
COMMANDS: dict[str, Any] = ROOT.commands


def help_of(*command: str) -> str:
    wide = {"COLUMNS": "200", "INVOCA_API_TOKEN": "a-canary", "INVOCA_NETWORK_ID": "77001"}
    result = CliRunner().invoke(app, [*command, "--help"], env={**wide, "TERMINAL_WIDTH": "200"})
    assert result.exit_code == 0
    assert "a-canary" not in result.output
    assert "77001" not in result.output
    return result.output


def test_commands_stand_in_sections_in_the_order_of_their_use() -> None:
    text = help_of()
    wanted = [f"─ {section} ─" for section, names in SECTIONS.items() if {*names} & {*COMMANDS}]
    at = [text.index(section) for section in wanted]
    assert at == sorted(at)
    assert "─ Commands ─" not in text
    order = [name for names in SECTIONS.values() for name in names if name in COMMANDS]
    assert list(COMMANDS) == order


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_section_and_an_example_of_its_own(name: str) -> None:
    command = COMMANDS[name]
    assert any(name in names for names in SECTIONS.values())
    assert command.epilog
    assert f"invoca {name} " in " ".join(f"{command.epilog} {command.help}".split())


@pytest.mark.parametrize("name", sorted(EXAMPLES.keys() & COMMANDS.keys()))
def test_examples_name_only_options_that_exist(name: str) -> None:
    command = COMMANDS[name]
    known = {option for one in command.params for option in one.opts}
    words = [word for word in EXAMPLES[name].split() if word.startswith("-") and word != "-"]
    assert set(words) <= known


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_says_what_it_is_for(name: str) -> None:
    for parameter in COMMANDS[name].params:
        assert getattr(parameter, "help", None), f"{name} {parameter.opts}"


@pytest.mark.parametrize("name", COMMANDS)
def test_no_help_shows_a_setting_of_the_environment(name: str) -> None:
    assert f"invoca {name}" in help_of(name)
