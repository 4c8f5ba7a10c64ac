"""What `make dist-terraform` builds, in an engine that finds no Python."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from invoca.version import VERSION
from invoca_cli.workspace.terraform_mirror import HOSTS, this_platform
from tests.account import Account
from tests.terraform.workspace import ROOT, Workspace, engine, number

NAME = f"terraform-provider-invoca_{VERSION}"


@pytest.mark.wide
@pytest.mark.engine
def test_an_engine_buys_with_the_zip_of_a_release(tmp_path: Path, simulator: Account) -> None:
    made = tmp_path / "made"
    build = [sys.executable, str(ROOT / "tools" / "dist_terraform.py"), str(made)]
    subprocess.run(build, check=True)
    archive = made / f"{NAME}_{this_platform()}.zip"
    sums = (made / f"{NAME}_SHA256SUMS").read_text(encoding="utf-8").split()
    assert dict(zip(sums[1::2], sums[::2], strict=True)) == {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in (archive, made / f"{NAME}_manifest.json")
    }
    manifest = json.loads((made / f"{NAME}_manifest.json").read_text(encoding="utf-8"))
    assert manifest["metadata"]["protocol_versions"] == ["6.0"]

    mirror = tmp_path / "mirror"
    for host in HOSTS:
        place = mirror / host / "invoca" / "invoca"
        place.mkdir(parents=True)
        shutil.copy(archive, place)
    program = engine()
    assert program is not None, "there is no OpenTofu and no Terraform"
    workspace = Workspace(tmp_path / "root", simulator, program)
    (workspace.folder / "cli.tfrc").write_text(
        f'provider_installation {{\n  filesystem_mirror {{ path = "{mirror}" }}\n}}\n',
        encoding="utf-8",
    )
    workspace.settings["PATH"] = "/nowhere"
    workspace.write(number())
    workspace.succeeds("init")
    workspace.apply()
    assert workspace.has_no_changes()
    assert simulator.writes() == ["POST"]
    assert workspace.places_with(simulator.canary) == []
