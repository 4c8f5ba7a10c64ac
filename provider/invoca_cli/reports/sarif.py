"""SARIF 2.1.0, for code scanning: each finding at the line that declares the number."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from urllib.parse import quote

from invoca.findings import Finding, Kind, short
from invoca.models import CampaignRef
from invoca.version import VERSION

from . import View, words

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {Kind.CHANGED: "warning", Kind.UNMANAGED: "note"}


def render(view: View) -> str:
    files = _files(view)
    run = {
        "tool": {
            "driver": {
                "name": "invoca drift",
                "semanticVersion": VERSION,
                "rules": [_rule(kind) for kind in Kind],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(view)],
        "results": [_result(finding, view, files) for finding in view.report.findings],
    }
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _rule(kind: Kind) -> dict[str, Any]:
    title, meaning = words.KINDS[kind]
    return {
        "id": _rule_id(kind),
        "name": f"{title.title().replace(' ', '')}PromoNumber",
        "shortDescription": {"text": f"{title} promo number"},
        "fullDescription": {"text": meaning},
        "defaultConfiguration": {"level": LEVELS.get(kind, "error")},
        "properties": {"tags": ["drift"]},
    }


def _rule_id(kind: Kind) -> str:
    return f"invoca-drift/{kind.value.replace('_', '-')}"


def _invocation(view: View) -> dict[str, Any]:
    return {
        "executionSuccessful": not view.report.failures,
        "exitCode": view.exit_code,
        "endTimeUtc": view.checked_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "toolExecutionNotifications": [
            {"level": "error", "message": {"text": _plain(failure.text)}}
            for failure in view.report.failures
        ],
    }


def _result(finding: Finding, view: View, files: dict[CampaignRef, str]) -> dict[str, Any]:
    level = LEVELS.get(finding.kind, "error") if view.fails(finding) else "note"
    told = {
        "ruleId": _rule_id(finding.kind),
        "ruleIndex": finding.rank,
        "level": level,
        "message": {"text": _plain(_message(finding))},
        "partialFingerprints": {"invocaDrift/v1": _fingerprint(finding)},
    }
    # Code scanning takes no result without a place: strangers stand at the head of the file that
    # declares their campaign.
    file = finding.file or files.get(finding.campaign, "")
    if file:
        told["locations"] = [_location(file, max(1, finding.line))]
    return told


def _message(finding: Finding) -> str:
    number = words.phone(words.one_line(finding.promo_number))
    subject = " ".join(part for part in (words.one_line(finding.name), number) if part)
    title = words.KINDS[finding.kind].title
    told = f"{title}: {subject} in {words.where(finding)}. {words.what(finding, 1000)}."
    return f"{told} {words.one_line(finding.remedy)}."


def _location(file: str, line: int) -> dict[str, Any]:
    artifact = {"uri": quote(file), "uriBaseId": "%SRCROOT%"}
    return {"physicalLocation": {"artifactLocation": artifact, "region": {"startLine": line}}}


def _files(view: View) -> dict[CampaignRef, str]:
    """The first file that declares numbers of each campaign."""
    files: dict[CampaignRef, str] = {}
    for number in view.report.numbers:
        if number.file:
            files.setdefault(number.where, number.file)
    return files


def _fingerprint(finding: Finding) -> str:
    """Stays the same while the same thing differs, wherever the line moves."""
    who = finding.name or finding.promo_number
    facts = (finding.kind.value, short(finding.campaign), finding.stack, who, finding.field)
    return hashlib.sha256(json.dumps([*facts, finding.promo_number]).encode()).hexdigest()[:32]


def _plain(text: str) -> str:
    """`[text](target)` would be a link (SARIF 2.1.0, 3.11.6)."""
    return text.replace("[", "\\[").replace("]", "\\]") if "](" in text else text
