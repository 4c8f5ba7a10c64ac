"""A plan says what is bought, groups it, and tells a purchase that looks like a release."""

from __future__ import annotations

import json
from typing import Any

import pytest

from invoca.plan.bought import About, area_of, summed_up
from invoca.plan.planned import Kind, Planned
from invoca.plan.renames import likely_renames, told
from invoca.promo_number.models import CampaignRef
from tests.unit.plan.previews import Desk, new, old, refreshed, step

WHERE = CampaignRef("acme", "spring-radio")
MAIL: dict[str, Any] = {"custom_data": {"channel": "mail", "region": "east"}}


@pytest.mark.parametrize(
    ("inputs", "area"),
    [
        ({}, "toll-free"),
        ({"local_center": {"zipcode": "02108"}}, "near 02108"),
        ({"local_center": {"tn_prefix": "310"}}, "area code 310"),
        ({"local_center": {"city": "Ojai", "state": "CA"}}, "near Ojai, CA"),
        ({"tn_prefix_whitelist": ["805", "310"]}, "area codes 805, 310"),
        (
            {"local_center": {"zipcode": "02108"}, "tn_prefix_whitelist": ["617"]},
            "near 02108, area code 617",
        ),
        ({"promo_type": "Mobile"}, "mobile"),
        ({"local_center": "known after deploy"}, "local"),
    ],
)
def test_a_number_is_told_by_where_it_is_from(inputs: dict[str, Any], area: str) -> None:
    assert area_of(inputs) == area


def test_purchases_are_summed_up_with_what_they_share() -> None:
    free = [About("toll-free", "m", {"channel": "mail", "n": str(n)}) for n in range(240)]
    boston = [About("near 02108", "m", {"channel": "mail"})] * 60
    assert summed_up([*boston, *free]) == "240 toll-free, 60 near 02108; channel=mail"
    many = [About(f"near {n:05}") for n in range(9)]
    assert summed_up(many).endswith("1 near 00004, 4 in 4 other areas")
    assert summed_up([]) == ""


def test_a_value_of_a_sum_is_cut() -> None:
    free = About("near " + "y" * 500, "m", {"k" * 500: "x" * 500})
    assert len(summed_up([free])) < 200
    assert summed_up([free]).count("…") == 3


def test_every_format_says_what_is_bought(desk: Desk) -> None:
    near = {"local_center": {"zipcode": "02108"}, **MAIL}
    file = desk.save(
        step("create", None, new("kroq", **MAIL)), step("create", None, new("j", **near))
    )
    said = "toll-free · Offline: Radio · channel=mail, region=east"
    text = desk.run("--preview", file).stdout
    assert said in text
    assert text.endswith("Buys 2 numbers: 1 near 02108, 1 toll-free; channel=mail, region=east\n")
    assert said in desk.run("--preview", file, "--format", "markdown").stdout
    assert said in desk.run("--preview", file, "--format", "html").stdout
    assert said in desk.run("--preview", file, "--format", "junit").stdout
    assert said in desk.run("--preview", file, "--format", "sarif").stdout
    document = desk.run("--preview", file, "--format", "json").json
    assert document["totals"]["bought_in"] == {"toll-free": 1, "near 02108": 1}
    assert document["steps"][0]["number"] == {
        "area": "near 02108",
        "media_type": "Offline: Radio",
        "custom_data": {"channel": "mail", "region": "east"},
    }


# -- renames ---------------------------------------------------------------------------------------


def planned(kind: Kind, name: str, **fields: Any) -> Planned:
    about = About("toll-free", "Offline: Radio", {"station": "KROQ"})
    known = {"description": name, "about": about, "file": "stacks/x.yaml", "line": 7, **fields}
    digits = "8005550100" if kind is Kind.RELEASE else ""
    return Planned(kind, "x", name, WHERE, promo_number=digits, **known)


def test_a_purchase_that_looks_like_a_release_is_told_with_the_line_to_write() -> None:
    gone = planned(Kind.RELEASE, "kroq", description="KROQ drive")
    bought = planned(Kind.BUY, "kroq-fm", description="KROQ drive")
    (rename,) = likely_renames([gone, bought])
    assert str(rename) == (
        "kroq-fm looks like kroq (8005550100) under a new name: to keep the number, write "
        "`was: kroq` under kroq-fm (`stacks/x.yaml:7`); otherwise it is released and another one "
        "is bought"
    )


@pytest.mark.parametrize(
    "steps",
    [
        [planned(Kind.RELEASE, "kroq"), planned(Kind.BUY, "postcard")],
        [planned(Kind.RELEASE, "kroq"), planned(Kind.CHANGE, "kroq-fm", description="kroq")],
        [
            planned(Kind.RELEASE, "kroq"),
            planned(Kind.BUY, "kroq-fm", description="kroq")._replace(
                campaign=CampaignRef("acme", "direct-mail")
            ),
        ],
        # Several could be meant.
        [
            planned(Kind.RELEASE, "a", description="d"),
            planned(Kind.BUY, "b", description="d"),
            planned(Kind.BUY, "c", description="d"),
        ],
    ],
)
def test_nothing_is_guessed(steps: list[Planned]) -> None:
    assert likely_renames(steps) == []


def test_hundreds_of_renames_are_a_few_sentences() -> None:
    pairs = [
        (planned(Kind.RELEASE, f"a{i}", description=f"d{i}"),
         planned(Kind.BUY, f"b{i}", description=f"d{i}"))
        for i in range(30)
    ]  # fmt: skip
    said = told(likely_renames([one for pair in pairs for one in pair]))
    assert len(said) == 11
    assert said[-1].startswith("20 more purchases look like numbers that would be released")


def test_the_plan_names_the_likely_rename(desk: Desk) -> None:
    ended = desk.plan(
        *refreshed("kroq"),
        step("delete", old("kroq", description="Drive")),
        step("create", None, new("kroq-fm", description="Drive")),
    )
    (note,) = ended.json["notes"]
    assert "write `was: kroq` under kroq-fm" in note


def test_a_rename_that_the_file_says_is_shown(desk: Desk) -> None:
    desk.declare(
        "advertiser_id: acme\ncampaign_id: spring-radio\nnumbers:\n"
        "  kroq-fm: {description: Kroq, media_type: 'Offline: Radio', was: kroq}\n"
    )
    ended = desk.plan(*refreshed("kroq"), changeSummary={"same": 1})
    assert ended.json["notes"] == [
        "renamed, and keeps its phone number: kroq → kroq-fm (8005550100)"
    ]


# -- what hangs on it ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "tested"),
    [
        ({"description": "X"}, True),
        ({"media_type": "Online: Display"}, True),
        ({"custom_data": {"station": "K"}}, True),
        ({"adwords_account_id": "627-345-9815"}, False),
    ],
)
def test_a_change_that_call_rules_may_test_says_so(
    desk: Desk, change: dict[str, Any], tested: bool
) -> None:
    means = desk.plan(
        *refreshed("kroq"), step("update", old("kroq"), new("kroq", **change))
    ).only()["means"]
    assert ("call rules (recording, whisper) may test it" in means) is tested


def test_a_release_says_that_call_flows_may_name_the_number(desk: Desk) -> None:
    file = desk.save(*refreshed("kroq"), step("delete", old("kroq")))
    assert "Call flows may name it" in " ".join(desk.run("--preview", file).stdout.split())
    document = json.loads(desk.run("--preview", file, "--format", "json").stdout)
    assert document["steps"][0]["means"].endswith("Call flows may name it")
