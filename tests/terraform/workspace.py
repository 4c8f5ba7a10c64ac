"""Runs a real OpenTofu or Terraform on a configuration in a temporary folder."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any, NamedTuple

from invoca_cli.workspace.terraform_mirror import install, this_platform
from tests.account import Account

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = "registry.terraform.io/invoca/invoca"
HEAD = f"""\
terraform {{
  required_providers {{
    invoca = {{ source = "{ADDRESS}" }}
  }}
}}
"""
PROVIDER = 'provider "invoca" {\n  namespace = "acme/spring-radio"\n}\n'
NUMBER = """\
resource "invoca_promo_number" "{name}" {{
  key           = "{key}"
  advertiser_id = "acme"
  campaign_id   = "spring-radio"
  description   = "{description}"
  media_type    = "Offline: Radio"
{more}}}
"""


class Run(NamedTuple):
    code: int
    output: str


def engine() -> str | None:
    """The engine that tests run on: what PROMO_NUMBERS_TERRAFORM names, else an installed one, else
    the one that `make test` has built."""
    engines = getter()
    named = os.environ.get("PROMO_NUMBERS_TERRAFORM")
    found = named or engines.installed() or engines.cached()
    return str(found) if os.access(found, os.X_OK) else None


def getter() -> Any:
    """tools/engine/opentofu.py, which gets engines and the `go` that builds them."""
    folder = ROOT / "tools" / "engine"
    spec = importlib.util.spec_from_file_location("opentofu_getter", folder / "opentofu.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def number(name: str = "kroq", more: str = "", key: str = "", description: str = "") -> str:
    """A resource block. more: further lines of it."""
    lines = "".join(f"  {line}\n" for line in textwrap.dedent(more).splitlines())
    return NUMBER.format(
        name=name, key=key or name, description=description or f"{name} drive time", more=lines
    )


class Workspace:
    """A root module with a state of its own. provider: what comes before its resources."""

    def __init__(self, folder: Path, account: Account, engine: str) -> None:
        self.folder = folder
        self.account = account
        self.engine = engine
        self.transcript = ""
        self.settings: dict[str, str] = {}
        self.provider = PROVIDER
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "cli.tfrc").write_text(
            "provider_installation {\n"
            f'  dev_overrides {{ "{ADDRESS}" = "{Path(sys.executable).parent}" }}\n'
            "  direct {}\n}\n",
            "utf-8",
        )

    def init(self) -> None:
        """`init`, with the provider from a mirror; not needed where the state is a local file."""
        mirror = self.folder.parent / "mirror"
        install(mirror, [this_platform()])
        (self.folder / "cli.tfrc").write_text(
            f'provider_installation {{\n  filesystem_mirror {{ path = "{mirror}" }}\n}}\n',
            encoding="utf-8",
        )
        self.settings["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        self.succeeds("init")

    def write(self, *blocks: str) -> None:
        """Writes the whole configuration."""
        texts = [textwrap.dedent(block) for block in blocks]
        (self.folder / "main.tf").write_text("\n".join([HEAD, self.provider, *texts]), "utf-8")

    def environment(self) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("TF_", "INVOCA_"))
        }
        return {
            **kept,
            "TF_CLI_CONFIG_FILE": str(self.folder / "cli.tfrc"),
            "TF_IN_AUTOMATION": "1",
            "CHECKPOINT_DISABLE": "1",
            "XDG_RUNTIME_DIR": str(self.account.machine / "run"),
            **self.account.environment(),
            **self.settings,
        }

    def run(self, *arguments: str) -> Run:
        done = subprocess.run(
            [self.engine, *arguments, "-no-color"],
            cwd=self.folder,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        self.transcript += f"$ {' '.join(arguments)}\n{done.stdout}\n"
        return Run(done.returncode, done.stdout)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """A run that goes on beside the test."""
        return subprocess.Popen(
            [self.engine, *arguments, "-no-color"],
            cwd=self.folder,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )

    def ends(self, run: subprocess.Popen[str]) -> Run:
        output = run.communicate()[0]
        self.transcript += output
        return Run(run.returncode, output)

    def shell(self, script: str) -> int:
        """The exit code of a bash script, as a pipeline runs it."""
        done = subprocess.run(
            ["bash", "-eo", "pipefail", "-c", script],
            cwd=self.folder,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        self.transcript += done.stdout
        return done.returncode

    def succeeds(self, *arguments: str) -> str:
        done = self.run(*arguments)
        assert done.code == 0, done.output
        return done.output

    def fails(self, *arguments: str) -> str:
        """What a run says that fails; without the frame that is drawn around it."""
        done = self.run(*arguments)
        assert done.code == 1, done.output
        return unframed(done.output)

    def apply(self, *arguments: str) -> str:
        return unframed(self.succeeds("apply", "-auto-approve", *arguments))

    def plan(self, *arguments: str) -> str:
        return unframed(self.succeeds("plan", *arguments))

    def has_no_changes(self, *arguments: str) -> bool:
        return self.run("plan", "-detailed-exitcode", *arguments).code == 0

    def state(self) -> dict[str, dict[str, Any]]:
        """The attributes of every resource instance in the state, by address."""
        shown = json.loads(self.succeeds("show", "-json").strip().splitlines()[-1])
        module = (shown.get("values") or {}).get("root_module") or {}
        return {one["address"]: one["values"] for one in _resources(module)}

    def places_with(self, text: str) -> list[str]:
        """Where a text stands: in what was printed, or in a file."""
        found = ["transcript"] if text in self.transcript else []
        for path in self.folder.rglob("*"):
            if path.is_file() and text.encode() in path.read_bytes():
                found.append(path.name)
        return found


def _resources(module: dict[str, Any]) -> list[dict[str, Any]]:
    own = list(module.get("resources", ()))
    return own + [one for child in module.get("child_modules", ()) for one in _resources(child)]


def unframed(text: str) -> str:
    """One line of words, without the frame around diagnostics."""
    return " ".join(text.replace("│", " ").replace("╷", " ").replace("╵", " ").split())
