"""Invoca in trouble in the middle of a run: told once, in words that say what to do next."""

from __future__ import annotations

import pytest

from tests.engine.workspace import Workspace

COUNT = 8
AT_ONCE = 4  # of which one is done before the fifth is sent
CAMPAIGN = "numbers:\n" + "".join(
    f"  n{index}: {{description: N{index}}}\n" for index in range(COUNT)
)
PAGE = "<html><head><title>Scheduled maintenance</title></head><body>Back soon</body></html>"
ARCHIVED = {"errors": {"base": ["Campaign is archived"]}}
SHORT = "(what to do is explained once)"


def diagnostics(output: str) -> str:
    return output.split("Diagnostics:")[-1].split("Resources:")[0]


@pytest.mark.parametrize(
    ("fault", "told", "remedy"),
    [
        (
            {"method": "POST", "skip": AT_ONCE, "status": 401},
            "Invoca does not accept the token",
            "Put a valid one into INVOCA_API_TOKEN",
        ),
        (
            {"method": "POST", "skip": AT_ONCE, "status": 403, "body": ARCHIVED},
            "Campaign is archived",
            "Take the campaign out of the archive in Invoca",
        ),
    ],
    ids=["the token is revoked", "the campaign is archived"],
)
def test_a_trouble_in_the_middle_is_told_once_and_the_next_run_goes_on(
    workspace: Workspace, fault: dict[str, object], told: str, remedy: str
) -> None:
    workspace.campaign(CAMPAIGN)
    if fault["status"] == 401:
        fault["body"] = {"errors": {"class": "Unauthorized", "invalid_data": "not valid"}}
    workspace.account.add_fault("status_before", times=-1, **fault)  # type: ignore[arg-type]
    said = diagnostics(workspace.up_fails("--parallel", str(AT_ONCE)))
    assert said.count(told) == said.count(remedy) == 1, said
    assert "The next run continues where this one stopped" in said
    assert said.count("error: ") - 2 == said.count(SHORT)
    workspace.account.clear_faults()
    workspace.up()
    assert len(workspace.account.ledger("bought")) == COUNT


def test_a_limit_that_is_reached_half_way_says_how_far_it_came(workspace: Workspace) -> None:
    workspace.campaign(CAMPAIGN)
    workspace.account.set_knobs(number_limit=5)
    said = diagnostics(workspace.up_fails("--parallel", "1"))
    assert "You've reached your promo number limit" in said
    assert "Release numbers that nobody needs, or ask Invoca to raise the limit" in said
    assert "Done before that in this run: 5 bought or taken over." in said
    workspace.account.set_knobs(number_limit=0)
    workspace.up()
    assert len(workspace.account.ledger("bought")) == COUNT


def test_a_page_of_maintenance_is_told_without_its_markup(workspace: Workspace) -> None:
    workspace.campaign(CAMPAIGN)
    workspace.up()
    workspace.account.add_fault("status_before", times=-1, status=502, body=PAGE)
    said = diagnostics(workspace.fails("refresh", "--yes", "--skip-preview"))
    assert said.count("Scheduled maintenance") == 1
    assert "Invoca is down, busy or under maintenance; your files are not at fault" in said
    assert "<" not in said


def test_settings_that_are_missing_at_a_refresh_are_told_once(workspace: Workspace) -> None:
    workspace.campaign(CAMPAIGN)
    workspace.up()
    workspace.settings["INVOCA_API_TOKEN"] = ""
    said = diagnostics(workspace.fails("refresh", "--yes", "--skip-preview"))
    assert said.count("invoca:apiToken is not set") == 1, said


WITH_SHOE = "numbers:\n  kroq: {description: KROQ}\n" + "".join(
    f"  n{index}: {{description: N{index}, custom_data: {{shoe: '12'}}}}\n"
    for index in range(COUNT)
)


def test_a_refused_field_is_told_in_full_once_by_the_engine(workspace: Workspace) -> None:
    workspace.campaign(WITH_SHOE)
    said = diagnostics(workspace.up_fails("--continue-on-error"))
    assert said.count("custom_data.shoe: is not a custom data field") == 1, said
    assert said.count("Correct what it names in the declaration") == 1
    assert said.count(f"custom_data.shoe is refused here, too {SHORT}") == COUNT - 1
    assert len(workspace.account.ledger("bought")) == 1


def test_one_refusal_of_a_field_names_every_number_of_the_file_that_has_it(
    workspace: Workspace,
) -> None:
    workspace.campaign(WITH_SHOE)
    told = " ".join(workspace.invoca_fails("plan", "--strict").split())
    assert "custom_data.shoe is not a field that the account has (n0, n1, n2 and 5 more)" in told
    done = workspace.invoca("up", "--yes")
    said = " ".join(done.output.split())
    assert done.code != 0
    assert said.count("custom_data.shoe: is not a custom data field") == 1, said
    names = ", ".join(f"n{index}" for index in range(COUNT))
    file = "stacks/spring-radio.yaml"
    assert f"8 numbers have custom_data.shoe: {names} ({file}:6-13)" in said
    assert SHORT not in said
    assert len(workspace.account.ledger("bought")) == 1
