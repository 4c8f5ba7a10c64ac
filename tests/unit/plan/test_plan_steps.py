"""What the engine would do to each number, in the words of a review."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.plan.previews import (
    DIGITS,
    SECRET,
    UNKNOWN,
    Desk,
    error,
    new,
    old,
    refreshed,
    step,
    urn,
    warning,
)

NOT_PROTECTED = {"protect": False}


def test_a_delete_releases_the_number_for_good(desk: Desk) -> None:
    ended = desk.plan(*refreshed("kroq", "jazz"), step("delete", old("jazz", state=NOT_PROTECTED)))
    told = ended.only()
    assert ended.code == 2
    assert (told["kind"], told["promo_number"]) == ("release", DIGITS["jazz"])
    assert told["is_destructive"]
    assert "ads that print it stop matching, and nobody can undo it" in told["means"]
    assert ended.json["totals"]["releases"] == 1
    assert ended.json["totals"]["unchanged"] == 1


def test_a_replacement_buys_one_and_releases_one_and_says_why(desk: Desk) -> None:
    after = new("kroq", id_from_network="kroq-2", local_center={"tn_prefix": "310"})
    changed = step("replace", old("kroq"), after, replaceReasons=["local_center"])
    ended = desk.plan(*refreshed("kroq"), changed)
    told = ended.only()
    assert (told["kind"], told["buys"], told["is_destructive"]) == ("replace", True, True)
    assert "because of local_center" in told["means"]
    assert f"releases {DIGITS['kroq']} for good" in told["means"]
    assert [one["field"] for one in told["changes"]] == ["local_center.tn_prefix"]
    assert (ended.json["totals"]["buys"], ended.json["totals"]["releases"]) == (1, 1)


def test_a_replacement_told_in_parts_is_told_once(desk: Desk) -> None:
    after = new("kroq", id_from_network="kroq-2", generation=2.0)
    parts = [
        step("create-replacement", old("kroq"), after),
        step("replace", old("kroq"), after),
        step("delete-replaced", old("kroq")),
    ]
    ended = desk.plan(*refreshed("kroq"), *parts)
    assert ended.kinds == [("replace", "kroq")]
    assert ended.only()["changes"] == [
        {"field": "generation", "old": "1", "new": "2", "is_known": True}
    ]
    assert ended.json["totals"]["other_resources"] == {}


def test_a_forced_replacement_keeps_the_number(desk: Desk) -> None:
    forced = step("replace", old("kroq"), new("kroq"), replaceReasons=["id"])
    ended = desk.plan(*refreshed("kroq"), forced)
    assert (ended.code, ended.kinds) == (0, [("keep", "kroq")])
    assert "`generation`" in ended.only()["means"]
    assert ended.json["totals"]["buys"] == ended.json["totals"]["releases"] == 0


def test_a_forced_replacement_under_another_id_is_a_real_one(desk: Desk) -> None:
    forced = step("replace", old("kroq"), new("kroq", id_from_network="kroq-fm-7"))
    assert desk.plan(*refreshed("kroq"), forced).kinds == [("replace", "kroq")]


def test_each_changed_field_is_shown_from_live_to_declared(desk: Desk) -> None:
    live = old("kroq", custom_data={"station": "KROQ", "channel": "radio"}, hours_of_operation=None)
    declared = new(
        "kroq",
        description="KROQ at night",
        media_type="Offline: TV",
        custom_data={"channel": "radio", "region": "west", "rank": 5.0, "on": True},
        hours_of_operation={"open_24_7": True, "time_zone": "UTC"},
    )
    told = desk.plan(*refreshed("kroq"), step("update", live, declared)).only()
    assert told["kind"] == "change"
    changes = {one["field"]: (one["old"], one["new"]) for one in told["changes"]}
    assert changes == {
        "description": ("Kroq", "KROQ at night"),
        "media_type": ("Offline: Radio", "Offline: TV"),
        "custom_data.station": ("KROQ", ""),
        "custom_data.region": ("", "west"),
        "custom_data.rank": ("", "5"),
        "custom_data.on": ("", "true"),
        "hours_of_operation": ("", '{"open_24_7": true, "time_zone": "UTC"}'),
    }


@pytest.mark.parametrize(
    ("live", "declared"),
    [
        ({"media_type": "Offline: InCall Ad"}, {"media_type": "Offline: In-Call Ad"}),
        ({"custom_data": {"station": ""}}, {"custom_data": {}}),
        ({"custom_data": None}, {"custom_data": {"station": ""}}),
        ({"adwords_account_id": "627-345-9815"}, {"adwords_account_id": "6273459815"}),
        ({"id_from_network": "moved-9"}, {"id_from_network": "kroq-1"}),
        ({"adopt": True}, {}),
    ],
)
def test_what_means_the_same_is_no_change(
    desk: Desk, live: dict[str, Any], declared: dict[str, Any]
) -> None:
    told = desk.plan(
        *refreshed("kroq"), step("update", old("kroq", **live), new("kroq", **declared))
    )
    assert told.only()["changes"] == []
    assert "Changed back to match its declaration" in told.only()["means"]


def test_an_id_that_a_move_has_changed_is_no_change(desk: Desk) -> None:
    live = old("kroq", id_is_generated=False, id_from_network="radio-1")
    live["outputs"]["id_from_network"] = "moved-9"
    same = new("kroq", id_is_generated=False, id_from_network="radio-1", description="Other")
    told = desk.plan(*refreshed("kroq"), step("update", live, same)).only()
    assert [one["field"] for one in told["changes"]] == ["description"]


def test_another_declared_id_is_shown(desk: Desk) -> None:
    after = new("kroq", id_is_generated=False, id_from_network="radio-2")
    told = desk.plan(*refreshed("kroq"), step("replace", old("kroq"), after)).only()
    assert [(one["field"], one["new"]) for one in told["changes"]] == [
        ("id_from_network", "radio-2")
    ]


def test_other_digits_to_adopt_are_shown(desk: Desk) -> None:
    digits = desk.account.put_number("acme", "spring-radio", promo_number="8885550177")
    after = new("kroq", adopt=digits)
    told = desk.plan(*refreshed("kroq"), step("replace", old("kroq"), after)).only()
    assert (told["kind"], told["takes_over"]) == ("replace", digits)
    assert told["changes"][0]["new"] == digits


def test_a_change_by_hand_is_told_apart_from_a_change_of_the_declaration(desk: Desk) -> None:
    desk.declare("advertiser_id: acme\ncampaign_id: spring-radio\nnumbers:\n  kroq: {description: "
                 "Kroq, media_type: 'Offline: Radio'}\n")  # fmt: skip
    by_hand = step("update", old("kroq", description="By hand"), new("kroq"))
    told = desk.plan(*refreshed("kroq"), by_hand).only()
    assert "Undoes what somebody changed in Invoca (description)" in told["means"]
    assert "`stacks/spring-radio.yaml:4`" in told["means"]
    declared = step("update", old("kroq"), new("kroq", description="Declared"))
    assert desk.plan(*refreshed("kroq"), declared).only()["means"] == (
        "Changed in place; call rules (recording, whisper) may test it"
    )


def test_a_value_that_is_not_known_yet_says_so(desk: Desk) -> None:
    after = new("kroq", description=UNKNOWN, custom_data={"notes": UNKNOWN})
    told = desk.plan(*refreshed("kroq"), step("update", old("kroq"), after)).only()
    assert [(one["new"], one["is_known"]) for one in told["changes"]] == [
        ("known after deploy", False),
        ("known after deploy", False),
    ]


def test_a_secret_stays_one(desk: Desk) -> None:
    before = old("kroq", custom_data={"notes": SECRET})
    after = new("kroq", custom_data={"notes": SECRET})
    told = desk.plan(*refreshed("kroq"), step("update", before, after)).only()
    assert told["changes"] == []
    assert "only fields that may not be shown differ" in told["means"]


def test_another_campaign_is_a_move_that_keeps_the_number(desk: Desk) -> None:
    after = new("kroq", campaign_id="direct-mail", affiliate_id="west")
    told = desk.plan(*refreshed("kroq"), step("update", old("kroq"), after)).only()
    assert told["kind"] == "move"
    assert told["campaign"]["campaign_id"] == "spring-radio"
    assert told["changes"][0]["field"] == "campaign"
    assert told["changes"][0]["new"] == "acme/direct-mail/west"
    assert "keeps its phone number" in told["means"]


def test_protection_that_is_taken_away_is_a_step_of_its_own(desk: Desk) -> None:
    same = step("same", old("kroq"), new("kroq", protect=False))
    ended = desk.plan(*refreshed("kroq"), same)
    assert (ended.code, ended.kinds) == (2, [("unprotect", "kroq")])
    assert ended.json["totals"]["unchanged"] == 0
    both = step("update", old("kroq"), new("kroq", protect=False, description="Other"))
    assert desk.plan(*refreshed("kroq"), both).kinds == [("unprotect", "kroq"), ("change", "kroq")]


def test_what_is_retained_is_forgotten_and_not_released(desk: Desk) -> None:
    kept = old("kroq", state={"protect": False, "retainOnDelete": True})
    ended = desk.plan(*refreshed("kroq"), step("delete", kept))
    assert ended.kinds == [("forget", "kroq")]
    assert "stays live and still costs money" in ended.only()["means"]
    assert ended.json["totals"]["releases"] == 0


def test_what_another_resource_holds_is_kept(desk: Desk) -> None:
    twin = old("jazz", state={"id": DIGITS["kroq"]})
    ended = desk.plan(*refreshed("kroq"), step("refresh", twin, twin), step("delete", twin))
    assert (ended.code, ended.kinds) == (0, [("keep", "jazz")])
    assert "kroq holds this number" in ended.only()["means"]


def test_what_an_interrupted_replacement_left_behind_is_released(desk: Desk) -> None:
    desk.account.put_number("acme", "spring-radio", promo_number=DIGITS["jazz"])
    left = old("jazz", state={"delete": True, "urn": urn("kroq")})
    ended = desk.plan(*refreshed("kroq"), step("refresh", left, left))
    assert ended.kinds == [("release", "kroq")]
    assert ended.only()["promo_number"] == DIGITS["jazz"]
    assert "Left over" in ended.only()["means"]


def test_what_an_interrupted_replacement_left_behind_is_forgotten_where_it_is_gone(
    desk: Desk,
) -> None:
    left = old("jazz", state={"delete": True, "urn": urn("kroq")})
    ended = desk.plan(*refreshed("kroq"), step("refresh", left, left))
    assert (ended.code, ended.kinds) == (0, [])
    [note] = ended.json["notes"]
    assert note.startswith(f"{DIGITS['jazz']} is left over from a replacement of kroq")
    desk.account.set_knobs(campaigns_list="forbidden")
    assert desk.plan(*refreshed("kroq"), step("refresh", left, left)).kinds == [("release", "kroq")]


def test_where_the_number_in_use_is_gone_as_well_each_is_told_by_its_own_digits(desk: Desk) -> None:
    """The engine gives both the same URN. What is left over is no number under another name."""
    desk.account.put_number("acme", "spring-radio", promo_number=DIGITS["jazz"])
    left = old("jazz", state={"delete": True, "urn": urn("kroq")}, description="Kroq")
    gone = step("refresh", old("kroq"))
    ended = desk.plan(gone, step("refresh", left, left), step("create", None, new("kroq")))
    told = {one["kind"]: one for one in ended.json["steps"]}
    assert told["release"]["promo_number"] == DIGITS["jazz"]
    assert f"Invoca no longer has {DIGITS['kroq']}" in told["buy"]["means"]
    assert not any("was: kroq" in note for note in ended.json["notes"])


def test_what_costs_most_comes_first(desk: Desk) -> None:
    steps = [
        step("update", old("kroq"), new("kroq", description="Other")),
        step("create", None, new("aaa")),
        step("delete", old("jazz")),
    ]
    assert desk.plan(*refreshed("kroq", "jazz"), *steps).kinds == [
        ("release", "jazz"), ("buy", "aaa"), ("change", "kroq"),
    ]  # fmt: skip


def test_other_resources_are_counted_and_make_something_to_do(desk: Desk) -> None:
    def other(op: str, name: str, custom: bool = True) -> dict[str, Any]:
        resource = {"urn": urn(name, "aws:s3:Bucket"), "type": "aws:s3:Bucket", "custom": custom}
        return step(op, None, resource)

    steps = [
        other("create", "a"), other("create", "b"), other("update", "c"), other("same", "d"),
        other("create", "component", custom=False), other("read", "e"),
    ]  # fmt: skip
    ended = desk.plan(*refreshed("kroq"), *steps)
    assert ended.code == 2
    assert ended.json["totals"]["other_resources"] == {"create": 2, "update": 1}
    text = desk.run("--preview", "preview.json").stdout
    assert "note: and 3 other resources: 2 create, 1 update" in text
    assert desk.run("--preview", "preview.json", "--fail-on", "release,replace").code == 0


def test_a_number_that_is_gone_everywhere_is_noted(desk: Desk) -> None:
    desk.declare("advertiser_id: acme\ncampaign_id: spring-radio\nnumbers:\n  kroq: {description: "
                 "Kroq, media_type: 'Offline: Radio'}\n")  # fmt: skip
    steps = refreshed("kroq", "jazz")
    ended = desk.plan(*steps, changeSummary={"same": 1})
    assert ended.json["totals"]["unchanged"] == 1
    assert ended.json["notes"] == [
        "jazz (8445550102) is neither declared nor in Invoca any more: the stack forgets it"
    ]
    assert desk.plan(*steps, changeSummary={"same": 2}).json["totals"]["unchanged"] == 2


def test_warnings_are_passed_on(desk: Desk) -> None:
    ended = desk.plan(*refreshed("kroq"), diagnostics=[warning("media_type 'Pooling' is odd")])
    assert (ended.code, ended.json["notes"]) == (0, ["media_type 'Pooling' is odd"])


def test_lines_come_from_the_campaign_file_under_the_new_name_and_the_old(desk: Desk) -> None:
    desk.declare(
        "advertiser_id: acme\ncampaign_id: spring-radio\ndefaults: {media_type: 'Offline: TV'}\n"
        "numbers:\n  kroq-fm: {description: A, was: kroq}\n  jazz: {description: B}\n"
    )
    steps = [
        step("update", old("kroq"), new("kroq", description="A")),
        step("update", old("jazz"), new("jazz", description="B")),
        step("delete", old("power106")),
    ]
    ended = desk.plan(*refreshed("kroq", "jazz", "power106"), *steps)
    places = {one["name"]: (one["file"], one["line"]) for one in ended.json["steps"]}
    file = "stacks/spring-radio.yaml"
    assert places == {"kroq": (file, 5), "jazz": (file, 6), "power106": (file, 0)}


# -- plans that cannot be carried out --------------------------------------------------------------


@pytest.mark.parametrize(
    ("op", "said", "told"),
    [
        (
            "delete",
            'Preview failed: resource "{urn}" cannot be deleted\nbecause it is protected. To ...',
            "the plan would release kroq (8005550100), which is protected",
        ),
        (
            "replace",
            'unable to replace resource "{urn}"\nas it is currently marked for protection. To ...',
            "the plan would replace kroq (8005550100), which is protected",
        ),
    ],
)
def test_protection_is_told_with_the_way_to_consent(
    desk: Desk, op: str, said: str, told: str
) -> None:
    after = new("kroq", id_from_network="kroq-2", generation=2.0) if op == "replace" else None
    diagnostics = [error(said.format(urn=urn("kroq")), "kroq"), error("preview failed")]
    ended = desk.plan(*refreshed("kroq"), step(op, old("kroq"), after), diagnostics=diagnostics)
    assert ended.code == 1
    (text,) = ended.errors
    assert text.startswith(told)
    assert "`protect: false`, run `pulumi up`" in text
    assert "urn:" not in text
    assert ended.kinds == [("release" if op == "delete" else "replace", "kroq")]


def test_many_protected_numbers_are_one_error(desk: Desk) -> None:
    names = ("kroq", "power106", "jazz")
    said = "x cannot be deleted\nbecause it is protected."
    steps = [step("delete", old(name)) for name in names]
    diagnostics = [error(said, name) for name in names]
    (one,) = desk.plan(*refreshed(*names), *steps, diagnostics=diagnostics).json["errors"]
    assert "kroq (8005550100), power106 (8335550101), jazz (8445550102), which are" in one["text"]
    assert one["numbers"] == list(names)


def test_the_same_diagnostic_about_many_numbers_is_told_once(desk: Desk) -> None:
    said = "Preview failed: Exception calling application: Invoca does not accept the token."
    diagnostics = [error(said, "kroq"), error(said, "jazz"), error("preview failed")]
    ended = desk.plan(*refreshed("kroq", "jazz"), diagnostics=diagnostics)
    assert ended.errors == ["Invoca does not accept the token. (2 numbers)"]
    assert ended.json["totals"]["unchanged"] == 0


def test_a_mistake_in_the_program_is_the_plans_error(desk: Desk) -> None:
    mistake = "stacks/x.yaml has a mistake. Nothing was sent.\n  stacks/x.yaml:5: kroq: no\n"
    afterthought = "an unhandled error occurred: program exited with non-zero exit code: 32"
    ended = desk.plan(*refreshed("kroq"), diagnostics=[error(mistake), error(afterthought)])
    assert ended.code == 1
    assert ended.errors == [mistake.strip()]


def test_an_afterthought_that_is_all_that_was_said_is_told(desk: Desk) -> None:
    assert desk.plan(*refreshed("kroq"), diagnostics=[error("preview failed")]).errors == [
        "preview failed"
    ]


def test_a_preview_without_refresh_is_not_the_whole_truth(desk: Desk) -> None:
    ended = desk.plan(step("update", old("kroq"), new("kroq", description="Other")))
    assert (ended.code, ended.kinds) == (1, [("change", "kroq")])
    assert "without --refresh" in ended.errors[0]
    assert "{" not in ended.errors[0]
