"""A report is read in seconds: one block a number, one next step a kind, one direction."""

from __future__ import annotations

import re
from typing import Any

import pytest
from rich.console import Console

from invoca.drift.findings import Finding, Kind, Managed, undo_or_keep
from invoca.natural import natural
from invoca_cli.reports import junit, markdown, page, sarif, terminal
from invoca_cli.reports.origin import Origin, origin_of
from invoca_cli.reports.sheet import ReportSheet
from tests.unit.drift.test_drift_formats import STACK, WHERE, finding, view
from tests.unit.drift.workplace import Workplace

GITHUB = {
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_REPOSITORY": "acme/numbers",
    "GITHUB_SHA": "0123456789abcdef",
}
GITLAB = {"CI_PROJECT_URL": "https://gitlab.com/acme/numbers", "CI_COMMIT_SHA": "fedcba987654"}
ORIGIN = Origin("https://github.com/acme/numbers/blob/0123", "0123456789abcdef")


def changed(name: str, **fields: Any) -> Finding:
    number = Managed(STACK, name, WHERE, None, file="stacks/spring-radio.yaml", line=5)
    found = finding(name=name, promo_number=f"888555{sum(map(ord, name)) % 10_000:04}", **fields)
    return found._replace(remedy=undo_or_keep(number))


def sheet(*findings: Finding) -> ReportSheet:
    return view(*findings).sheet()


def test_fields_of_one_number_are_one_block_in_every_format() -> None:
    shown = sheet(changed("kroq"), changed("kroq", field="media_type", live="TV", declared="Radio"))
    text = terminal.render(shown)
    assert text.count("kroq  (888)") == 1
    assert "    description  'By hand' → 'KROQ'\n    media_type   'TV' → 'Radio'\n" in text
    assert len(re.findall(r"^\| \(888\)", markdown.render(shown), re.MULTILINE)) == 1
    assert page.render(shown).count('<li class="row') == 1
    assert sarif.render(shown).count('"ruleId"') == 1
    assert "Drift: 1 finding" in text


def test_the_next_step_of_a_kind_is_said_once() -> None:
    shown = sheet(*(changed(f"n{index}") for index in range(12)))
    for told in (terminal.render(shown), markdown.render(shown), page.render(shown)):
        words = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", told)).replace("&#45;", "-")
        assert words.count("To undo it, run") == 1
        assert "invoca drift --accept NAME --stack spring-radio" in words


def test_next_steps_that_differ_say_for_whom_they_are() -> None:
    one, other = changed("kroq"), changed("jazz")._replace(remedy="Ask `somebody` else")
    text = terminal.render(sheet(one, other))
    assert "Next step for kroq: To undo it" in text
    assert "Next step for jazz: Ask somebody else\n" in text


def test_names_are_in_the_order_in_which_people_count(work: Workplace) -> None:
    names = ["n10", "n2", "N1", "n1b", "n"]
    assert sorted(names, key=natural) == ["n", "N1", "n1b", "n2", "n10"]
    text = terminal.render(sheet(*map(changed, names)))
    assert re.findall(r"^ (\w+) +\(888\)", text, re.MULTILINE) == sorted(names, key=natural)
    work.deploy(
        "advertiser_id: acme\ncampaign_id: spring-radio\nnumbers:\n"
        "  card: {description: d, media_type: m, quantity: 11}\n"
    )
    for number in work.account.numbers():
        work.account.change_number(number["promo_number"], description="by hand")
    found = work.drift("--stack", STACK).json["findings"]
    assert [one["name"] for one in found] == [f"card-{count}" for count in range(1, 12)]


def test_arrows_point_from_what_is_live_to_what_is_declared_and_say_so() -> None:
    moved = finding(
        Kind.MOVED, field="campaign", declared="acme/spring-radio", live="acme/direct-mail"
    )
    shown = sheet(changed("kroq"), moved)
    for told in (terminal.render(shown), markdown.render(shown), junit.render(shown)):
        plain = told.replace("&#39;", "'")
        assert "'By hand' → 'KROQ'" in plain
        assert "'acme/direct-mail' → 'acme/spring-radio'" in plain
    assert "Arrows: from what is live to what is declared." in markdown.render(shown)
    assert "Arrows point from what is live to what is declared." in page.render(shown)
    assert re.search(r"<del>By hand</del>.*<ins>KROQ</ins>", page.render(shown))


def test_the_declared_value_has_the_good_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    text = terminal.render(sheet(changed("kroq")))
    assert "\x1b[31m'By hand'\x1b[0m → \x1b[32m'KROQ'\x1b[0m" in text


@pytest.mark.parametrize("width", [40, 80, 120])
def test_every_line_fits_and_the_worst_is_still_there_when_it_ends(
    monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setattr(terminal, "LOG_WIDTH", width)
    found = [finding(Kind.MISSING, name="jazz", line=9), *(changed(f"n{i}") for i in range(40))]
    lines = terminal.render(sheet(*found)).splitlines()
    assert max(Console().measure(line).maximum for line in lines) <= width
    assert any("missing jazz" in line for line in lines[-12:])
    assert "Drift: 41 findings" in " ".join(lines[-10:])


def test_a_short_report_does_not_say_the_worst_twice() -> None:
    assert terminal.render(sheet(changed("kroq"))).count("kroq  (888)") == 1


@pytest.mark.parametrize("module", [terminal, page, junit])
def test_no_backtick_is_shown_as_text(module: Any) -> None:
    shown = sheet(changed("kroq"))._replace(notes=("run `this`",))
    script, _, rest = module.render(shown).rpartition("</head>")
    body = rest.partition("<script>")[0] if script else rest
    assert "`" not in body


# -- where it is from ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environment", "link_base", "link"),
    [
        (
            GITHUB,
            None,
            "https://github.com/acme/numbers/blob/0123456789abcdef/stacks/a%20b.yaml#L5",
        ),
        (GITLAB, None, "https://gitlab.com/acme/numbers/-/blob/fedcba987654/stacks/a%20b.yaml#L5"),
        (GITHUB, "https://git.example/x/", "https://git.example/x/stacks/a%20b.yaml#L5"),
        ({}, None, ""),
        ({}, "javascript:alert(1)", ""),
        ({}, "https://x.example/(a)", ""),
    ],
)
def test_files_are_linked_where_the_forge_says_where_they_are(
    environment: dict[str, str], link_base: str | None, link: str
) -> None:
    assert origin_of(environment, link_base).link("stacks/a b.yaml", 5) == link


def test_markdown_links_each_number_to_its_line_and_says_when_and_of_what() -> None:
    text = markdown.render(sheet(changed("kroq"))._replace(origin=ORIGIN))
    assert (
        "[<code>kroq</code>](https://github.com/acme/numbers/blob/0123/stacks/spring-radio.yaml#L5)"
        in text
    )
    assert "Checked 2026-11-22 09:30 UTC at commit <code>0123456789</code>." in text


def test_a_file_name_cannot_break_out_of_its_link() -> None:
    evil = changed("kroq")._replace(file="stacks/x](https://evil.example)|<b>.yaml")
    text = markdown.render(sheet(evil)._replace(origin=ORIGIN))
    assert text.count("](") == 1
    assert "evil.example)" not in text
    assert "<b>" not in text


def test_the_command_takes_the_address_from_the_pipeline_or_from_whoever_asks(
    work: Workplace,
) -> None:
    digits = work.deploy()
    work.account.change_number(digits["kroq"], description="By hand")
    work.environment |= {**GITHUB, "CI_PROJECT_URL": None}
    command = ("--stack", STACK, "--format", "markdown")
    assert f"blob/{GITHUB['GITHUB_SHA']}/stacks/spring-radio.yaml#L5)" in (
        work.drift(*command, json=False).stdout
    )
    ended = work.drift(*command, "--link-base", "https://git.example/main", json=False)
    assert "](https://git.example/main/stacks/spring-radio.yaml#L5)" in ended.stdout
