"""What `invoca drift` finds, from a state and from a campaign file."""

from __future__ import annotations

from shlex import quote

import pytest

from invoca.promo_number.identity import Declarer, identities
from tests.unit.drift.workplace import MAIL, RADIO, STACK, TOKEN, Workplace, id_of, resource

FILE = ("--file", f"stacks/{STACK}.yaml")
STATE = ("--state", f"states/{STACK}.json")
BOTH = pytest.mark.parametrize("source", [FILE, STATE, ("--stack", STACK)])


@BOTH
def test_an_account_that_is_as_declared_has_no_drift(
    work: Workplace, source: tuple[str, ...]
) -> None:
    work.deploy()
    ended = work.drift(*source)
    assert (ended.code, ended.json["outcome"]) == (0, "no_drift")
    assert ended.json["totals"] | {"findings": None} == {
        "checked": 2, "managed": 2, "live": 2, "findings": None,
    }  # fmt: skip
    assert work.calls() == ["spring-radio/promo_numbers.json"]


@BOTH
def test_a_name_may_hold_what_parts_a_urn(work: Workplace, source: tuple[str, ...]) -> None:
    work.deploy(RADIO.replace("kroq:", "radio::kroq:").replace("power106:", "tv::kroq:"))
    ended = work.drift(*source)
    assert (ended.code, ended.json["outcome"]) == (0, "no_drift")
    assert ended.json["totals"]["managed"] == 2


@BOTH
def test_each_changed_field_is_a_finding_with_both_values(
    work: Workplace, source: tuple[str, ...]
) -> None:
    digits = work.deploy()["kroq"]
    work.account.change_number(
        digits,
        description="By hand",
        media_type="Online: Display",
        custom_data={"station": "KPWR", "region": "west"},
    )
    ended = work.drift(*source)
    assert ended.code == 2
    assert [(one["field"], one["declared"], one["live"]) for one in ended.json["findings"]] == [
        ("description", "KROQ drive time", "By hand"),
        ("media_type", "Offline: Radio", "Online: Display"),
        ("custom_data.channel", "radio", ""),
        ("custom_data.station", "KROQ", "KPWR"),
    ]
    first = ended.json["findings"][0]
    assert (first["kind"], first["stack"], first["name"]) == ("changed", STACK, "kroq")
    assert (first["promo_number"], first["file"], first["line"]) == (digits, FILE[1], 5)
    assert first["campaign"]["campaign_id"] == "spring-radio"
    assert "pulumi up --refresh" in first["remedy"]


def test_custom_data_of_other_people_is_no_drift(work: Workplace) -> None:
    digits = work.deploy()["kroq"]
    data = {"channel": "radio", "station": "KROQ", "region": "west"}
    work.account.change_number(digits, custom_data=data)
    assert work.drift(*FILE).code == work.drift(*STATE).code == 0


@pytest.mark.parametrize("source", [STATE, ("--stack", STACK)])
def test_a_number_that_was_released_by_hand_is_missing(
    work: Workplace, source: tuple[str, ...]
) -> None:
    digits = work.deploy()["kroq"]
    work.account.release_number(digits)
    ended = work.drift(*source)
    assert ended.code == 2
    finding = ended.only()
    assert (finding["kind"], finding["promo_number"]) == ("missing", digits)
    assert "still printed" in finding["remedy"]
    # The miss is confirmed: the number itself, its campaign, then the advertiser's other ones.
    assert work.calls() == [
        "",
        "direct-mail/affiliate_campaigns.json",
        "direct-mail/promo_numbers.json",
        "spring-radio.json",
        "spring-radio/affiliate_campaigns.json",
        "spring-radio/promo_numbers.json",
        f"spring-radio/promo_numbers/{digits}.json",
    ]


def test_what_an_interrupted_run_bought_for_an_entry_that_is_gone_is_a_finding(
    work: Workplace,
) -> None:
    work.deploy()
    made = identities(Declarer("promo-numbers", STACK, "night"), {})
    digits = work.account.put_number("acme", STACK, id_from_network=made.id)
    somebody = work.account.put_number("acme", STACK, id_from_network="night-0123456789ab")
    ended = work.drift(*STATE)
    assert ended.code == 2
    found = {one["promo_number"]: one for one in ended.json["findings"]}
    assert found[digits]["kind"] == "left"
    assert f'adopt: "{digits}"' in found[digits]["remedy"]
    assert found[somebody]["kind"] == "unmanaged"


def test_a_number_that_was_bought_again_by_hand_is_named(work: Workplace) -> None:
    digits = work.deploy()["kroq"]
    work.account.release_number(digits)
    id_ = id_of(STACK, work.entries()["kroq"])
    again = work.account.put_number("acme", STACK, id_from_network=id_)
    missing, stranger = work.drift(*STATE).json["findings"]
    assert f"{again} carries its id" in missing["remedy"]
    assert (stranger["kind"], stranger["promo_number"]) == ("unmanaged", again)


def test_a_declared_number_that_is_not_live_is_not_created(work: Workplace) -> None:
    work.declare()
    ended = work.drift(*FILE)
    assert ended.code == 2
    assert ended.kinds == [("not_created", "kroq", ""), ("not_created", "power106", "")]
    assert "`pulumi up --stack spring-radio` buys it" in ended.json["findings"][0]["remedy"]


@pytest.mark.parametrize("source", [STATE, ("--stack", STACK)])
def test_what_the_file_declares_and_the_state_lacks_is_not_created(
    work: Workplace, source: tuple[str, ...]
) -> None:
    work.deploy()
    work.declare(RADIO + "  new: {description: New}\n")
    finding = work.drift(*source).only()
    assert (finding["kind"], finding["name"], finding["line"]) == ("not_created", "new", 10)
    assert "buys it" in finding["remedy"]


def test_a_number_that_was_bought_but_is_in_no_state_will_be_taken_over(work: Workplace) -> None:
    digits = work.deploy()["power106"]
    work.save([one for one in work.resources() if one["id"] != digits])
    ended = work.drift(*STATE)
    finding = ended.only()
    assert (finding["kind"], finding["promo_number"]) == ("not_created", digits)
    assert "takes over" in finding["remedy"]
    assert ended.json["totals"]["managed"] == 1


def test_an_id_that_somebody_changed_is_told_and_is_no_drift(work: Workplace) -> None:
    digits = work.deploy()["kroq"]
    work.account.change_number(digits, id_from_network="by-hand")
    ended = work.drift(*STATE)
    assert (ended.code, ended.json["outcome"]) == (0, "no_drift")
    finding = ended.only()
    assert (finding["kind"], finding["live"]) == ("id_changed", "by-hand")
    assert "pulumi refresh --stack spring-radio" in finding["remedy"]
    assert work.drift(*STATE, "--fail-on", "id_changed").code == 2


def test_a_number_that_was_moved_is_found_beyond_the_campaigns_of_the_run(
    work: Workplace,
) -> None:
    digits = work.deploy()["kroq"]
    work.account.move_number(digits, "acme", "direct-mail")
    ended = work.drift(*STATE)
    finding = ended.only()
    assert (finding["kind"], finding["live"]) == ("moved", "acme/direct-mail")
    assert "campaign_id: direct-mail" in finding["remedy"]
    # The other campaign is nobody's here: none of its numbers is told as unmanaged.
    assert [one["campaign"]["campaign_id"] for one in ended.json["coverage"]] == [STACK]


def test_a_number_that_was_moved_is_found_behind_the_end_of_a_cut_list(work: Workplace) -> None:
    for _ in range(100):
        work.account.put_number("acme", "direct-mail")
    digits = work.deploy()["kroq"]
    work.account.move_number(digits, "acme", "direct-mail")
    work.account.set_knobs(list_answer="capped")
    finding = work.drift(*STATE).only()
    assert (finding["kind"], finding["live"]) == ("moved", "acme/direct-mail")


@pytest.mark.parametrize("no_access", ["forbidden", "not_found"])
def test_where_another_campaign_cannot_be_read_a_number_that_left_is_not_called_missing(
    work: Workplace, no_access: str
) -> None:
    digits = work.deploy()["kroq"]
    work.account.move_number(digits, "acme", "direct-mail")
    work.account.set_campaign_access("acme", "direct-mail", False)
    work.account.set_knobs(no_access=no_access)
    ended = work.drift(*STATE)
    assert ended.code == 1
    assert not [one for one in ended.json["findings"] if one["kind"] == "missing"]
    assert "may have been moved there" in ended.json["errors"][0]["text"]


@BOTH
def test_a_number_that_was_moved_is_found_in_the_other_campaign(
    work: Workplace, source: tuple[str, ...]
) -> None:
    digits = work.deploy()["kroq"]
    work.deploy(MAIL, "direct-mail")
    work.account.move_number(digits, "acme", "direct-mail")
    other = source[1].replace(STACK, "direct-mail")
    ended = work.drift(*source, source[0], other)
    assert ended.code == 2
    finding = ended.only()
    assert (finding["kind"], finding["declared"]) == ("moved", "acme/spring-radio")
    assert finding["live"] == "acme/direct-mail"
    assert "write `campaign_id: direct-mail`" in finding["remedy"]
    assert ended.json["totals"]["managed"] == ended.json["totals"]["live"] == 3
    assert work.calls() == ["direct-mail/promo_numbers.json", "spring-radio/promo_numbers.json"]


@BOTH
def test_two_numbers_of_one_id_are_duplicates(work: Workplace, source: tuple[str, ...]) -> None:
    digits = work.deploy()["kroq"]
    id_ = id_of(STACK, work.entries()["kroq"])
    twin = work.account.put_number("acme", STACK, id_from_network=id_)
    finding = work.drift(*source).only()
    assert (finding["kind"], finding["name"], finding["promo_number"]) == (
        "duplicate",
        "kroq",
        twin,
    )
    assert finding["declared"] == digits
    assert "bought twice" in finding["remedy"]


def test_a_number_that_two_stacks_hold_is_a_duplicate(work: Workplace) -> None:
    work.deploy()
    kroq = work.resources()[0]
    copy = {**kroq, "urn": kroq["urn"].replace(f":{STACK}:", ":copy:")}
    work.save([copy], "copy")
    finding = work.drift("--stack", STACK, "--stack", "copy").only()
    assert (finding["kind"], finding["field"]) == ("duplicate", "promo_number")
    urn = kroq["urn"] if finding["stack"] == STACK else copy["urn"]
    command = f"`pulumi state delete --force {quote(urn)} --stack {finding['stack']}`"
    assert command in finding["remedy"]


@BOTH
def test_a_live_number_that_no_stack_holds_is_unmanaged_and_fails_nothing(
    work: Workplace, source: tuple[str, ...]
) -> None:
    work.deploy()
    digits = work.account.put_number("acme", STACK, description="A stray one")
    ended = work.drift(*source)
    finding = ended.only()
    assert ended.code == 0
    assert (finding["kind"], finding["promo_number"]) == ("unmanaged", digits)
    assert (finding["live"], finding["fails"]) == ("A stray one", False)
    assert work.drift(*source, "--fail-on", "unmanaged,missing").code == 2
    assert ended.json["coverage"] == [
        {
            "campaign": {"advertiser_id": "acme", "campaign_id": STACK, "affiliate_id": None},
            "managed": 2,
            "live": 3,
        }
    ]


def test_a_changed_id_is_drift_of_a_deployed_number(work: Workplace) -> None:
    work.account.change_number(work.deploy()["kroq"], id_from_network="by-hand")
    finding = work.drift(*STATE).only()
    assert (finding["field"], finding["live"]) == ("id_from_network", "by-hand")
    assert "pulumi refresh" in finding["remedy"]


def test_adopted_digits_find_the_number_whatever_its_id(work: Workplace) -> None:
    work.account.put_number(
        "acme", STACK, promo_number="8885550123", description="Old", media_type="Online: Display"
    )
    work.declare(
        """\
        advertiser_id: acme
        campaign_id: spring-radio
        defaults: {media_type: "Online: Display"}
        numbers:
          old: {description: Old, adopt: "(888) 555-0123"}
          lost: {description: Lost, adopt: "8885550199"}
        """
    )
    finding = work.drift(*FILE).only()
    assert (finding["kind"], finding["name"]) == ("not_created", "lost")
    assert "`adopt` never buys" in finding["remedy"]


def test_where_invoca_picks_the_id_equal_fields_decide(work: Workplace) -> None:
    work.declare(
        """\
        advertiser_id: acme
        campaign_id: spring-radio
        defaults: {media_type: "Online: Display", id_assigned_by: invoca}
        numbers:
          one: {description: Same}
          two: {description: Same}
          three: {description: Same}
          four: {description: Another}
        """
    )
    for _ in range(2):
        work.account.put_number("acme", STACK, id_from_network=None, description="Same")
    assert work.drift(*FILE).kinds == [("not_created", "four", ""), ("not_created", "three", "")]
    assert work.calls() == ["spring-radio.json", "spring-radio/promo_numbers.json"]


def test_a_renamed_number_keeps_the_id_of_its_first_name(work: Workplace) -> None:
    work.deploy()
    work.declare(RADIO.replace("  kroq:\n", "  kroq-fm:\n    was: kroq\n"))
    assert work.drift(*FILE).code == 0
    ended = work.drift(*STATE)
    assert (ended.code, ended.kinds) == (0, [])


def test_a_number_that_looks_renamed_is_named_in_the_remedy(work: Workplace) -> None:
    digits = work.deploy()["kroq"]
    work.declare(RADIO.replace("  kroq:\n", "  kroq-fm:\n"))
    first, stranger = work.drift(*FILE).json["findings"]
    assert (first["kind"], first["name"]) == ("not_created", "kroq-fm")
    assert digits in first["remedy"]
    assert stranger["promo_number"] == digits


def test_a_number_that_the_engine_has_yet_to_release_is_nobodys_concern(work: Workplace) -> None:
    work.deploy()
    entry = work.entries()["kroq"]
    old = work.account.put_number("acme", STACK, description="The old one")
    leaving = [resource(STACK, entry, digits, delete=True) for digits in (old, "8885550188")]
    work.save([*work.resources(), *leaving])
    ended = work.drift(*STATE)
    assert (ended.code, ended.kinds) == (0, [])


@pytest.mark.parametrize(
    "knobs",
    [{"get_deleted": "status"}, {"get_deleted": "forbidden", "list_released": "shown"}],
)
def test_a_released_number_that_is_still_shown_is_missing(
    work: Workplace, knobs: dict[str, str]
) -> None:
    digits = work.deploy()["kroq"]
    work.account.release_number(digits)
    work.account.set_knobs(**knobs)
    assert work.drift(*STATE).kinds == [("missing", "kroq", "")]


def test_money_comes_first(work: Workplace) -> None:
    digits = work.deploy()
    work.declare(RADIO + "  new: {description: New}\n")
    work.account.change_number(digits["kroq"], description="By hand")
    work.account.release_number(digits["power106"])
    work.account.put_number("acme", STACK)
    kinds = [kind for kind, _, _ in work.drift(*STATE).kinds]
    assert kinds == ["missing", "not_created", "changed", "unmanaged"]


def test_one_list_call_serves_every_stack_of_a_campaign(work: Workplace) -> None:
    work.deploy()
    work.deploy(RADIO.replace("kroq", "kiis").replace("power106", "kfi"), "second")
    work.deploy(MAIL, "direct-mail")
    assert work.drift("--all").code == 0
    assert work.calls() == ["direct-mail/promo_numbers.json", "spring-radio/promo_numbers.json"]


def test_hours_are_compared_where_the_api_version_shows_them(work: Workplace) -> None:
    hours = {"open_24_7": True, "time_zone": "Eastern Time (US & Canada)"}
    shown = "{open_24_7: true, time_zone: Eastern Time (US & Canada)}"
    work.deploy(f"{RADIO}    hours_of_operation: {shown}\n")
    settings = work.folder / "stacks" / f"Pulumi.{STACK}.yaml"
    settings.write_text('config: {invoca:apiVersion: "2026-02-01"}\n', "utf-8")
    digits = work.resources()[1]["id"]
    work.account.change_number(digits, hours_of_operation=hours)
    assert work.drift(*STATE).code == 0
    work.account.change_number(digits, hours_of_operation={**hours, "open_24_7": False})
    assert work.drift(*STATE).kinds == [("changed", "power106", "hours_of_operation")]
    settings.unlink()
    ended = work.drift(*STATE)
    assert (ended.code, "Check that invoca:apiVersion" in str(ended.json["errors"])) == (1, True)


def test_settings_of_two_accounts_are_two_runs_of_one_report(work: Workplace) -> None:
    work.account.add_token(TOKEN, read_only=True, network_ids=("1", "2"))
    work.environment["INVOCA_NETWORK_ID"] = None
    for stack, network in ((STACK, "1"), ("copy", "2")):
        work.deploy(RADIO.replace("kroq", f"kroq-{network}"), stack)
        settings = work.folder / "stacks" / f"Pulumi.{stack}.yaml"
        settings.write_text(f'config:\n  invoca:networkId: "{network}"\n', "utf-8")
    assert work.drift("--all").json["totals"]["checked"] == 4
    assert len({call.path.split("/")[3] for call in work.account.calls()}) == 2


def test_numbers_of_affiliates_are_campaigns_of_their_own(work: Workplace) -> None:
    work.account.add_campaign("acme", STACK, affiliates=["kroq-network"])
    digits = work.deploy(RADIO.replace("campaign_id", "affiliate_id: kroq-network\ncampaign_id"))
    work.account.change_number(digits["kroq"], description="By hand")
    assert work.drift(*FILE).only()["campaign"]["affiliate_id"] == "kroq-network"
    assert len(work.calls()) == 2  # the list, and a look at what differs there
