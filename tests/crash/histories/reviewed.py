"""`invoca drift` on a model's state: the real comparison, without a file and a command line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from invoca.client import Client
from invoca.drift import check
from invoca.drift.findings import HARMLESS, Kind
from invoca_cli.workspace.state import PROVIDER, TYPE, ExportedStack
from tests.crash.histories.person import Said

Held = tuple[str, str, dict[str, Any], dict[str, Any]]  # name, id, inputs, outputs


def drift_of(
    client: Client, stack: str, project: str, held: Iterable[Held]
) -> tuple[Said, list[str]]:
    resources = [
        {
            "urn": f"urn:pulumi:{stack}::{project}::{TYPE}::{name}",
            "type": TYPE,
            "id": id_,
            "inputs": {**inputs, "__provider": PROVIDER},
            "outputs": {**outputs, "__provider": PROVIDER},
        }
        for name, id_, inputs, outputs in held
    ]
    return compared(client, ExportedStack("the model", resources, []))


def compared(client: Client, stack: ExportedStack) -> tuple[Said, list[str]]:
    numbers, problems = stack.held()
    report = check(numbers, client)
    told = [*problems, *(failure.text for failure in report.failures)]
    found = [
        f"{finding.kind.value} {finding.name} {finding.promo_number} {finding.field}: "
        f"{finding.declared} | {finding.live} {finding.remedy}"
        for finding in report.findings
    ]
    differs = [finding for finding in report.findings if finding.kind not in HARMLESS]
    left = [one.promo_number for one in report.findings if one.kind is Kind.LEFT]
    return Said(not (told or differs), "\n".join([*told, *found])), left
