"""`invoca schema`: the JSON Schema on the command line."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from invoca.campaign_file.schema import campaign_file_schema
from invoca_cli.app import app

COMMITTED = Path(__file__).parents[3] / "stacks" / "campaign.schema.json"


def test_the_schema_is_printed_as_json() -> None:
    result = CliRunner().invoke(app, ["schema"])
    assert result.exit_code == 0
    assert json.loads(result.stdout) == campaign_file_schema()


def test_what_is_printed_is_what_is_committed() -> None:
    assert CliRunner().invoke(app, ["schema"]).stdout == COMMITTED.read_text("utf-8")
