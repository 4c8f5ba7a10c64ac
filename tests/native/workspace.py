"""Runs the real `pulumi` on a program that uses the plugin, in a temporary folder."""

from __future__ import annotations

import json
import sys
import textwrap
from pathlib import Path
from typing import Any

from tests.account import Account
from tests.engine.workspace import Workspace

BIN = Path(sys.executable).parent  # where the environment has `pulumi-resource-invoca`
PROJECT = """\
name: promo-numbers
runtime: {runtime}
"""
FROM_ENVIRONMENT = f"""\
plugins:
  providers:
    - name: invoca
      path: {BIN}
"""


def with_this_plugin(project: str) -> str:
    """A Pulumi.yaml as people write it, which finds the plugin in the environment of the tests."""
    assert "path: .venv/bin" in project
    return project.replace("path: .venv/bin", f"path: {json.dumps(str(BIN))}")


CAMPAIGN_PROGRAM = """\
import pulumi
from pulumi_invoca.native import Campaign

Campaign("campaign", file=f"{pulumi.get_stack()}.yaml")
"""


class CampaignWorkspace(Workspace):
    """A project like ours, whose program leaves its campaign file to the plugin."""

    def __init__(self, folder: Path, account: Account, copy_of: Path | None = None) -> None:
        super().__init__(folder, account, copy_of)
        program = "main: stacks/\n"
        (folder / "Pulumi.yaml").write_text(
            PROJECT.format(runtime="python") + FROM_ENVIRONMENT + program, "utf-8"
        )
        self.program(CAMPAIGN_PROGRAM)


class PluginWorkspace(Workspace):
    """A YAML project, unless `runtime` says otherwise, with a stack of its own. plugins: where the
    project finds its plugins; "" for those that are installed."""

    plugins = FROM_ENVIRONMENT

    def __init__(self, folder: Path, account: Account, runtime: str = "yaml") -> None:
        self.folder = folder
        self.account = account
        self.transcript = ""
        self.settings: dict[str, str] = {}
        (folder / "state").mkdir(parents=True)
        self.project_is(runtime)
        self.select("spring-radio")

    def project_is(self, runtime: str, body: str = "") -> None:
        """Writes Pulumi.yaml."""
        project = PROJECT.format(runtime=runtime) + self.plugins + body
        (self.folder / "Pulumi.yaml").write_text(project, "utf-8")

    def python(self, program: str) -> None:
        """Writes the program, in Python."""
        self.project_is("python")
        (self.folder / "__main__.py").write_text(textwrap.dedent(program), "utf-8")

    def providers(self) -> set[str]:
        """The providers of the numbers in the state, by name."""
        return {one["provider"].split("::")[-2] for one in self.state().values()}

    def resources_are(self, resources: dict[str, Any], **more: Any) -> None:
        """Writes the program: resources by name."""
        program = {"resources": resources, **more}
        # JSON is YAML.
        body = "".join(f"{key}: {json.dumps(value)}\n" for key, value in program.items())
        self.project_is("yaml", body)


def number(name: str = "kroq", *, options: dict[str, Any] | None = None, **inputs: Any) -> Any:
    """A promo number of a YAML program, in camelCase."""
    resource: dict[str, Any] = {
        "type": "invoca:PromoNumber",
        "properties": {
            "advertiserId": "acme",
            "campaignId": "spring-radio",
            "description": f"{name} drive time",
            "mediaType": "Offline: Radio",
            **inputs,
        },
    }
    if options:
        resource["options"] = options
    return resource
