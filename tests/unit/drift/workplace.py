"""A project with campaign files, states and a simulated account, in a folder of its own."""

from __future__ import annotations

import json
import os
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from typer.testing import CliRunner

from invoca.campaign_file import NumberEntry, read_campaign_file
from invoca.promo_number.identity import generated_id
from invoca_cli.app import app
from invoca_cli.workspace.state import PROVIDER, TYPE
from tests.account import Account

PROJECT = "promo-numbers"
STACK = "spring-radio"
TOKEN = "a-read-only-canary"
SENT_AT = "2026-11-27T15:28:24Z"  # of a purchase that is pending
RADIO = """\
advertiser_id: acme
campaign_id: spring-radio
defaults: {media_type: "Offline: Radio", custom_data: {channel: radio}}
numbers:
  kroq:
    description: KROQ drive time
    custom_data: {station: KROQ}
  power106:
    description: Power 106 mornings
"""
MAIL = """\
advertiser_id: acme
campaign_id: direct-mail
defaults: {media_type: "Offline: Direct Mail"}
numbers:
  postcard: {description: Postcard}
"""


class Ended(NamedTuple):
    """How `invoca drift` ended."""

    code: int
    stdout: str
    stderr: str

    @property
    def json(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.stdout)
        return document

    @property
    def kinds(self) -> list[tuple[str, str, str]]:
        """(kind, name, field) of each finding."""
        return [(one["kind"], one["name"], one["field"]) for one in self.json["findings"]]

    def only(self) -> dict[str, Any]:
        (finding,) = self.json["findings"]
        return dict(finding)


class Workplace:
    """`folder` is a Pulumi project; commands run in it, with a token that can only read."""

    def __init__(self, folder: Path, account: Account) -> None:
        self.folder = folder
        self.account = account
        account.add_token(TOKEN, read_only=True)
        self.environment: dict[str, str | None] = {
            **account.environment(),
            "INVOCA_API_TOKEN": TOKEN,
            "PATH": f"{self._pulumi()}{os.pathsep}{os.environ['PATH']}",
        }
        (folder / "stacks").mkdir()
        (folder / "Pulumi.yaml").write_text(f"name: {PROJECT}\nruntime: python\n", "utf-8")

    def _pulumi(self) -> Path:
        """A `pulumi` that knows `stack export` and `stack ls` only, of what lies in states/."""
        (self.folder / "states").mkdir()
        return self.pulumi(
            'if [ "$2" = ls ]; then cd states; comma=; printf "["\n'
            'for one in *.json; do [ -f "$one" ] || continue\n'
            """printf '%s{"name": "%s"}' "$comma" "${one%.json}"; comma=,; done; echo ]\n"""
            "exit; fi\n"
            'cat "states/$4.json" 2>/dev/null && exit 0\n'
            "echo \"error: no stack named '$4' found\" >&2; exit 6"
        )

    def pulumi(self, script: str) -> Path:
        """Makes `pulumi` a shell script; the folder in which it lies."""
        program = self.folder / "bin" / "pulumi"
        program.parent.mkdir(exist_ok=True)
        program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        program.chmod(0o755)
        return program.parent

    def declare(self, text: str = RADIO, stack: str = STACK) -> str:
        path = self.folder / "stacks" / f"{stack}.yaml"
        path.write_text(textwrap.dedent(text), "utf-8")
        return f"stacks/{stack}.yaml"

    def entries(self, stack: str = STACK) -> dict[str, NumberEntry]:
        return read_campaign_file(self.folder / "stacks" / f"{stack}.yaml").numbers

    def buy(self, stack: str = STACK) -> dict[str, str]:
        """The stack's numbers in the account, as they are declared; the digits by name."""
        return {name: self._put(stack, entry) for name, entry in self.entries(stack).items()}

    def deploy(self, text: str = RADIO, stack: str = STACK) -> dict[str, str]:
        """Declares, buys, and writes the state; the digits by name."""
        self.declare(text, stack)
        digits = self.buy(stack)
        entries = self.entries(stack)
        self.save([resource(stack, entries[name], digits[name]) for name in entries], stack)
        return digits

    def save(self, resources: list[dict[str, Any]], stack: str = STACK) -> str:
        """Writes the state of a stack; its file."""
        root = {"urn": f"urn:pulumi:{stack}::{PROJECT}::pulumi:pulumi:Stack::x", "type": "x"}
        state = {"version": 3, "deployment": {"resources": [root, *resources]}}
        (self.folder / "states" / f"{stack}.json").write_text(json.dumps(state), "utf-8")
        return f"states/{stack}.json"

    def resources(self, stack: str = STACK) -> list[dict[str, Any]]:
        state = json.loads((self.folder / "states" / f"{stack}.json").read_text("utf-8"))
        return list(state["deployment"]["resources"][1:])

    def drift(self, *arguments: str, json: bool = True) -> Ended:
        self.account.clear_calls()
        line = ["drift", *arguments, *(("--format", "json") if json else ())]
        result = CliRunner().invoke(app, line, env=self.environment, catch_exceptions=False)
        said = result.stdout + result.stderr
        assert TOKEN not in said
        assert self.account.canary not in said
        assert self.account.writes() == []
        return Ended(result.exit_code, result.stdout, result.stderr)

    def calls(self) -> list[str]:
        """The paths of the calls, from the campaign on."""
        paths = [call.path for call in self.account.calls()]
        return sorted(path.partition("/advertiser_campaigns/")[2] for path in paths)

    def _put(self, stack: str, entry: NumberEntry) -> str:
        declared = entry.declaration
        return self.account.put_number(
            declared.advertiser_id,
            declared.campaign_id,
            affiliate=declared.affiliate_id,
            id_from_network=id_of(stack, entry),
            description=declared.description,
            media_type=declared.media_type,
            custom_data=declared.managed_custom_data,
        )


def id_of(stack: str, entry: NumberEntry) -> str:
    declared = entry.declaration
    return declared.id_from_network or generated_id(
        project=PROJECT,
        stack=stack,
        name=entry.name,
        create_only=declared.create_only(),
        generation=declared.generation,
    )


def resource(stack: str, entry: NumberEntry, digits: str, **more: Any) -> dict[str, Any]:
    """A promo number as `pulumi stack export` has it."""
    declared = entry.declaration
    inputs: Mapping[str, Any] = {
        **declared.model_dump(mode="json", exclude_none=True, exclude_defaults=True),
        "id_from_network": id_of(stack, entry),
        "id_is_generated": True,
        "__provider": PROVIDER,
    }
    outputs = {**inputs, "promo_number": digits, "declared_id": inputs["id_from_network"]}
    parents = "invoca:index:Campaign$" + TYPE
    urn = f"urn:pulumi:{stack}::{PROJECT}::{parents}::{entry.name}"
    told = {"urn": urn, "type": TYPE, "custom": True, "id": digits, "protect": True}
    return {**told, "inputs": dict(inputs), "outputs": outputs, **more}


def pending(entry: NumberEntry, stack: str = STACK, **more: Any) -> dict[str, Any]:
    """A number whose purchase was sent at SENT_AT, and nobody knows what came of it."""
    found = resource(stack, entry, "", **more)
    outputs = {**found["inputs"], "declared_id": id_of(stack, entry), "pending_since": SENT_AT}
    return {**found, "id": f"pending-{id_of(stack, entry)}", "outputs": outputs}
