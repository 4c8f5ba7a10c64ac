"""Previews as `pulumi preview --refresh --json` prints them, cut to what is read of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from typer.testing import CliRunner

from invoca_cli.app import app
from invoca_cli.workspace.preview import SECRET, UNKNOWN
from invoca_cli.workspace.state import PROVIDER, TYPE
from tests.account import Account

STACK = "spring-radio"
TOKEN = "a-read-only-canary"
DIGITS = {"kroq": "8005550100", "power106": "8335550101", "jazz": "8445550102"}
__all__ = ["SECRET", "UNKNOWN"]


class Ended(NamedTuple):
    """How `invoca plan` ended."""

    code: int
    stdout: str
    stderr: str

    @property
    def json(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.stdout)
        return document

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """(kind, name) of each step."""
        return [(one["kind"], one["name"]) for one in self.json["steps"]]

    @property
    def errors(self) -> list[str]:
        return [one["text"] for one in self.json["errors"]]

    def only(self) -> dict[str, Any]:
        (step,) = self.json["steps"]
        return dict(step)


def urn(name: str, type_: str = TYPE) -> str:
    parent = "invoca:index:Campaign$" if type_ == TYPE else ""
    return f"urn:pulumi:{STACK}::promo-numbers::{parent}{type_}::{name}"


def inputs(name: str, **values: Any) -> dict[str, Any]:
    return {
        "__provider": PROVIDER,
        "advertiser_id": "acme",
        "campaign_id": "spring-radio",
        "description": name.title(),
        "media_type": "Offline: Radio",
        "id_from_network": f"{name}-1",
        "id_is_generated": True,
        **values,
    }


def new(name: str, *, protect: bool = True, **values: Any) -> dict[str, Any]:
    """A number as it is declared."""
    told = {"urn": urn(name), "type": TYPE, "custom": True, "protect": protect}
    return {**told, "inputs": inputs(name, **values)}


def old(name: str, *, state: Mapping[str, Any] | None = None, **values: Any) -> dict[str, Any]:
    """A number as the state has it, or as it is live. state: the engine's own words about it."""
    digits = DIGITS[name]
    known = inputs(name, **values)
    outputs = {**known, "promo_number": digits, "declared_id": known["id_from_network"]}
    told = {"urn": urn(name), "type": TYPE, "custom": True, "id": digits, "protect": True}
    return {**told, "inputs": known, "outputs": outputs, **(state or {})}


def pending(name: str, **state: Any) -> dict[str, Any]:
    """A number whose purchase was sent at 15:28:24, and nobody knows what came of it."""
    found = old(name, state={"id": f"pending-{name}-1", **state})
    del found["outputs"]["promo_number"]
    found["outputs"]["pending_since"] = "2026-11-27T15:28:24Z"
    return found


def step(op: str, before: Any = None, after: Any = None, **more: Any) -> dict[str, Any]:
    told = {"op": op, "urn": (after or before)["urn"], "detailedDiff": None, **more}
    if before:
        told["oldState"] = before
    if after:
        told["newState"] = after
    return told


def refreshed(*names: str) -> list[dict[str, Any]]:
    return [step("refresh", old(name), old(name)) for name in names]


def error(text: str, name: str = "") -> dict[str, Any]:
    about = {"urn": urn(name)} if name else {}
    return {**about, "message": f"error: {text}\n", "severity": "error"}


def warning(text: str) -> dict[str, Any]:
    return {"message": f"warning: {text}\n", "severity": "warning"}


class Desk:
    """A folder with a project, previews in files, and an account that may only be read."""

    def __init__(self, folder: Path, account: Account) -> None:
        self.folder = folder
        self.account = account
        account.add_token(TOKEN, read_only=True)
        self.environment: dict[str, str | None] = {
            **account.environment(),
            "INVOCA_API_TOKEN": TOKEN,
        }
        (folder / "stacks").mkdir()
        (folder / "Pulumi.yaml").write_text("name: promo-numbers\nruntime: python\n", "utf-8")

    def declare(self, text: str, stack: str = STACK) -> None:
        (self.folder / "stacks" / f"{stack}.yaml").write_text(text, "utf-8")

    def save(self, *steps: dict[str, Any], file: str = "preview.json", **more: Any) -> str:
        document = {"steps": list(steps), "duration": 1, **more}
        (self.folder / file).write_text(json.dumps(document), "utf-8")
        return file

    def plan(self, *steps: dict[str, Any], **more: Any) -> Ended:
        """The plan of a preview with these steps, as JSON."""
        return self.run("--preview", self.save(*steps, **more), "--format", "json")

    def run(self, *arguments: str, stdin: str | None = None) -> Ended:
        self.account.clear_calls()
        line = ["plan", *arguments]
        result = CliRunner().invoke(
            app, line, input=stdin, env=self.environment, catch_exceptions=False
        )
        said = result.stdout + result.stderr
        assert TOKEN not in said
        assert self.account.canary not in said
        assert self.account.writes() == []
        return Ended(result.exit_code, result.stdout, result.stderr)

    def calls(self) -> list[str]:
        """The paths of the calls, from the campaign on."""
        paths = [call.path for call in self.account.calls()]
        return sorted(path.partition("/advertiser_campaigns/")[2] for path in paths)
