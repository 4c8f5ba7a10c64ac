"""JUnit XML, for CI systems that show test results: one test case for each managed number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set
from xml.etree import ElementTree

from . import words
from .cut import OPTION
from .sheet import Case, ReportRow, ReportSheet

_Key = tuple[str, str]  # stack and name


def render(sheet: ReportSheet) -> str:
    root = ElementTree.Element("testsuites", name=f"invoca {sheet.command}")
    rows: defaultdict[str, dict[_Key, list[ReportRow]]] = defaultdict(dict)
    for row in sheet.rows:
        rows[row.campaign].setdefault((row.stack, row.name), []).append(row)
    cases: defaultdict[str, list[Case]] = defaultdict(list)
    for case in sheet.cases:
        cases[case.campaign].append(case)
    errors = {key: error.text for error in sheet.errors for key in error.numbers}
    for campaign, here in cases.items():
        suite = ElementTree.SubElement(root, "testsuite", name=words.one_line(campaign))
        suite.set("timestamp", sheet.checked_at.strftime("%Y-%m-%dT%H:%M:%S"))
        _fill(suite, here, rows[campaign], errors, sheet.failing)
        _strangers(suite, sheet, campaign, rows[campaign])
    _unattached(root, sheet)
    _notes(root, sheet)
    for element in (*root.findall("testsuite"), root):
        _count(element)
    ElementTree.indent(root)
    return ElementTree.tostring(root, "unicode", xml_declaration=False) + "\n"


def _fill(
    suite: ElementTree.Element,
    cases: list[Case],
    rows: dict[_Key, list[ReportRow]],
    errors: dict[_Key, str],
    failing: Set[_Key],
) -> None:
    """A case for each number; takes out of `rows` what they tell."""
    for number in cases:
        key = number.stack, number.name
        case = _case(suite, number)
        _tell(case, rows.pop(key, []))
        if key in errors:
            _child(case, "error", errors[key])
        elif key in failing and case.find("failure") is None:
            _child(case, "failure", f"what is wrong is left out here; `{OPTION} 0` shows it")


def _strangers(
    suite: ElementTree.Element, sheet: ReportSheet, campaign: str, rows: dict[_Key, list[ReportRow]]
) -> None:
    left = [row for some in rows.values() for row in some]
    if left:
        case = ElementTree.SubElement(suite, "testcase", name=sheet.wording.strangers)
        case.set("classname", words.one_line(campaign))
        _tell(case, left)


def _case(suite: ElementTree.Element, number: Case) -> ElementTree.Element:
    case = ElementTree.SubElement(suite, "testcase", name=words.one_line(number.name))
    case.set("classname", words.one_line(number.stack))
    if number.file:
        case.set("file", words.one_line(number.file))
        case.set("line", str(number.line))
    return case


def _tell(case: ElementTree.Element, rows: list[ReportRow]) -> None:
    """One element of each sort a case: most readers of the format show no more."""
    for tag, told in (
        ("failure", [row for row in rows if row.fails]),
        ("system-out", [row for row in rows if not row.fails]),
    ):
        if told:
            _child(case, tag, "\n".join(map(_line, told)))


def _line(row: ReportRow) -> str:
    parts = (row.kind.key, words.number(row), *words.what(row), words.plain(row.advice))
    return " - ".join(part for part in parts if part)


def _child(case: ElementTree.Element, tag: str, text: str) -> None:
    lines = [words.plain(line) for line in text.splitlines()]
    child = ElementTree.SubElement(case, tag)
    child.text = "\n".join(lines)
    if tag != "system-out":
        child.set("message", lines[0])


def _unattached(root: ElementTree.Element, sheet: ReportSheet) -> None:
    """What could not be checked and belongs to no number that is shown."""
    known = {(case.stack, case.name) for case in sheet.cases}
    errors = [error for error in sheet.errors if not known.intersection(error.numbers)]
    if errors:
        suite = ElementTree.SubElement(root, "testsuite", name="could not be checked")
        for error in errors:
            name = words.one_line(error.stack) or f"invoca {sheet.command}"
            case = ElementTree.SubElement(suite, "testcase", name=name, classname="stack")
            _child(case, "error", error.text)


def _notes(root: ElementTree.Element, sheet: ReportSheet) -> None:
    if sheet.notes:
        suite = ElementTree.SubElement(root, "testsuite", name="notes")
        _child(suite, "system-out", "\n".join(sheet.notes))


def _count(element: ElementTree.Element) -> None:
    for name, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
        element.set(name, str(sum(1 for _ in element.iter(tag))))
