"""SARIF 2.1.0, for code scanning: each row at the line that declares the number."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from urllib.parse import quote

from invoca.version import VERSION

from . import words
from .sheet import ReportRow, ReportSheet, RowKind

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LONGEST = 1_000  # characters of a value


def render(sheet: ReportSheet) -> str:
    run = {
        "tool": {
            "driver": {
                "name": f"invoca {sheet.command}",
                "semanticVersion": VERSION,
                "rules": [_rule(sheet, kind) for kind in sheet.kinds],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(sheet)],
        "results": [_result(sheet, row) for row in sheet.rows],
    }
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _rule(sheet: ReportSheet, kind: RowKind) -> dict[str, Any]:
    return {
        "id": _rule_id(sheet, kind),
        "name": f"{kind.title.title().replace(' ', '')}PromoNumber",
        "shortDescription": {"text": f"{kind.title} promo number"},
        "fullDescription": {"text": kind.meaning},
        "defaultConfiguration": {"level": kind.level},
        "properties": {"tags": [sheet.command]},
    }


def _rule_id(sheet: ReportSheet, kind: RowKind) -> str:
    return f"invoca-{sheet.command}/{kind.key.replace('_', '-')}"


def _invocation(sheet: ReportSheet) -> dict[str, Any]:
    return {
        "executionSuccessful": not sheet.errors,
        "exitCode": sheet.exit_code,
        "endTimeUtc": sheet.checked_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "toolExecutionNotifications": [
            *(_said("error", _unquoted(error.text)) for error in sheet.errors),
            *(_said("note", words.plain(note)) for note in sheet.notes),
        ],
    }


def _said(level: str, text: str) -> dict[str, Any]:
    return {"level": level, "message": {"text": _plain(text)}}


def _result(sheet: ReportSheet, row: ReportRow) -> dict[str, Any]:
    told = {
        "ruleId": _rule_id(sheet, row.kind),
        "ruleIndex": sheet.kinds.index(row.kind),
        "level": row.kind.level if row.fails else "note",
        "message": {"text": _plain(_message(row))},
        "partialFingerprints": {f"invoca{sheet.command.title()}/v1": _fingerprint(row)},
    }
    # Code scanning takes no result without a place: what has none stands at the head of the file
    # that declares its campaign.
    file = row.file or row.near
    if file:
        told["locations"] = [_location(file, max(1, row.line))]
    return told


def _message(row: ReportRow) -> str:
    subject = " ".join(part for part in (words.one_line(row.name), words.number(row)) if part)
    told = [f"{row.kind.title}: {subject} in {words.one_line(row.campaign)}"]
    told += ["; ".join(words.what(row, LONGEST)), words.plain(row.advice)]
    return " ".join(f"{part}." for part in told if part)


def _location(file: str, line: int) -> dict[str, Any]:
    artifact = {"uri": quote(file), "uriBaseId": "%SRCROOT%"}
    return {"physicalLocation": {"artifactLocation": artifact, "region": {"startLine": line}}}


def _fingerprint(row: ReportRow) -> str:
    """Stays the same while the same thing is said, wherever the line moves."""
    return hashlib.sha256(json.dumps(row.facts).encode()).hexdigest()[:32]


def _unquoted(text: str) -> str:
    """Errors keep their line breaks."""
    return "\n".join(map(words.plain, text.splitlines()))


def _plain(text: str) -> str:
    """`[text](target)` would be a link (SARIF 2.1.0, 3.11.6)."""
    return text.replace("[", "\\[").replace("]", "\\]") if "](" in text else text
