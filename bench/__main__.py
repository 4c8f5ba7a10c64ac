"""`python -m bench`: measures. `python -m bench fleet`: many campaigns, beside the same by hand.
`python -m bench terraform`: the provider for Terraform and OpenTofu, beside two others.
`python -m bench report`: shows once more what was measured.

Owns: the command line, the default plan, where results go.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from . import fleet, machine, questions, terraform, terraform_table
from .account import ROOT, AccountProcess
from .contenders import BEFORE, has_before
from .processes import CommandFailed
from .report import write_fleet, write_page, write_plot, write_terraform
from .results import Results, load
from .schedule import Schedule, WorkNotDone, measure, tell
from .table import render

RESULTS = ROOT / "bench" / "results" / "latest.json"
FLEET = RESULTS.with_name("fleet.json")
TERRAFORM = RESULTS.with_name("terraform.json")
PAGE = ROOT / "docs" / "performance.md"
COMMANDS = ("run", "fleet", "terraform", "report")
SIZES = (100, 1_000, 5_000)
REPETITIONS = {100: 3, 1_000: 3}
NAIVE_LARGEST = 1_000  # beyond, checkpoints make it take hours
NAIVE_REPETITIONS = {1_000: 1}
MEMORY_SIZE = 10_000
INTERRUPTED = 130  # as shells say it of SIGINT


def main(arguments: list[str] | None = None) -> int:
    """The exit code: 0, 1 where something could not be measured or drawn, 130 for Ctrl-C."""
    options = _parser().parse_args(arguments)
    # A quick look is no reason to replace what was published.
    file = options.results or (None if options.quick else RESULTS)
    if options.command == "report":
        return _report(file or RESULTS)
    try:
        with tempfile.TemporaryDirectory(prefix="promo-numbers-bench-") as folder:
            if options.command == "fleet":
                return _fleet(options, Path(folder))
            if options.command == "terraform":
                return _terraform(options, Path(folder))
            results = _measure(_plan(options), file, Path(folder))
    except (CommandFailed, WorkNotDone) as failure:
        tell(f"the benchmark stopped: {failure}")
        return 1
    except KeyboardInterrupt:
        tell("the benchmark was interrupted")
        return INTERRUPTED
    print(render(results))
    if file is None:
        return 0
    results.save(file)
    return _report(file)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("command", nargs="?", choices=COMMANDS, default="run")
    parser.add_argument(
        "--quick", action="store_true", help="100 numbers only, shown and not kept (2 minutes)"
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES), metavar="N")
    parser.add_argument("--repetitions", type=int, help="of every size; 3, and 1 from 5,000 on")
    parser.add_argument("--naive-largest", type=int, default=NAIVE_LARGEST, metavar="N")
    parser.add_argument("--memory-size", type=int, default=MEMORY_SIZE, metavar="N")
    parser.add_argument("--latency", type=int, default=100, metavar="MS", help="of every call")
    parser.add_argument("--parallel", type=int, default=32, help="calls at a time")
    parser.add_argument("--campaigns", type=int, default=fleet.CAMPAIGNS, help="of a fleet")
    parser.add_argument(
        "--results", type=Path, help="keep them here; bench/results/latest.json, but not if quick"
    )
    return parser


def _plan(options: argparse.Namespace) -> Schedule:
    sizes = (SIZES[0],) if options.quick else tuple(sorted(options.sizes))
    repetitions = {size: options.repetitions or REPETITIONS.get(size, 1) for size in sizes}
    limits = {"naive": options.naive_largest}
    if not has_before():
        tell(f"this clone has no commit {BEFORE}: ours as it was is left out")
        limits["before"] = 0
    naive = {size: min(repetitions[size], NAIVE_REPETITIONS.get(size, 3)) for size in sizes}
    return Schedule(
        sizes=sizes,
        repetitions=repetitions,
        limits=limits,
        naive_repetitions={n: count for n, count in naive.items() if n <= options.naive_largest},
        memory_size=0 if options.quick else options.memory_size,
        latency_ms=options.latency,
        parallel=options.parallel,
    )


def _measure(plan: Schedule, file: Path | None, folder: Path) -> Results:
    settings = {
        "latency_ms": plan.latency_ms,
        "parallel": plan.parallel,
        "before": BEFORE,
        "repetitions": {str(size): count for size, count in plan.repetitions.items()},
        "naive_repetitions": {str(size): count for size, count in plan.naive_repetitions.items()},
    }
    results = Results(machine=machine.describe(), settings=settings)
    unfinished = (file or folder / "results").with_suffix(".unfinished.json")
    with AccountProcess() as account:
        tell("the simulator by itself, a check of a CSV, drift of 100 campaigns")
        results.questions = _ask(plan, account, folder)
        for measurement in measure(plan, account, folder):
            results.measurements.append(measurement)
            # A run that is stopped leaves what it had.
            results.save(unfinished)
    unfinished.unlink(missing_ok=True)
    return results


def _ask(plan: Schedule, account: AccountProcess, folder: Path) -> dict[str, dict[str, object]]:
    repetitions = max(plan.repetitions.values())
    return {
        "simulator_ceiling": questions.simulator_ceiling(account, max(1_000, *plan.sizes)),
        "csv_check": questions.csv_check(
            folder / "csv", size=questions.CSV_ROWS, repetitions=repetitions
        ),
        "drift_of_campaigns": questions.drift_of_campaigns(
            account,
            folder / "campaigns",
            latency_ms=plan.latency_ms,
            parallel=plan.parallel,
            repetitions=repetitions,
        ),
    }


def _fleet(options: argparse.Namespace, folder: Path) -> int:
    """A quick look, or one at another size, is shown and not kept."""
    size = fleet.Size(3 if options.quick else options.campaigns)
    tell(f"{size.campaigns} campaigns in one command, and then by hand")
    settings = {"machine": machine.describe(), "latency_ms": options.latency}
    with AccountProcess() as account:
        measured = fleet.measure(account, folder, size=size, latency_ms=options.latency)
    answers = {**measured, **settings}
    print(fleet.render(answers))
    if size == fleet.Size():
        _keep(answers, FLEET, write_fleet)
    return 0


def _terraform(options: argparse.Namespace, folder: Path) -> int:
    """A quick look is shown and not kept."""
    engine = terraform.engine()
    size = terraform.Size(SIZES[0], 1) if options.quick else terraform.Size()
    answers: dict[str, Any] = {
        "machine": machine.describe_for_terraform(engine),
        "latency_ms": options.latency,
        "numbers": size.numbers,
        "repetitions": size.repetitions,
        "handshake_cpu_seconds": terraform.handshakes(),
        "measurements": [],
    }
    with AccountProcess() as account:
        for one in terraform.measure(
            account, engine, folder, size=size, latency_ms=options.latency
        ):
            answers["measurements"].append(one)
            tell(
                f"{one['contender']}, {one['parallelism']} at a time, {one['operation']}: "
                f"{one['seconds']:.1f} s, {one['calls']:,} calls"
            )
    print(terraform_table.render(answers))
    if size == terraform.Size():
        _keep(answers, TERRAFORM, write_terraform)
    return 0


def _keep(
    answers: dict[str, Any], file: Path, write: Callable[[Mapping[str, Any], Path], None]
) -> None:
    """Puts what was measured where it is published, and where people read it."""
    file.write_text(json.dumps(answers, indent=1) + "\n", "utf-8")
    write(answers, PAGE)
    tell(f"{PAGE.relative_to(ROOT)} is rewritten")


def _report(file: Path) -> int:
    """Shows what the file holds, and not what was in memory: that is what others can repeat."""
    results = load(file)
    if file == RESULTS:
        write_page(results, PAGE)
        tell(f"{PAGE.relative_to(ROOT)} is rewritten")
    if not write_plot(results, file.with_suffix(".png")):
        tell("there is no plot: run `pip install -e '.[bench]'`, then `python -m bench report`")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
