"""Plays histories from the command line: see the package's own words."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from tests.crash.histories import steps
from tests.crash.histories.seeds import LENGTH, REAL, Histories, Result, of_seeds, play_all


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.crash.histories")
    parser.add_argument("kind", choices=sorted(LENGTH))
    parser.add_argument("seeds", nargs="*", type=int, help="the first, and the last")
    parser.add_argument("--steps", type=Path, help="a history in a file, in place of seeds")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--transcript", action="store_true", help="what was said, where it failed")
    asked = parser.parse_args()
    if asked.steps:
        # A seed beside a file: of how the configuration is written, where that makes a difference.
        histories: Histories = {
            asked.seeds[0] if asked.seeds else 0: steps.read(asked.steps.read_text("utf-8"))
        }
    else:
        histories = of_seeds(asked.kind, range(asked.seeds[0], asked.seeds[-1] + 1))
    failed = 0
    for done, result in enumerate(play_all(asked.kind, histories, asked.workers), 1):
        if result.violations:
            failed += 1
            _print(result, transcript=asked.transcript)
        if done % (10 if asked.kind in REAL else 500) == 0:
            print(
                f"... {done} of {len(histories)} histories, {failed} with a violation", flush=True
            )
    print(f"{len(histories)} histories, {failed} with a violation")
    return 1 if failed else 0


def _print(result: Result, *, transcript: bool) -> None:
    print(f"VIOLATION seed {result.seed}")
    print(steps.written(result.done))
    for violation in result.violations:
        print(f"    {violation}")
    if transcript:
        print(result.transcript)


if __name__ == "__main__":
    sys.exit(main())
