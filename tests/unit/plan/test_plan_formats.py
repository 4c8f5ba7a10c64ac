"""Every format says the same, and what cannot be undone is not to be overlooked in any."""

from __future__ import annotations

import json
import re
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from invoca.drift.findings import Failure
from invoca.plan.bought import About
from invoca.plan.planned import IDLE, OTHER, Change, Kind, Plan, Planned, Unchanged
from invoca.promo_number.models import CampaignRef
from invoca_cli.reports import junit, markdown, page, plan_document, sarif, terminal
from invoca_cli.reports.plan import KINDS, PlanView
from tests.unit.drift.test_drift_formats import HOSTILE, Tags
from tests.unit.plan.previews import Desk, new, old, refreshed, step

ROOT = Path(__file__).resolve().parents[3]
WHERE = CampaignRef("acme", "spring-radio")
FAILS = frozenset([*(kind.value for kind in Kind if kind not in IDLE), OTHER])
FINAL = "nobody can undo it"


def planned(kind: Kind = Kind.CHANGE, **fields: Any) -> Planned:
    known = {
        "means": "Do `this` next", "promo_number": "8885550123", "id": "kroq-1",
        "changes": (Change("description", "By hand", "KROQ"),), "description": "KROQ",
        "file": "stacks/spring-radio.yaml", "line": 5,
    }  # fmt: skip
    return Planned(kind, "spring-radio", "kroq", WHERE, **{**known, **fields})


def view(*steps: Planned, **more: Any) -> PlanView:
    plan = Plan(steps, (Unchanged("spring-radio", "same", WHERE),), **more)
    return PlanView(plan, FAILS, datetime(2026, 11, 22, 9, 30, tzinfo=timezone.utc))


def hostile() -> PlanView:
    steps = [
        planned(kind, id=text, changes=(Change(text, text, text),) * 3, means=text)._replace(
            name=text, description=text, about=About(text, text, {text: text})
        )
        for text in HOSTILE
        for kind in Kind
    ]
    failures = (Failure(HOSTILE[0], HOSTILE[1]),)
    return view(*steps, failures=failures, notes=tuple(HOSTILE), others={"create": 2})


ALL = (terminal, markdown, plan_document, junit, sarif, page)


def rendered(module: Any, shown: PlanView) -> str:
    return str(module.render(shown if module is plan_document else shown.sheet()))


@pytest.mark.parametrize("module", ALL, ids=lambda module: module.__name__.split(".")[-1])
def test_every_format_survives_hostile_text_and_can_be_written(module: Any) -> None:
    text = rendered(module, hostile())
    written = text.encode("utf-8", "backslashreplace").decode("utf-8")
    assert "\x1b" not in written
    assert "\x07" not in written
    if module is not plan_document:
        assert "\u202e" not in written


@pytest.mark.parametrize("module", ALL, ids=lambda module: module.__name__.split(".")[-1])
def test_every_format_has_words_for_nothing_and_for_an_error(module: Any) -> None:
    assert rendered(module, view())
    assert "it broke" in rendered(module, view(failures=(Failure("it broke", "spring-radio"),)))


# -- what cannot be undone -------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [Kind.RELEASE, Kind.REPLACE])
def test_what_cannot_be_undone_stands_first_and_is_marked_without_colour(kind: Kind) -> None:
    shown = view(planned(kind), planned())
    text = terminal.render(shown.sheet())
    assert text.startswith(f"!! {kind.value.upper()} 1 ")
    assert f"!! Releases 1 number for good. Ads that print it stop matching; {FINAL}." in text
    comment = markdown.render(shown.sheet())
    assert f"> [!CAUTION]\n> **Releases 1 number for good. Ads that print it stop matching; {FINAL}.**" in comment  # noqa: E501  # fmt: skip
    assert f"### ⛔ {kind.value.upper()} (1)\n" in comment
    told = page.render(shown.sheet())
    assert f"⚠ {kind.value}</span>" in told
    assert f'<p class="alarm">Releases 1 number for good. Ads that print it stop matching; {FINAL}.</p>' in told  # noqa: E501  # fmt: skip


def test_what_can_be_undone_raises_no_alarm() -> None:
    shown = view(*(planned(kind) for kind in Kind if kind not in (Kind.RELEASE, Kind.REPLACE)))
    assert "!!" not in terminal.render(shown.sheet())
    assert "CAUTION" not in markdown.render(shown.sheet())
    assert 'class="alarm"' not in page.render(shown.sheet())


def test_releases_are_never_folded_away() -> None:
    text = markdown.render(view(*[planned(Kind.RELEASE)] * 30, *[planned()] * 11).sheet())
    assert "### ⛔ RELEASE (30)\n" in text
    assert text.count("<details>") == 1
    assert "<details><summary>Change (11)</summary>" in text


def test_a_plan_that_fails_says_that_it_would() -> None:
    text = terminal.render(view(planned(Kind.RELEASE), failures=(Failure("protected"),)).sheet())
    assert "Would release 1 number for good" in text


# -- text and markdown -----------------------------------------------------------------------------


def test_text_says_which_number_what_and_where(desk: Desk) -> None:
    file = desk.save(*refreshed("kroq"), step("update", old("kroq"), new("kroq", description="X")))
    text = desk.run("--preview", file).stdout
    assert text.startswith("Change 1  The number is changed in place.")
    assert "\n kroq  (800) 555-0100\n    description  'Kroq' → 'X'\n" in text
    assert text.endswith(
        "Plan: 1 step for 1 number in 1 campaign (acme/spring-radio)\nchange 1\n"
        "Buys nothing, releases nothing\n"
    )


def test_a_value_that_is_not_known_yet_stands_without_quotes() -> None:
    unknown = Change("description", "KROQ", "known after deploy", is_known=False)
    text = terminal.render(view(planned(changes=(unknown,))).sheet())
    assert "description  'KROQ' → known after deploy" in text


def test_markdown_begins_with_its_marker() -> None:
    assert markdown.render(view().sheet()).startswith(
        "<!-- invoca-plan -->\n## Promo numbers: what a deployment would do\n"
    )


def test_each_mistake_of_a_file_has_a_line_of_its_own_in_markdown() -> None:
    told = "x.yaml has 2 mistakes. Nothing was sent.\n  x.yaml:4: kroq: a\n  x.yaml:5: jazz: b"
    text = markdown.render(view(failures=(Failure(told, "x"),)).sheet())
    assert "- :x: x.yaml has 2 mistakes. Nothing was sent.\n  - x.yaml:4: kroq: a\n" in text
    assert "\n  - x.yaml:5: jazz: b\n" in text


@pytest.mark.parametrize("long", ["x", "|@<`" * 3_000])
def test_markdown_fits_a_comment_and_says_what_is_left_out(long: str) -> None:
    changes = (Change("description", long, long),) * 30
    steps = [planned(kind, changes=changes)._replace(name=f"n{n}")
             for kind in Kind for n in range(500)]  # fmt: skip
    notes = (long,) * 50
    text = markdown.render(view(*steps, failures=(Failure(long),) * 50, notes=notes).sheet())
    assert len(text) <= 64_000
    rows = len(re.findall(r"^\| \(888\)", text, re.MULTILINE))
    left_out = sum(int(n.replace(",", "")) for n in re.findall(r"\*\*([\d,]+) more are", text))
    assert rows + left_out == len(steps)
    assert text.count("<details>") == text.count("</details>")


def test_markdown_cannot_be_broken_by_values() -> None:
    text = markdown.render(hostile().sheet()).replace("> [!CAUTION]\n> **", "")
    tags = set(re.findall(r"<[^>]*>", text)) - {"<!-- invoca-plan -->"}
    assert tags <= {
        "<code>",
        "</code>",
        "<details>",
        "</details>",
        "<summary>",
        "</summary>",
        "<br>",
        "<sub>",
        "</sub>",
    }
    assert not set("@`") & set(text)
    assert not [sign for sign in ("](", "://", "www.") if sign in text]
    widths = {line.count("|") for line in text.splitlines() if line.startswith("| (")}
    assert widths == {4}


HARM = {
    "comment": "radio <!-- all of it",
    "lines": "a\n\n# Nothing to do\u2028> fine",
    "mention": "@octo/team and #12",
    "tag": "<details><summary>ok</summary>",
    "code": "```\n`x`",
    "terminal": "\x1b[31mRED\x07\u202e",
    "long": "x" * 70_000,
}


@pytest.mark.parametrize("value", HARM.values(), ids=HARM)
def test_what_is_said_of_all_purchases_is_as_inert_as_a_row(value: str) -> None:
    """It is not in a table, where a reader of the Markdown would see where it ends."""
    bought = planned(Kind.BUY, changes=(), about=About(f"near {value}", "", {value: value}))
    shown = view(planned(Kind.RELEASE), bought)
    text = markdown.render(shown.sheet())
    (line,) = [one for one in text.splitlines() if one.startswith("release 1, buy 1")]
    assert not set("<@`#\x1b\x07\u202e") & set(line.replace("&#", "&"))
    assert len(line) < 1_000
    assert "### ⛔ RELEASE (1)" in text
    for module in (terminal, page, sarif, junit):
        assert len(rendered(module, shown)) < 60_000
        assert not set("\x1b\x07\u202e\u2028") & set(rendered(module, shown))


def test_digits_that_are_none_are_inert_as_well() -> None:
    text = markdown.render(view(planned(promo_number="<!-- | @octo")).sheet())
    assert "| &#60;&#33;-- &#124; &#64;\u200bocto |" in text


# -- json, junit, sarif, html ----------------------------------------------------------------------


def test_json_is_as_its_published_schema_says() -> None:
    schema = plan_document.schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    for shown in (view(), hostile(), view(planned(), failures=(Failure("x", campaign=WHERE),))):
        jsonschema.validate(json.loads(plan_document.render(shown)), schema)


def test_the_published_schema_is_current(desk: Desk) -> None:
    published = json.loads((ROOT / "docs" / "plan.schema.json").read_text("utf-8"))
    assert published == plan_document.schema(), (
        "write it anew: invoca plan --schema > docs/plan.schema.json"
    )
    assert desk.run("--schema").json == published


def test_junit_has_a_case_for_each_number_and_fails_those_with_steps() -> None:
    shown = view(planned(), planned(Kind.KEEP)._replace(name="kept"))
    root = ElementTree.fromstring(junit.render(shown.sheet()))  # noqa: S314 - our own
    cases = {str(case.get("name")): case for case in root.iter("testcase")}
    assert list(cases) == ["kroq", "kept", "same"]
    assert cases["kroq"].find("failure") is not None
    assert cases["kept"].find("failure") is None
    assert root.get("failures") == "1"


def test_junit_attaches_an_error_to_its_number_or_shows_it_alone() -> None:
    failures = (
        Failure("about kroq", "spring-radio", None, (("spring-radio", "kroq"),)),
        Failure("about nobody shown", "spring-radio", None, (("spring-radio", "lost"),)),
    )
    root = ElementTree.fromstring(junit.render(view(planned(), failures=failures).sheet()))  # noqa: S314
    cases = [case.get("name") for case in root.iter("testcase") if case.find("error") is not None]
    assert cases == ["kroq", "spring-radio"]


def test_junit_is_well_formed_whatever_the_values() -> None:
    text = junit.render(hostile().sheet()).encode("utf-8", "backslashreplace")
    assert ElementTree.fromstring(text) is not None  # noqa: S314


def test_sarif_stands_at_the_line_or_at_the_head_of_the_file() -> None:
    steps = (planned(), planned(Kind.RELEASE, line=0), planned(Kind.BUY))
    (run,) = json.loads(sarif.render(view(*steps).sheet()))["runs"]
    places = [
        (result["ruleId"], result["level"],
         result["locations"][0]["physicalLocation"]["region"]["startLine"])
        for result in run["results"]
    ]  # fmt: skip
    assert places == [
        ("invoca-plan/change", "note", 5),
        ("invoca-plan/release", "error", 1),
        ("invoca-plan/buy", "warning", 5),
    ]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [one for one in rules if one != "invoca-plan/refused"] == [
        f"invoca-plan/{kind.value}" for kind in Kind
    ]


def test_the_page_asks_nobody_for_anything_and_runs_one_script() -> None:
    tags = Tags(page.render(hostile().sheet())).tags
    assert [tag for tag, _ in tags].count("script") == 1
    assert not {"img", "iframe", "object", "base", "form", "embed"} & {tag for tag, _ in tags}
    for tag, attributes in tags:
        assert not [name for name in attributes if name.startswith("on")], tag
        assert attributes.get("href", "data:,") in ("data:,", "#findings")


def test_every_kind_has_its_words() -> None:
    assert list(KINDS) == list(Kind)
    for kind, words in KINDS.items():
        assert words.key == kind.value
        assert words.meaning.endswith(".")
        assert words.is_final == (FINAL in words.meaning)


def of_stacks(*stacks: str) -> PlanView:
    return view(*(planned(Kind.RELEASE, line=0)._replace(stack=stack) for stack in stacks))


def test_where_stacks_share_a_campaign_each_row_says_which_one_it_is_of() -> None:
    """Names are the same in many stacks, and what is released has no line any more."""
    shown = of_stacks("east", "west").sheet()
    text = terminal.render(shown)
    assert "  east\n" in text
    assert "  west\n" in text
    assert "| <code>kroq</code> | <code>east</code> |" in markdown.render(shown)
    assert "west" in page.render(shown)
    assert "| stack |" not in markdown.render(of_stacks("east").sheet())
