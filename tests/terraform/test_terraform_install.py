"""What `invoca terraform install` writes, on a real engine without a network."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from typer.testing import CliRunner

from invoca.version import VERSION
from invoca_cli.app import app
from tests.account import Account
from tests.terraform.workspace import PROVIDER, Workspace, number

INVOCA = """\
terraform {{
  required_providers {{
    invoca = {{ source = "{}", version = "{}" }}
  }}
}}
"""


def test_an_engine_initializes_and_plans_with_the_mirror_and_keeps_a_lock_file(
    workspace: Workspace, simulator: Account, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    made = CliRunner().invoke(app, ["terraform", "install"], env={"HOME": str(home)})
    assert made.exit_code == 0
    environment = Path(sys.executable).parent
    workspace.settings = {
        "HOME": str(home),
        "TF_CLI_CONFIG_FILE": "",
        "PATH": f"{environment}:{os.environ['PATH']}",
    }
    main = workspace.folder / "main.tf"
    main.write_text(INVOCA.format("invoca/invoca", VERSION) + PROVIDER + number(), encoding="utf-8")
    workspace.succeeds("init")
    assert "1 to add" in workspace.plan()
    lock = workspace.folder / ".terraform.lock.hcl"
    assert "h1:" in lock.read_text(encoding="utf-8")
    assert str(tmp_path) not in lock.read_text(encoding="utf-8")

    older = lock.read_text(encoding="utf-8").replace(f'"{VERSION}"', '"0.0.1"')
    lock.write_text(older, encoding="utf-8")
    assert "0.0.1" in workspace.fails("init")
    assert simulator.writes() == []
