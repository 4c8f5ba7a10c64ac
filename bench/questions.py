"""Questions that are no contest: one command each, against a clock and a bound.

Owns: how each is asked. Each returns a dict of numbers by name, which goes into the results.
"""

from __future__ import annotations

import csv
import json
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import Any

from .account import ROOT, AccountProcess
from .declarations import ADVERTISER, FIELDS, MEDIA_TYPE, rows, write_campaign
from .processes import Finished, run

CAMPAIGNS = 100
NUMBERS_EACH = 50
CSV_ROWS = 10_000
MISTAKES = 100
HAS_MISTAKES = 1  # what `invoca check` ends with


def simulator_ceiling(account: AccountProcess, calls: int) -> dict[str, Any]:
    """calls_per_second by method at no latency, and the seconds of a list of `calls` numbers."""
    account.reset()
    done = run(
        [sys.executable, "-m", "bench.ceiling", str(calls)],
        cwd=ROOT,
        environment={**os.environ, **account.environment()},
        watch={"simulator": account.process_id},
    )
    answer = json.loads(done.output)
    return {
        "numbers": calls,
        "calls_per_second": {method: answer[method] for method in ("POST", "GET")},
        "list_seconds": answer["list_seconds"],
    }


def drift_of_campaigns(
    account: AccountProcess, folder: Path, *, latency_ms: int, parallel: int, repetitions: int
) -> dict[str, Any]:
    """seconds of `invoca drift --all --declared` on 100 campaigns of 50 numbers, and the bound:
    the time that 100 list calls take at least."""
    names = [f"campaign-{i:03d}" for i in range(CAMPAIGNS)]
    account.reset(latency_ms=latency_ms, campaigns=[(ADVERTISER, name) for name in names])
    stacks = folder / "stacks"
    stacks.mkdir(parents=True)
    (folder / "Pulumi.yaml").write_text("name: promo-numbers\nruntime: python\n", "utf-8")
    for name in names:
        _declare_live(account, stacks, name)
    account.counts()
    command = ("invoca", "drift", "--all", "--declared", "--parallel", str(parallel))
    times = [_invoca(command, folder, account.environment()) for _ in range(repetitions)]
    return {
        "campaigns": CAMPAIGNS,
        "numbers": CAMPAIGNS * NUMBERS_EACH,
        "seconds": median(done.seconds for done in times),
        "calls": sum(account.counts().values()) // repetitions,
        "at_least_seconds": CAMPAIGNS * latency_ms / 1000 / parallel,
        "start_seconds": median(
            _invoca(("invoca", "--help"), folder, {}).seconds for _ in range(repetitions)
        ),
        "peak_mib": times[0].peak_mib,
    }


def csv_check(folder: Path, *, size: int, repetitions: int) -> dict[str, Any]:
    """seconds of `invoca check` on a CSV that is right, and on one with a hundred mistakes."""
    folder.mkdir(parents=True)
    right = write_campaign(folder, size)
    wrong = right.with_name("wrong.yaml")
    wrong.write_text(right.read_text("utf-8").replace("bench.csv", "wrong.csv"), "utf-8")
    _spoil(right.with_suffix(".csv"), wrong.with_suffix(".csv"))
    answers = {}
    for name, file, code in (("right", right, 0), ("mistaken", wrong, HAS_MISTAKES)):
        command = ("invoca", "check", str(file))
        times = [_invoca(command, folder, {}, expect=code) for _ in range(repetitions)]
        answers[name] = median(done.seconds for done in times)
    # Equal mistakes of many rows are one message, which says of how many.
    told = re.findall(r"([\d,]+) numbers \(lines .*description is missing", times[-1].output)
    reported = sum(int(count.replace(",", "")) for count in told)
    return {"rows": size, "seconds": answers, "mistakes_reported": reported}


def _declare_live(account: AccountProcess, stacks: Path, campaign: str) -> None:
    """A campaign file, and the account just as it says."""
    (stacks / f"{campaign}.yaml").write_text(
        f"advertiser_id: {ADVERTISER}\ncampaign_id: {campaign}\nnumbers_from: {campaign}.csv\n"
        f'defaults: {{media_type: "{MEDIA_TYPE}"}}\n',
        "utf-8",
    )
    live = []
    with (stacks / f"{campaign}.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow((*FIELDS, "id_from_network"))
        for row in rows(NUMBERS_EACH):
            name, description, channel, station, region = row
            id_from_network = f"{campaign}-{name}"
            writer.writerow((*row, id_from_network))
            live.append(
                {
                    "advertiser": ADVERTISER,
                    "campaign": campaign,
                    "id_from_network": id_from_network,
                    "description": description,
                    "media_type": MEDIA_TYPE,
                    "custom_data": {"channel": channel, "station": station, "region": region},
                }
            )
    account.fill(live)


def _spoil(source: Path, target: Path) -> None:
    """The same rows, a hundred of them, evenly spread, without the description that each needs."""
    header, *lines = csv.reader(source.read_text("utf-8").splitlines())
    every = max(1, len(lines) // MISTAKES)
    with target.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        for i, line in enumerate(lines):
            writer.writerow([line[0], "", *line[2:]] if i % every == 0 else line)


def _invoca(
    command: tuple[str, ...], folder: Path, environment: Mapping[str, str], expect: int = 0
) -> Finished:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PULUMI_", "INVOCA_"))}
    return run(command, cwd=folder, environment={**kept, **environment}, expect=expect)
