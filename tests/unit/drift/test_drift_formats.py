"""Every format says the same, and stays what it is whatever the account says."""

from __future__ import annotations

import json
import re
from datetime import datetime, timezone
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import pytest

from invoca.drift.findings import Coverage, Failure, Finding, Kind, Managed, Report
from invoca.promo_number.models import CampaignRef
from invoca_cli.reports import drift_document as document
from invoca_cli.reports import junit, markdown, page, sarif, terminal
from invoca_cli.reports.drift import DriftView
from tests.unit.drift.workplace import STACK, Workplace

ROOT = Path(__file__).resolve().parents[3]
WHERE = CampaignRef("acme", "spring-radio")
HOSTILE = [
    "</script><img src=x onerror=alert(1)>",
    "</style><script>alert(1)</script>",
    '" onmouseover="alert(1)" x="',
    "| a | b |\n|---|---|\n\n# Title\n",
    "```\n`code` **bold** _it_ ~~no~~ <details>",
    "@octocat and @acme/team, #12, GH-3",
    "[click](https://evil.example) ![x](https://evil.example/p.png) www.evil.example",
    "\x1b[31mred\x1b[0m\r\x07\x08\u202egnp.exe\u2066\u0000",
    "[red]rich markup[/red] {{ 7 * 7 }} {% raw %} ${x}",
    "]]> <!-- --> &amp; \ud800 half a pair",
    "x" * 10_000,
    "日本語 🎷 café",
    "costs $x^2$ and a:b:c at 12:30:45 :+1:",
]


def finding(kind: Kind = Kind.CHANGED, **fields: Any) -> Finding:
    known = {
        "stack": STACK, "name": "kroq", "promo_number": "8885550123", "id": "kroq-1",
        "field": "description", "declared": "KROQ", "live": "By hand",
        "file": "stacks/spring-radio.yaml", "line": 5,
    }  # fmt: skip
    return Finding(kind, WHERE, "Do `this` next", **{**known, **fields})


def view(*findings: Finding, failures: tuple[Failure, ...] = ()) -> DriftView:
    numbers = (Managed(STACK, "kroq", WHERE, None, file="stacks/spring-radio.yaml", line=5),)
    report = Report(numbers, findings, (Coverage(WHERE, 1, 4),), failures)
    fails = frozenset(Kind) - {Kind.UNMANAGED}
    return DriftView(report, fails, datetime(2026, 11, 22, 9, 30, tzinfo=timezone.utc))


def hostile() -> DriftView:
    found = [
        finding(kind, declared=text, live=text, name=text, field=f"custom_data.{text}", id=text)
        for text in HOSTILE
        for kind in Kind
    ]
    return view(*found, failures=(Failure(HOSTILE[0], HOSTILE[1]),))


def many(count: int) -> list[Finding]:
    return [finding(name=f"n{index}") for index in range(count)]


ALL = (terminal, markdown, document, junit, sarif, page)


def rendered(module: Any, shown: DriftView) -> str:
    return str(module.render(shown if module is document else shown.sheet()))


@pytest.mark.parametrize("module", ALL, ids=lambda module: module.__name__.split(".")[-1])
def test_every_format_survives_hostile_text_and_can_be_written(module: Any) -> None:
    text = rendered(module, hostile())
    written = text.encode("utf-8", "backslashreplace").decode("utf-8")
    assert "\x1b" not in written
    assert "\x07" not in written
    assert "日本語 🎷 café" in json.dumps(written, ensure_ascii=False)
    if module is not document:
        assert "\u202e" not in written


@pytest.mark.parametrize("module", ALL, ids=lambda module: module.__name__.split(".")[-1])
def test_every_format_has_words_for_nothing_and_for_an_error(module: Any) -> None:
    assert rendered(module, view())
    assert "it broke" in rendered(module, view(failures=(Failure("it broke", STACK),)))


# -- text ------------------------------------------------------------------------------------------


def test_text_groups_by_kind_and_names_the_next_step(work: Workplace) -> None:
    digits = work.deploy()["kroq"]
    work.account.change_number(digits, description="By hand")
    ended = work.drift("--stack", STACK, json=False)
    assert ended.code == 2
    assert ended.stdout.startswith("Changed 1  A live value is not the declared one.\n\n kroq  ")
    assert "    description  'By hand' → 'KROQ drive time'\n" in ended.stdout
    one_line = " ".join(ended.stdout.split())
    assert "to keep it, run invoca drift --accept kroq --stack spring-radio, which" in one_line
    assert "`" not in ended.stdout
    assert f"({digits[:3]}) {digits[3:6]}-{digits[6:]}" in ended.stdout
    assert "stacks/spring-radio.yaml:5" in ended.stdout
    assert "Drift: 1 finding among 2 numbers in 1 campaign (acme/spring-radio)\n" in ended.stdout
    assert "\x1b" not in ended.stdout


def test_text_has_colours_on_a_terminal_only_and_no_color_is_respected(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    assert "\x1b[" not in terminal.render(view(finding()).sheet())
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert "\x1b[" in terminal.render(view(finding()).sheet())
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[3" not in terminal.render(view(finding()).sheet())


def test_text_shows_rich_markup_as_it_is() -> None:
    assert "'[red]x[/red]'" in terminal.render(view(finding(live="[red]x[/red]")).sheet())


# -- markdown --------------------------------------------------------------------------------------


def test_markdown_begins_with_its_marker_and_folds_long_parts() -> None:
    text = markdown.render(view(finding(Kind.MISSING), *many(11)).sheet())
    assert text.startswith("<!-- invoca-drift -->\n")
    assert "### Missing (1)\n" in text
    assert "<details><summary>Changed (11)</summary>\n\n" in text
    assert text.index("Missing (1)") < text.index("Changed (11)")


@pytest.mark.parametrize("long", ["x", "|@<`" * 3_000])
def test_markdown_fits_a_comment_and_says_what_is_left_out(long: str) -> None:
    found = [finding(kind, name=f"n{n}", live=long) for kind in Kind for n in range(5_000 // 6)]
    failures = tuple(Failure(f"{n} {long}", STACK) for n in range(50))
    text = markdown.render(view(*found, failures=failures).sheet())
    assert 50_000 < len(text) <= 64_000
    rows = len(re.findall(r"^\| \(888\)", text, re.MULTILINE))
    left_out = sum(int(n.replace(",", "")) for n in re.findall(r"\*\*([\d,]+) more are", text))
    assert rows + left_out == len(found)
    assert text.count("<details>") == text.count("</details>")
    assert "… and 40 more errors" in text


def test_markdown_cannot_be_broken_by_values() -> None:
    text = markdown.render(hostile().sheet())
    tags = set(re.findall(r"<[^>]*>", text)) - {"<!-- invoca-drift -->"}
    assert tags == {
        "<code>", "</code>", "<details>", "</details>", "<summary>", "</summary>", "<sub>",
        "</sub>",
    }  # fmt: skip
    assert "@" not in text
    assert "](" not in text
    assert "://" not in text
    assert "www." not in text
    assert "`" not in text
    assert "$" not in text
    assert re.findall(r"(?<!^- ):[a-z+]\w*:", text, re.MULTILINE) == []
    assert "12:30:45" in text
    widths = {len(re.findall(r"\|", line)) for line in text.splitlines() if line.startswith("| (")}
    assert widths == {4}


# -- json ------------------------------------------------------------------------------------------


def test_json_is_as_its_published_schema_says() -> None:
    schema = document.schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    for shown in (view(), hostile(), view(finding(), failures=(Failure("x", campaign=WHERE),))):
        jsonschema.validate(json.loads(document.render(shown)), schema)


def test_the_published_schema_is_current() -> None:
    published = json.loads((ROOT / "docs" / "drift.schema.json").read_text("utf-8"))
    assert published == document.schema(), (
        "write it anew: invoca drift --schema > docs/drift.schema.json"
    )


def test_json_keeps_every_value_as_it_is() -> None:
    told = json.loads(document.render(hostile()))
    assert [one["live"] for one in told["findings"]][:: len(Kind)] == HOSTILE
    assert told["version"] == 1
    assert told["totals"]["findings"]["missing"] == len(HOSTILE)


# -- junit -----------------------------------------------------------------------------------------


def test_junit_has_a_case_for_each_number_and_fails_those_that_drifted(work: Workplace) -> None:
    digits = work.deploy()["kroq"]
    work.account.change_number(digits, description="By hand")
    work.account.put_number("acme", STACK, description="A stray one")
    ended = work.drift("--stack", STACK, "--format", "junit", json=False)
    root = ElementTree.fromstring(ended.stdout)  # noqa: S314 - our own
    cases = {case.get("name"): case for case in root.iter("testcase")}
    assert list(cases) == ["kroq", "power106", "numbers that no stack holds"]
    failure = cases["kroq"].find("failure")
    assert failure is not None
    assert "By hand" in (failure.text or "")
    assert len(cases["power106"]) == 0
    assert cases["numbers that no stack holds"].find("failure") is None
    assert root.attrib | {"name": ""} == {"name": "", "tests": "3", "failures": "1", "errors": "0"}


def test_junit_marks_what_could_not_be_checked(work: Workplace) -> None:
    work.deploy()
    work.account.set_campaign_access("acme", STACK, False)
    ended = work.drift("--stack", STACK, "--stack", "lost", "--format", "junit", json=False)
    root = ElementTree.fromstring(ended.stdout)  # noqa: S314
    cases = [case.get("name") for case in root.iter("testcase") if case.find("error") is not None]
    assert cases == ["kroq", "power106", "lost"]


def test_junit_is_well_formed_whatever_the_values() -> None:
    text = junit.render(hostile().sheet()).encode("utf-8", "backslashreplace")
    assert ElementTree.fromstring(text) is not None  # noqa: S314


# -- sarif -----------------------------------------------------------------------------------------


def test_sarif_puts_each_finding_at_the_line_that_declares_the_number(work: Workplace) -> None:
    digits = work.deploy()
    work.account.change_number(digits["kroq"], description="By hand")
    work.account.release_number(digits["power106"])
    work.account.put_number("acme", STACK)
    told = json.loads(work.drift("--stack", STACK, "--format", "sarif", json=False).stdout)
    (run,) = told["runs"]
    places = []
    for result in run["results"]:
        place = result["locations"][0]["physicalLocation"]
        rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
        assert rule["id"] == result["ruleId"]
        line = place["region"]["startLine"]
        places.append((result["ruleId"], result["level"], place["artifactLocation"]["uri"], line))
    file = f"stacks/{STACK}.yaml"
    assert places == [
        ("invoca-drift/missing", "error", file, 8),
        ("invoca-drift/changed", "warning", file, 5),
        ("invoca-drift/unmanaged", "note", file, 1),
    ]
    assert (told["version"], run["invocations"][0]["executionSuccessful"]) == ("2.1.0", True)


def test_sarif_knows_a_finding_again_when_its_line_moves() -> None:
    def prints(*findings: Finding) -> list[str]:
        results = json.loads(sarif.render(view(*findings).sheet()))["runs"][0]["results"]
        return [result["partialFingerprints"]["invocaDrift/v1"] for result in results]

    (one,), (again,), (other,) = (
        prints(found)
        for found in (finding(), finding(line=9, live="X"), finding(field="media_type"))
    )
    assert one == again != other


def test_sarif_says_that_not_everything_was_checked() -> None:
    told = json.loads(sarif.render(view(failures=(Failure("it broke"),)).sheet()))
    (invocation,) = told["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"][0]["message"]["text"] == "it broke"


# -- html ------------------------------------------------------------------------------------------


class Tags(HTMLParser):
    """Every tag with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_the_page_asks_nobody_for_anything_and_runs_one_script() -> None:
    text = page.render(hostile().sheet())
    tags = Tags(text).tags
    assert [tag for tag, _ in tags].count("script") == 1
    assert not {"img", "iframe", "object", "base", "form", "embed"} & {tag for tag, _ in tags}
    for tag, attributes in tags:
        assert not [name for name in attributes if name.startswith("on")], tag
        assert not {"src", "srcset", "action", "style"} & set(attributes), tag
        assert attributes.get("href", "data:,") in ("data:,", "#findings")
    assert "url(" not in text
    assert "@import" not in text


def test_a_command_on_the_page_is_broken_between_its_words_only() -> None:
    advised = finding()._replace(remedy="Run `pulumi up --stack a`")
    text = page.render(view(advised).sheet())
    words = ("pulumi", "up", "--stack", "a")
    whole = " ".join(f'<span class="whole">{word}</span>' for word in words)
    assert f"<code>{whole}</code>" in text


def test_the_page_says_what_to_do_about_each_finding() -> None:
    text = page.render(view(*(finding(kind) for kind in Kind)).sheet())
    assert text.count('class="remedy"') == len(Kind)
    assert text.count('<li class="row') == len(Kind)
    assert 'Do <code><span class="whole">this</span></code> next' in text
    assert "1 of 4 live numbers managed (25%)" in text
    for kind in Kind:
        assert f'data-kind="{kind.value}"' in text


@pytest.mark.parametrize("module", [terminal, markdown, junit, sarif, page])
def test_long_values_are_shown_from_where_they_differ(module: Any) -> None:
    same = "the same beginning " * 120
    text = rendered(module, view(finding(live=f"{same}Quito", declared=f"{same}Lima")))
    assert "Quito" in text
    assert "Lima" in text
    longer = rendered(module, view(finding(live=same, declared=f"{same}Lima")))
    assert "Lima" in longer


# -- where it goes ---------------------------------------------------------------------------------


def test_formats_and_files_are_paired_in_order(work: Workplace) -> None:
    work.deploy()
    names = ["a.sarif", "b.md", "c.html"]
    formats = ["sarif", "markdown", "html", "text"]
    pairs = [f"--format={name}" for name in formats] + [f"-o{name}" for name in names]
    ended = work.drift("--stack", STACK, *pairs, json=False)
    assert ended.stdout.startswith("No drift: 2 numbers in 1 campaign\n")
    starts = [(work.folder / name).read_text("utf-8")[:15] for name in names]
    assert starts == ['{\n  "$schema": ', "<!-- invoca-dri", "<!DOCTYPE html>"]


def test_the_schema_can_be_printed(work: Workplace) -> None:
    ended = work.drift("--schema", json=False)
    assert (ended.code, ended.json) == (0, document.schema())
