"""`invoca drift` on a model's state: the real comparison, without a file and a command line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from invoca.client import Client
from invoca.drift import check
from invoca.drift.findings import HARMLESS, Kind
from invoca_cli.workspace.state import PROVIDER, ExportedStack
from pulumi_stack.kinds import DYNAMIC
from tests.crash.histories.host import MARK, STACK, urn_of
from tests.crash.histories.person import Said

Held = tuple[str, str, dict[str, Any], dict[str, Any]]  # name, id, inputs, outputs


def drift_of(client: Client, kind: str, held: Iterable[Held]) -> tuple[Said, list[str]]:
    """kind: of the resources; of those that are marked it is the dynamic provider's."""
    resources = [exported(DYNAMIC if MARK in one[3] else kind, *one) for one in held]
    return compared(client, ExportedStack("the model", resources, []))


def compared(client: Client, *stacks: ExportedStack) -> tuple[Said, list[str]]:
    helds = [stack.held() for stack in stacks]
    problems = [problem for _, found in helds for problem in found]
    report = check([number for numbers, _ in helds for number in numbers], client)
    told = [*problems, *(failure.text for failure in report.failures)]
    found = [
        f"{finding.kind.value} {finding.name} {finding.promo_number} {finding.field}: "
        f"{finding.declared} | {finding.live} {finding.remedy}"
        for finding in report.findings
    ]
    differs = [finding for finding in report.findings if finding.kind not in HARMLESS]
    left = [one.promo_number for one in report.findings if one.kind is Kind.LEFT]
    return Said(not (told or differs), "\n".join([*told, *found])), left


def exported(
    kind: str,
    name: str,
    id_: str,
    inputs: dict[str, Any],
    outputs: dict[str, Any],
    stack: str = STACK,
) -> dict[str, Any]:
    """A resource, as `pulumi stack export` writes it."""
    mark = {MARK: PROVIDER} if kind == DYNAMIC else {}
    return {
        "urn": urn_of(kind, name, stack),
        "type": kind,
        "id": id_,
        "inputs": {**inputs, **mark},
        "outputs": {**outputs, **mark},
    }
