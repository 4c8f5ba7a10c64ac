"""What the documents quote of the code: messages, kinds, and the sources that a command takes.

A phrase of three words or more between double quotes is somebody's words, and so is what stands in
the first column of a table of messages. `...` stands for what differs from one time to the next.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from invoca.drift.findings import HARMLESS
from invoca.drift.findings import Kind as Finding
from invoca.plan.planned import IDLE
from invoca.plan.planned import Kind as Step
from invoca_cli.app import app

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("examples/**/*.md")])
BLOCK = re.compile(r"^\s*```.*?^\s*```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]*`")
QUOTED = re.compile(r'"([^"]+)"')
MESSAGES = re.compile(r"^\| message \|.*\n\|[-| ]+\n((?:\|.*\n)+)", re.MULTILINE)
VARIES = "\N{OBJECT REPLACEMENT CHARACTER}"

# Words of programs that are not here.
OTHERS = {
    "no supported checksum": "AWS's SDK",
    "Prevent outdated deployment jobs": "GitLab's settings",
    "Report a vulnerability": "GitHub's page",
    "no resource plugin 'pulumi-resource-invoca' found": "Pulumi's engine",
}


def quoted(text: str) -> Iterator[str]:
    """Every quotation of a page."""
    prose = CODE.sub("", BLOCK.sub("", text))
    for paragraph in prose.split("\n\n"):
        for phrase in QUOTED.findall(" ".join(paragraph.split())):
            if len(phrase.replace("...", " ").split()) >= 3:
                yield phrase
    for rows in MESSAGES.findall(text):
        yield from re.findall(r"^\| `([^`]+)` \|", rows, re.MULTILINE)


def written(page: Path) -> list[str]:
    return sorted(set(quoted(page.read_text("utf-8"))))


@cache
def said() -> str:
    """Every text of the code; an engine's words stand in the tests that meet them, and a step of a
    pipeline in its file."""
    texts = []
    for folder in ("provider", "tests"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if path != Path(__file__).resolve():
                texts += texts_of(path.read_text("utf-8"))
    for kind in ("yml", "yaml"):
        texts += [
            path.read_text("utf-8") for path in sorted((ROOT / "provider").rglob(f"*.{kind}"))
        ]
    return "\n".join(texts)


def texts_of(code: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.JoinedStr):
            parts = (
                part.value if isinstance(part, ast.Constant) else VARIES for part in node.values
            )
            yield "".join(map(str, parts))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def is_said(phrase: str) -> bool:
    """Whether each part between what varies is a text of the code."""
    parts = (part.strip(" '.,:;()") for part in phrase.split("..."))
    return all(part in said() for part in parts if part)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_quotes_is_said_somewhere(page: Path) -> None:
    assert [one for one in written(page) if one not in OTHERS and not is_said(one)] == []


def test_there_are_quotations_to_check_and_no_idle_exceptions() -> None:
    every = {one for page in PAGES for one in written(page)}
    assert "was bought for ... as well" in every
    assert OTHERS.keys() <= every


def test_every_table_of_a_crash_matrix_says_how_and_when_it_was_made() -> None:
    page = (ROOT / "docs" / "reliability.md").read_text("utf-8")
    tables = re.findall(r"((?:^[^|\n#].*\n)+)\n\| scenario \|", page, re.MULTILINE)
    assert len(tables) == page.count("| scenario |") > 1
    for before in tables:
        assert re.search(r"`python -m tests\.[^`]+`", before), before
        assert re.search(r"at commit [0-9a-f]{7}\b", before), before


# -- tables ----------------------------------------------------------------------------------------


def rows(page: str, heading: str) -> list[list[str]]:
    """The cells of the first table below a heading, without its head."""
    text = (ROOT / "docs" / page).read_text("utf-8").partition(f"\n## {heading}\n")[2]
    table = re.search(r"^(?:\|.*\n)+", text, re.MULTILINE)
    assert table, heading
    lines = table.group().splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


@pytest.mark.parametrize(
    ("page", "heading", "counts"),
    [
        ("drift.md", "What is found", {kind.value: kind not in HARMLESS for kind in Finding}),
        ("plan.md", "The steps", {kind.value: kind not in IDLE for kind in Step}),
    ],
)
def test_every_kind_stands_in_its_page_with_its_exit_code(
    page: str, heading: str, counts: dict[str, bool]
) -> None:
    shown = {cells[0].strip("`"): cells[-1].rstrip(" |") == "yes" for cells in rows(page, heading)}
    assert list(shown.items()) == list(counts.items())


@pytest.mark.parametrize(
    ("command", "page", "heading"),
    [("drift", "drift.md", "What is compared"), ("plan", "plan.md", "What is planned")],
)
def test_every_source_that_a_command_takes_stands_in_its_page(
    command: str, page: str, heading: str
) -> None:
    refused = CliRunner().invoke(app, [command, "--stack", "one", "--all"]).output
    sources = set(re.findall(r"--[a-z]+", refused.partition("at most one of")[2]))
    assert len(sources) > 3, refused
    shown = [option for cells in rows(page, heading) for option in re.findall("--[a-z]+", cells[0])]
    assert sources <= set(shown)


def test_the_readme_says_where_each_package_and_each_folder_of_tests_is() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    shown = readme.partition("## Where things are")[2].partition("## ")[0]
    packages = {f"provider/{path.parent.name}/" for path in ROOT.glob("provider/*/__init__.py")}
    patterns = re.findall(r"^provider/\S+", shown, re.MULTILINE)
    assert [one for one in packages if not any(fnmatch(one, name) for name in patterns)] == []
    tests = {
        path.relative_to(ROOT / "tests").parts[0] for path in ROOT.glob("tests/*/**/test_*.py")
    }
    assert {name for name in tests if not re.search(rf"\b{name}\b", shown)} == {"narrow_locale"}
