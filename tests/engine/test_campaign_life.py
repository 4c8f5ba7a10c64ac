"""A campaign from its first `pulumi up` to its end, as the simulator's own call log tells it."""

from __future__ import annotations

import shutil

import pytest

from tests.engine.workspace import DRIFTED, ROOT, Workspace

TWO = """\
    numbers:
      kroq:
        description: KROQ drive time
        custom_data: {channel: radio, station: KROQ}
      power106:
        description: Power 106 mornings
        custom_data: {channel: radio, station: KPWR}
    """


@pytest.mark.journey
def test_the_five_numbers_of_spring_radio_from_first_up_to_destroy(workspace: Workspace) -> None:
    account = workspace.account
    file = workspace.folder / "stacks" / "spring-radio.yaml"
    shutil.copy(ROOT / "stacks" / "spring-radio.yaml", file)

    workspace.up()
    assert account.writes() == ["POST"] * 5
    bought = {number["promo_number"] for number in account.numbers()}
    assert set(workspace.numbers().values()) == bought

    account.clear_calls()
    workspace.up("--expect-no-changes")
    assert account.writes() == []

    file.write_text(file.read_text("utf-8").replace("station: KROQ", "station: KROQ-FM"), "utf-8")
    workspace.up()
    [put] = [call for call in account.calls() if call.method != "GET"]
    assert put.method == "PUT"
    kroq = workspace.numbers()["kroq"]
    assert put.path.endswith(f"/promo_numbers/{kroq}.json")
    sent = dict(put.body)
    assert sent.pop("id_from_network").startswith("kroq-")
    assert sent == {
        "description": "KROQ drive time",
        "media_type": "Offline: Radio",
        "custom_data": {"channel": "radio", "station": "KROQ-FM", "daypart": "drive"},
    }

    consent = "jazz-late:\n    protect: false"
    file.write_text(file.read_text("utf-8").replace("jazz-late:", consent), "utf-8")
    workspace.up()
    start = file.read_text("utf-8").index("  jazz-late:")
    file.write_text(
        file.read_text("utf-8")[:start]
        + file.read_text("utf-8")[file.read_text("utf-8").index("  landing-page:") :],
        "utf-8",
    )
    account.clear_calls()
    workspace.up()
    assert account.writes() == ["DELETE"]
    assert len(account.numbers()) == 4

    file.write_text(
        file.read_text("utf-8").replace("defaults:", "defaults:\n  protect: false"), "utf-8"
    )
    workspace.up()
    workspace.succeeds("destroy", "--yes", "--skip-preview")
    assert account.numbers() == []
    assert len(account.ledger("bought")) == 5


def test_a_change_by_hand_is_shown_by_the_engine_and_repaired_with_one_put(
    workspace: Workspace,
) -> None:
    workspace.campaign(TWO)
    workspace.up()
    kroq = workspace.numbers()["kroq"]
    workspace.account.change_number(kroq, custom_data={"station": "KIIS", "region": "west"})
    review = workspace.run("preview", "--refresh", "--expect-no-changes", "--diff")
    assert review.code == DRIFTED
    assert "KIIS" in review.output

    workspace.account.clear_calls()
    workspace.up("--refresh")
    assert workspace.account.writes() == ["PUT"]
    live = {number["promo_number"]: number for number in workspace.account.numbers()}
    assert live[kroq]["custom_data"] == {"channel": "radio", "station": "KROQ", "region": "west"}
    workspace.succeeds("preview", "--refresh", "--expect-no-changes")


def test_a_key_that_is_no_longer_declared_is_cleared_and_other_peoples_keys_are_kept(
    workspace: Workspace,
) -> None:
    workspace.campaign(TWO)
    workspace.up()
    kroq = workspace.numbers()["kroq"]
    workspace.account.change_number(
        kroq, custom_data={"channel": "radio", "station": "KROQ", "notes": "ask Ann"}
    )
    workspace.campaign(TWO.replace(", station: KROQ", ""))
    workspace.up()
    live = {number["promo_number"]: number for number in workspace.account.numbers()}
    assert live[kroq]["custom_data"] == {"channel": "radio", "notes": "ask Ann"}


def test_a_number_that_vanished_is_shown_in_the_plan_as_a_purchase(workspace: Workspace) -> None:
    workspace.campaign(TWO)
    workspace.up()
    workspace.account.release_number(workspace.numbers()["kroq"])
    review = workspace.run("preview", "--refresh", "--expect-no-changes")
    assert review.code == DRIFTED
    assert "kroq create" in review.output
    assert "1 to create" in review.output


def test_a_protected_number_that_leaves_the_file_stops_the_plan_before_anything_happens(
    workspace: Workspace,
) -> None:
    workspace.campaign(TWO)
    workspace.up()
    workspace.account.clear_calls()
    workspace.campaign("numbers: {kroq: {description: changed as well}}")
    output = workspace.fails("up", "--yes")
    assert "it is protected" in output
    assert workspace.account.writes() == []


def test_renaming_a_number_changes_nothing_at_invoca(workspace: Workspace) -> None:
    workspace.campaign(TWO)
    workspace.up()
    before = workspace.numbers()
    workspace.account.clear_calls()
    workspace.campaign(TWO.replace("kroq:", "kroq-fm:\n        was: kroq"))
    workspace.up()
    assert workspace.account.writes() == []
    assert workspace.numbers() == {"kroq-fm": before["kroq"], "power106": before["power106"]}
    workspace.succeeds("preview", "--expect-no-changes")


def test_renaming_the_stack_changes_nothing_at_invoca(workspace: Workspace) -> None:
    workspace.campaign(TWO)
    workspace.up()
    before = workspace.numbers()
    workspace.account.clear_calls()
    workspace.succeeds("stack", "rename", "summer-radio")
    workspace.stack = "summer-radio"
    workspace.campaign(TWO)
    workspace.up("--expect-no-changes")
    assert workspace.account.writes() == []
    assert workspace.numbers() == before


def test_a_campaign_change_moves_every_number_and_keeps_the_phone_numbers(
    workspace: Workspace,
) -> None:
    workspace.campaign(TWO)
    workspace.up()
    before = workspace.numbers()
    workspace.account.clear_calls()
    head = 'advertiser_id: acme\ncampaign_id: direct-mail\ndefaults: {media_type: "Offline: Radio"}'
    workspace.campaign(f"{head}\n" + TWO.replace("    ", "", 1).replace("\n    ", "\n"))
    workspace.up()
    assert workspace.account.writes() == ["PUT", "PUT"]
    assert workspace.numbers() == before
    assert {number["campaign"] for number in workspace.account.numbers()} == {"direct-mail"}
    workspace.succeeds("preview", "--refresh", "--expect-no-changes")


def test_another_area_is_another_number_and_only_with_consent(workspace: Workspace) -> None:
    local = "numbers: {kroq: {description: KROQ, local_center: {tn_prefix: 310}%s}}"
    workspace.campaign(local % "")
    workspace.up()
    old = workspace.numbers()["kroq"]
    workspace.campaign(local.replace("310", "212") % "")
    assert "marked for protection" in workspace.fails("up", "--yes")
    workspace.campaign(local % ", protect: false")
    workspace.up()
    workspace.account.clear_calls()
    workspace.campaign(local.replace("310", "212") % ", protect: false")
    workspace.up()
    assert workspace.account.writes() == ["POST", "DELETE"]
    new = workspace.numbers()["kroq"]
    assert new.startswith("212")
    assert [number["promo_number"] for number in workspace.account.numbers()] == [new] != [old]


def test_a_forced_replacement_keeps_the_number_and_says_so(workspace: Workspace) -> None:
    workspace.campaign("numbers: {kroq: {description: KROQ, protect: false}}")
    workspace.up()
    before = workspace.numbers()
    urn = workspace.state()["kroq"]["urn"]
    output = workspace.up("--replace", urn)
    assert "was kept" in output
    assert workspace.account.writes() == ["POST"]
    assert workspace.numbers() == before

    assert "was kept" in workspace.up("--refresh", "--replace", urn)
    assert workspace.account.writes() == ["POST"]
    assert workspace.numbers() == before
    workspace.succeeds("preview", "--refresh", "--expect-no-changes")


def test_generation_buys_another_number_on_purpose(workspace: Workspace) -> None:
    workspace.campaign("numbers: {kroq: {description: KROQ, protect: false}}")
    workspace.up()
    before = workspace.numbers()
    workspace.campaign("numbers: {kroq: {description: KROQ, protect: false, generation: 2}}")
    workspace.up()
    assert workspace.account.writes() == ["POST", "POST", "DELETE"]
    assert workspace.numbers() != before


def test_the_purchase_limit_stops_the_plan_before_anything_is_bought(workspace: Workspace) -> None:
    workspace.campaign(TWO)
    workspace.succeeds("config", "set", "invoca:purchaseLimit", "1")
    assert "more than 1 number" in workspace.fails("up", "--yes")
    assert workspace.account.writes() == []
    assert "purchase limit" in workspace.up_fails()
    assert len(workspace.account.numbers()) <= 1


GENERATIONS = """\
    advertiser_id: acme
    campaign_id: spring-radio
    defaults: {{media_type: "Offline: Radio", protect: false}}
    numbers:
      kroq: {{description: KROQ, generation: {generation}}}
      kpwr: {{description: KPWR}}
    """


@pytest.mark.parametrize(
    "options",
    [["--refresh"], pytest.param(["--refresh", "--run-program"], marks=pytest.mark.wide)],
    ids=" ".join,
)
def test_a_refresh_before_the_update_keeps_no_number_that_is_to_be_released(
    workspace: Workspace, options: list[str]
) -> None:
    account = workspace.account
    workspace.campaign(GENERATIONS.format(generation=1))
    workspace.up()
    first = workspace.numbers()

    workspace.campaign(GENERATIONS.format(generation=2))
    account.clear_calls()
    workspace.up(*options)
    assert account.writes() == ["POST", "DELETE"]
    second = workspace.numbers()
    assert {one["promo_number"] for one in account.numbers()} == set(second.values())
    assert first["kroq"] not in second.values()

    workspace.campaign(GENERATIONS.format(generation=2).replace("kpwr: {description: KPWR}", ""))
    account.clear_calls()
    workspace.up(*options)
    assert account.writes() == ["DELETE"]
    assert [one["promo_number"] for one in account.numbers()] == [second["kroq"]]


@pytest.mark.parametrize(
    "options",
    [
        ["--refresh"],
        *(pytest.param(other, marks=pytest.mark.wide) for other in ([], ["--run-program"])),
    ],
    ids=lambda options: " ".join(options) or "as it is",
)
def test_destroy_releases_every_number(workspace: Workspace, options: list[str]) -> None:
    workspace.campaign(GENERATIONS.format(generation=1))
    workspace.up()
    workspace.succeeds("destroy", "--yes", "--skip-preview", *options)
    assert workspace.account.numbers() == []
