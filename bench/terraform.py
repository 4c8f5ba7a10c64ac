"""Terraform's face on one engine, beside a bare provider and one that does nothing.

Owns: what is run for each operation, and that it did its work. The contenders take turns within
each repetition, so that what is compared ran close together.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from terraform_invoca.wire.handshake import COOKIE, COOKIE_NAME

from .account import ROOT, AccountProcess
from .declarations import ADVERTISER, CAMPAIGN, MEDIA_TYPE, write_csv
from .processes import CommandFailed, Finished, cpu_seconds, run

NUMBERS = 1_000
REPETITIONS = 3
PARALLELISMS = (10, 32)  # as an engine comes, and as ours is run on Pulumi
STARTS = 5
CONTENDERS = {
    "ours": ("terraform_invoca",),
    "bare": ("bench.bare",),
    "empty": ("bench.bare", "--empty"),
}
OPERATIONS: dict[str, tuple[str, ...]] = {
    "create": ("apply", "-auto-approve"),
    "plan": ("plan", "-detailed-exitcode"),  # with nothing to do
    "update": ("apply", "-auto-approve"),
    "destroy": ("destroy", "-auto-approve"),
}
WRITES = {"create": "POST", "update": "PUT", "destroy": "DELETE"}
PROVIDER = "terraform-provider-invoca"
ADDRESS = "registry.terraform.io/invoca/invoca"
CONFIGURATION = f"""\
terraform {{
  required_providers {{
    invoca = {{ source = "{ADDRESS}" }}
  }}
}}

provider "invoca" {{
  namespace      = "bench"
  purchase_limit = 1000000
}}

resource "invoca_promo_number" "spots" {{
  for_each            = {{ for row in csvdecode(file("numbers.csv")) : row.name => row }}
  key                 = each.key
  advertiser_id       = "{ADVERTISER}"
  campaign_id         = "{CAMPAIGN}"
  media_type          = "{MEDIA_TYPE}"
  description         = each.value.description
  custom_data         = {{
    channel = each.value["custom_data.channel"]
    station = each.value["custom_data.station"]
    region  = each.value["custom_data.region"]
  }}
  deletion_protection = false
}}
"""


class Size(NamedTuple):
    numbers: int = NUMBERS
    repetitions: int = REPETITIONS


def engine() -> Path:
    """The engine that PROMO_NUMBERS_TERRAFORM names, as the Makefile does. Raises CommandFailed."""
    named = os.environ.get("PROMO_NUMBERS_TERRAFORM")
    if not named:
        raise CommandFailed(
            "PROMO_NUMBERS_TERRAFORM names no engine; run `make bench BENCH_ARGS=terraform`"
        )
    return Path(named)


def measure(
    account: AccountProcess, engine: Path, folder: Path, *, size: Size, latency_ms: int
) -> Iterator[dict[str, Any]]:
    """A measurement of each operation: contender, parallelism, repetition, operation, seconds,
    cpu_seconds and peak_mib by role, calls. Raises CommandFailed."""
    for repetition in range(1, size.repetitions + 1):
        for parallelism in PARALLELISMS:
            for contender in CONTENDERS:
                account.reset(latency_ms)
                name = f"{contender}-{parallelism}-{repetition}"
                module = _RootModule(folder / name, account, engine, contender, parallelism)
                what = {
                    "contender": contender,
                    "parallelism": parallelism,
                    "repetition": repetition,
                }
                for operation in OPERATIONS:
                    yield {**what, **_measured(module, operation, size.numbers)}


class _RootModule:
    """A configuration with a local state, and a provider that an engine starts from a folder."""

    def __init__(
        self, folder: Path, account: AccountProcess, engine: Path, contender: str, parallelism: int
    ) -> None:
        self.folder, self.account, self.engine = folder, account, engine
        self.contender, self._parallelism = contender, parallelism
        folder.mkdir(parents=True)
        (folder / "main.tf").write_text(CONFIGURATION, "utf-8")
        (folder / "cli.tfrc").write_text(
            f'provider_installation {{\n  dev_overrides {{ "{ADDRESS}" = "{folder}" }}\n'
            "  direct {}\n}\n",
            "utf-8",
        )
        provider = folder / PROVIDER
        module = " ".join(CONTENDERS[contender])
        provider.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m {module}\n', "utf-8")
        provider.chmod(0o755)

    def run(self, operation: str) -> Finished:
        return run(
            (str(self.engine), *OPERATIONS[operation], f"-parallelism={self._parallelism}"),
            cwd=self.folder,
            environment=self._environment(),
            watch={"simulator": self.account.process_id},
        )

    def _environment(self) -> Mapping[str, str]:
        own = ("TF_", "INVOCA_", "PROMO_NUMBERS_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(own)}
        machine = self.folder / "machine"
        machine.mkdir(mode=0o700, exist_ok=True)
        return {
            **kept,
            "PYTHONPATH": str(ROOT),
            "TF_CLI_CONFIG_FILE": str(self.folder / "cli.tfrc"),
            "TF_IN_AUTOMATION": "1",
            "CHECKPOINT_DISABLE": "1",
            "XDG_STATE_HOME": str(machine),
            "XDG_RUNTIME_DIR": str(machine),
            **self.account.environment(),
        }


def _measured(module: _RootModule, operation: str, numbers: int) -> dict[str, Any]:
    write_csv(module.folder / "numbers.csv", numbers, 1 if operation in ("create", "plan") else 2)
    module.account.counts()
    done = module.run(operation)
    counts = module.account.counts()
    writes = {kind.split()[0]: count for kind, count in counts.items() if kind[:3] != "GET"}
    sent = module.contender != "empty" and operation in WRITES
    wanted = {WRITES[operation]: numbers} if sent else {}
    if writes != wanted:
        raise CommandFailed(f"{operation} ({module.contender}) wrote {writes}, not {wanted}")
    return {
        "operation": operation,
        "seconds": done.seconds,
        "cpu_seconds": done.cpu_seconds,
        "peak_mib": done.peak_mib,
        "calls": sum(counts.values()),
    }


def handshakes(starts: int = STARTS) -> list[float]:
    """CPU seconds of our provider from its start to the line that the engine waits for."""
    return [_handshake() for _ in range(starts)]


def _handshake() -> float:
    provider = subprocess.Popen(
        [sys.executable, "-m", "terraform_invoca"],
        env={**os.environ, COOKIE_NAME: COOKIE},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        if provider.stdout is None or not provider.stdout.readline():
            raise CommandFailed("the provider did not say where it listens")
        return cpu_seconds(provider.pid) or 0.0
    finally:
        provider.terminate()
        provider.communicate()
