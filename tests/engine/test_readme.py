"""The first steps of the README and of docs/programs.md, typed as they stand, in a simulated
account."""

from __future__ import annotations

import subprocess

import pytest

from tests.engine.readme import blocks, commands, excerpt, found, section
from tests.engine.workspace import ROOT, Workspace

pytestmark = pytest.mark.journey

# Done by the tests' own set-up: an environment, a backend, a token.
SET_UP = ("make ", ". .venv", "export ")


def steps(block: str) -> list[str]:
    """The commands of a console block that are to be typed."""
    return [line for line in commands(block) if not line.startswith(SET_UP)]


def test_your_first_number_is_bought_by_what_stands_there(workspace: Workspace) -> None:
    text = section("Your first number")
    init, deploy = (steps(block) for block in blocks(text, "console")[:2])
    workspace.account.add_campaign("acme", "summer-tv")
    assert init == ["pulumi stack init summer-tv", "pulumi config set invoca:networkId 1234"]
    workspace.stack = ""  # from here on it is the one that was made last
    typed(workspace, init[0])
    # The simulated account has a network id of its own.
    typed(workspace, init[1].replace("1234", workspace.account.network_id))
    file = workspace.folder / "stacks" / "summer-tv.yaml"
    file.write_text(blocks(text, "yaml")[0], "utf-8")
    said = [typed(workspace, step) for step in deploy]
    typescript = "".join(f"$ {step}\n{told}" for step, told in zip(deploy, said, strict=True))
    shown = blocks(text, "console")[1].replace("$ pulumi up ", "...\n$ pulumi up ")
    shown = shown.replace("$ pulumi stack output", "...\n$ pulumi stack output")
    assert excerpt(shown) == found(shown, typescript)
    [number] = workspace.account.numbers()
    assert f'"late-night": "{number["promo_number"]}"' in said[-1]

    drift = blocks(section("What somebody changed by hand"), "console")[0]
    [command] = steps(drift)
    assert excerpt(drift) == found(drift, f"$ {command}\n{typed(workspace, command)}")


def test_the_program_in_python_is_one(workspace: Workspace) -> None:
    workspace.program(blocks(section("In Python"), "python")[0])
    workspace.up()
    outputs = workspace.succeeds("stack", "output", "--json")
    for number in workspace.account.numbers():
        assert f"+1{number['promo_number']}" in outputs


def test_the_page_of_programs_leads_to_a_number(workspace: Workspace) -> None:
    page = (ROOT / "docs" / "programs.md").read_text("utf-8")
    workspace.program(blocks(page, "python")[0])
    workspace.stack = ""  # from here on it is the one that was made last
    for field in ("channel", "station"):
        workspace.account.add_custom_fields(field)
    shown = blocks(page, "console")[1]
    said = "".join(f"$ {step}\n{typed(workspace, step)}" for step in steps(shown))
    shown = shown.replace("$ pulumi", "...\n$ pulumi")
    assert excerpt(shown) == found(shown, said)
    [number] = workspace.account.numbers()
    assert f"+1{number['promo_number']}" in said


def test_a_file_with_mistakes_is_told_as_it_stands_there(workspace: Workspace) -> None:
    told = blocks(section("Your first number"), "console")[2]
    wrong = (
        "advertiser_id: acme\ncampaign_id: summer-tv\nnumbers:\n  kroq:\n    descripton: x\n"
        '    media_type: "Offline: TV"\n  jazz:\n    description: x\n'
        '    media_type: "Offline: TV"\n    local_center: {}\n'
    )
    workspace.campaign(wrong)
    output = workspace.fails("preview").replace(workspace.stack, "summer-tv")
    assert excerpt(told) == found(told, f"$ pulumi preview\n{output}")


def typed(workspace: Workspace, line: str) -> str:
    """What a person sees who types it; `pulumi up` is answered with yes."""
    answered = line.replace("pulumi up", "pulumi up --yes")
    done = subprocess.run(
        ["sh", "-c", answered],
        cwd=workspace.folder,
        env=workspace.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    workspace.transcript += f"$ {line}\n{done.stdout}"
    assert done.returncode == 0, done.stdout
    return done.stdout
