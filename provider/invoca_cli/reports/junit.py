"""JUnit XML, for CI systems that show test results: one test case for each managed number."""

from __future__ import annotations

from collections import defaultdict
from xml.etree import ElementTree

from invoca.findings import Finding, Managed, short
from invoca.models import CampaignRef

from . import View, words

_Key = tuple[str, str]  # stack and name


def render(view: View) -> str:
    root = ElementTree.Element("testsuites", name="invoca drift")
    campaigns = dict.fromkeys(number.where for number in view.report.numbers)
    for where in campaigns:
        _suite(root, view, where)
    _unattached(root, view)
    for element in (*root.findall("testsuite"), root):
        _count(element)
    ElementTree.indent(root)
    return ElementTree.tostring(root, "unicode", xml_declaration=False) + "\n"


def _suite(root: ElementTree.Element, view: View, where: CampaignRef) -> None:
    suite = ElementTree.SubElement(root, "testsuite", name=words.one_line(short(where)))
    suite.set("timestamp", view.checked_at.strftime("%Y-%m-%dT%H:%M:%S"))
    found: defaultdict[_Key, list[Finding]] = defaultdict(list)
    for finding in view.report.findings:
        if finding.campaign == where:
            found[finding.stack, finding.name].append(finding)
    open_ = {
        key: failure.text
        for failure in view.report.failures
        if failure.campaign == where
        for key in failure.numbers
    }
    for number in view.report.numbers:
        if number.where == where:
            case = _case(suite, number)
            _tell(case, view, found.pop((number.stack, number.name), []))
            if (number.stack, number.name) in open_:
                _child(case, "error", open_[number.stack, number.name])
    strangers = [finding for findings in found.values() for finding in findings]
    if strangers:
        case = ElementTree.SubElement(suite, "testcase", name="numbers that no stack holds")
        case.set("classname", words.one_line(short(where)))
        _tell(case, view, strangers)


def _case(suite: ElementTree.Element, number: Managed) -> ElementTree.Element:
    case = ElementTree.SubElement(suite, "testcase", name=words.one_line(number.name))
    case.set("classname", words.one_line(number.stack))
    if number.file:
        case.set("file", words.one_line(number.file))
        case.set("line", str(number.line))
    return case


def _tell(case: ElementTree.Element, view: View, findings: list[Finding]) -> None:
    """One element of each sort a case: most readers of the format show no more."""
    for tag, told in (
        ("failure", [finding for finding in findings if view.fails(finding)]),
        ("system-out", [finding for finding in findings if not view.fails(finding)]),
    ):
        if told:
            _child(case, tag, "\n".join(map(_line, told)))


def _line(finding: Finding) -> str:
    number = words.phone(words.one_line(finding.promo_number))
    parts = (finding.kind.value, number, words.what(finding), words.one_line(finding.remedy))
    return " - ".join(part for part in parts if part)


def _child(case: ElementTree.Element, tag: str, text: str) -> None:
    lines = [words.one_line(line) for line in text.splitlines()]
    child = ElementTree.SubElement(case, tag)
    child.text = "\n".join(lines)
    if tag != "system-out":
        child.set("message", lines[0])


def _unattached(root: ElementTree.Element, view: View) -> None:
    """What could not be checked and belongs to no number."""
    failures = [failure for failure in view.report.failures if not failure.numbers]
    if failures:
        suite = ElementTree.SubElement(root, "testsuite", name="could not be checked")
        for failure in failures:
            name = words.one_line(failure.stack) or "invoca drift"
            case = ElementTree.SubElement(suite, "testcase", name=name, classname="stack")
            _child(case, "error", failure.text)


def _count(element: ElementTree.Element) -> None:
    for name, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
        element.set(name, str(sum(1 for _ in element.iter(tag))))
