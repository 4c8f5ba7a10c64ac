"""The table of messages against the published description of plugin protocol 6."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

from terraform_invoca.wire.messages import CALLS, STREAMS, TABLE, DeferredReason, Nesting, Severity
from tests.terraform.workspace import getter

MODULE = "github.com/hashicorp/terraform-plugin-go"
VERSION = "v0.31.0"
FILE = "tfprotov6/internal/tfplugin6/tfplugin6.proto"


class Published(NamedTuple):
    """messages: by full name, each field's number to its name and kind, as in `TABLE`. enums: the
    names by number. calls: name to whether its answers are a stream."""

    messages: dict[str, dict[int, tuple[str, str]]]
    enums: dict[str, dict[int, str]]
    calls: dict[str, bool]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """Got by itself, through the Go module proxy, by a `go` that is got where none is installed."""
    go = getter().fit_go(tmp_path_factory.mktemp("go"))
    command = [go, "mod", "download", "-json", f"{MODULE}@{VERSION}"]
    done = subprocess.run(command, cwd="/", capture_output=True, encoding="utf-8", check=True)
    return _parsed((Path(json.loads(done.stdout)["Dir"]) / FILE).read_text(encoding="utf-8"))


def _parsed(text: str) -> Published:
    found = Published({}, {}, {})
    scopes: list[tuple[str, str]] = []
    for line in re.sub(r"//[^\n]*", "", text).splitlines():
        opened = re.match(r"\s*(message|enum|oneof|service)\s+(\w+)\s*\{", line)
        if opened:
            scopes.append((opened[1], opened[2]))
            name = ".".join(name for kind, name in scopes if kind in ("message", "enum"))
            if opened[1] == "message":
                found.messages[name] = {}
            elif opened[1] == "enum":
                found.enums[name] = {}
            line = line[opened.end() :]
        _field(found, scopes, line)
        for _ in range(line.count("}")):
            scopes.pop()
    return found


def _field(found: Published, scopes: list[tuple[str, str]], line: str) -> None:
    name = ".".join(name for kind, name in scopes if kind in ("message", "enum"))
    call = re.match(r"\s*rpc (\w+)\(.*returns \((stream )?", line)
    if call:
        found.calls[call[1]] = bool(call[2])
    value = re.match(r"\s*(\w+) = (\d+)", line)
    if value and scopes and scopes[-1][0] == "enum":
        found.enums[name][int(value[2])] = value[1]
    field = re.match(r"\s*(repeated |optional )?(map<string, )?([\w.]+)>? (\w+) = (\d+)", line)
    if field and scopes and scopes[-1][0] in ("message", "oneof"):
        mark = "[]" if field[1] == "repeated " else "{}" if field[2] else ""
        is_told_apart = field[1] == "optional " or scopes[-1][0] == "oneof"
        found.messages[name][int(field[5])] = (
            field[4],
            ("?" if is_told_apart else "") + mark + field[3],
        )


def _resolved(published: Published, message: str, kind: str) -> str:
    """A kind as `TABLE` writes it: enumerations are whole numbers, messages are named in full."""
    mark, bare = re.match(r"([\[\]{}?]*)(.*)", kind).groups()  # type: ignore[union-attr]
    scope = message.split(".")
    for length in range(len(scope), -1, -1):
        full = ".".join([*scope[:length], bare])
        if full in published.enums:
            return f"{mark}int32"
        if full in published.messages:
            # A message that is absent is always told apart.
            return mark.replace("?", "") + full
    return f"{mark}{bare}"


@pytest.mark.wide
def test_every_field_is_as_published(published: Published) -> None:
    for message, fields in TABLE.items():
        known = published.messages[message]
        for number, (name, kind) in fields.items():
            found = known[number]
            assert (name, kind) == (found[0], _resolved(published, message, found[1])), message


@pytest.mark.wide
def test_every_call_and_every_enumeration_is_as_published(published: Published) -> None:
    assert {call: call in STREAMS for call in CALLS} == {
        call: published.calls[call] for call in CALLS
    }
    for ours, name in (
        (Severity, "Diagnostic.Severity"),
        (Nesting, "Schema.Object.NestingMode"),
        (DeferredReason, "Deferred.Reason"),
    ):
        known = published.enums[name]
        assert {one.value: one.name for one in ours} == {
            number: text for number, text in known.items() if number in {*ours}
        }
