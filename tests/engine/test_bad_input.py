"""Every mistake gets one clear message, no traceback, and nothing is bought, changed or lost."""

from __future__ import annotations

import socket

import pytest

from tests.engine.workspace import Workspace

ONE = "numbers: {kroq: {description: KROQ drive time}}"


def test_a_wrong_token_says_where_to_put_the_right_one(workspace: Workspace) -> None:
    workspace.settings["INVOCA_API_TOKEN"] = "wrong-token"
    workspace.campaign(ONE)
    output = workspace.up_fails()
    assert "Invoca does not accept the token" in output
    assert "INVOCA_API_TOKEN" in output
    assert "wrong-token" not in output
    assert workspace.account.numbers() == []


def test_an_error_of_a_number_is_one_line_below_its_name(workspace: Workspace) -> None:
    workspace.settings["INVOCA_API_TOKEN"] = "wrong-token"
    workspace.campaign("numbers: {a: {description: A}, b: {description: B}}")
    told = workspace.up_fails().split("Diagnostics:")[1].split("Resources:")[0]
    blocks = [block.strip().splitlines() for block in told.split("\n\n") if "Number (" in block]
    assert [len(block) for block in blocks] == [2, 2]
    for _, line in blocks:
        assert line.strip().startswith("error: looking for id '")


def test_no_token_at_all_is_told_once_for_all_numbers(workspace: Workspace) -> None:
    workspace.settings["INVOCA_API_TOKEN"] = ""
    workspace.campaign("numbers: {a: {description: A}, b: {description: B}}")
    output = workspace.fails("preview")
    assert output.split("Diagnostics:")[1].count("invoca:apiToken is not set") == 1
    assert "pulumi config set --secret invoca:apiToken" in output


def test_an_unknown_campaign_names_it_and_buys_nothing(workspace: Workspace) -> None:
    workspace.campaign(
        "advertiser_id: acme\ncampaign_id: nowhere\n"
        'numbers: {kroq: {description: KROQ, media_type: "Offline: Radio"}}'
    )
    output = workspace.up_fails()
    assert "campaign 'nowhere' of advertiser 'acme'" in output
    assert "Check advertiser_id, campaign_id" in output
    assert workspace.account.numbers() == []


def test_an_unreachable_host_is_named_and_nothing_was_sent(workspace: Workspace) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}"
        workspace.settings["INVOCA_BASE_URL"] = address
        workspace.campaign(ONE)
        output = workspace.up_fails()
    assert f"{address} could not be reached" in output
    assert "nothing was sent" in output


def test_a_plain_http_address_is_refused_before_the_token_leaves(workspace: Workspace) -> None:
    workspace.settings["INVOCA_BASE_URL"] = "http://invoca.example"
    workspace.campaign(ONE)
    assert "must start with https://" in workspace.fails("preview")


def test_all_mistakes_of_a_file_come_at_once_with_line_and_remedy(workspace: Workspace) -> None:
    workspace.campaign(
        """\
        advertiser_id: acme
        campaign_id: spring-radio
        numbers:
          kroq:
            descripton: KROQ drive time
            media_type: "Offline: Radio"
          power106:
            description: Power 106
          jazz:
            description: Jazz
            media_type: "Offline: Radio"
            local_center: {tn_prefix: 310, zipcode: "90210"}
          kroq:
            description: twice
            media_type: "Offline: Radio"
        """
    )
    output = workspace.fails("preview")
    for line, text in (
        (4, "kroq: description is missing"),
        (5, "kroq: descripton is not a known key; did you mean `description`?"),
        (7, "power106: media_type is missing"),
        (12, "jazz: local_center must name exactly one of"),
        (13, "'kroq' appears twice"),
    ):
        assert f"stacks/spring-radio.yaml:{line}: {text}" in output
    assert workspace.account.calls() == []


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("{description: K, custom_data: {colour: red}}", "colour"),
        ("{description: K, custom_data: {station: '" + "x" * 300 + "'}}", "station"),
        ("{description: K, custom_data: {station: '" + "x" * 10001 + "'}}", "station"),
    ],
    ids=["unknown custom data field", "too long for a short text", "too long for any text"],
)
def test_custom_data_that_invoca_refuses_is_named(
    workspace: Workspace, number: str, told: str
) -> None:
    workspace.campaign(f"numbers: {{kroq: {number}}}")
    output = workspace.up_fails()
    assert told in output
    assert workspace.account.numbers() == []


def test_an_id_that_two_numbers_share_is_refused(workspace: Workspace) -> None:
    workspace.campaign(
        "numbers:\n"
        "  a: {description: A, id_from_network: radio-1}\n"
        "  b: {description: B, id_from_network: radio-1}\n"
    )
    assert "id_from_network 'radio-1' is also used by a" in workspace.fails("preview")


def test_an_unknown_media_type_is_a_warning_and_not_an_error(workspace: Workspace) -> None:
    workspace.campaign("numbers: {kroq: {description: K, media_type: Pooling}}")
    output = workspace.up()
    assert "warning: stacks/spring-radio.yaml:4: kroq: media_type 'Pooling'" in output
    assert len(workspace.account.numbers()) == 1


def test_an_empty_campaign_says_what_to_write(workspace: Workspace) -> None:
    workspace.campaign("numbers: {}")
    output = workspace.fails("preview")
    assert "declares no numbers; write at least one under `numbers:`" in output


def test_a_stack_without_campaign_file_says_which_file_to_make(workspace: Workspace) -> None:
    workspace.campaign(ONE, stack="summer-tv")
    stacks = workspace.folder / "stacks"
    (stacks / "autumn.yml").write_bytes((stacks / "summer-tv.yaml").read_bytes())
    output = workspace.fails("preview")
    assert "stacks/spring-radio.yaml does not exist" in output
    assert "select a stack that has one: autumn, summer-tv." in output
    # `plan` adds no step of an engine that could not begin: the program said what is wrong.
    assert "pulumi install" not in workspace.invoca("plan").output


def test_an_account_that_cannot_be_read_is_never_taken_for_an_empty_one(
    workspace: Workspace,
) -> None:
    workspace.campaign(ONE)
    workspace.up()
    at_once = {"Retry-After": "0"}
    for status in (500, 403, 429, 401):
        workspace.account.clear_faults()
        workspace.account.add_fault(
            "status", method="GET", times=1000, status=status, headers=at_once
        )
        workspace.fails("refresh", "--yes", "--skip-preview")
        assert list(workspace.state()) == ["kroq"]
