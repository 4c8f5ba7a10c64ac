"""Breaks the purchase protocol in small ways and runs its tests: whatever survives is not tested.

Usage: python tools/mutation.py [--module lifecycle] [--sample 40] [--workers 2]

Each mutant is one change of one expression or statement. It is written into a copy of the code in
a temporary folder; the code itself is never touched. Ends with 0 whatever survives: survivors are
for a person to judge, some change nothing that can be seen.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import queue
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Literal, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = Path("provider") / "invoca"
TESTS = Path("tests") / "unit"
FOLDERS = ("lifecycle", "invoca")  # of the tests that hold the protocol
MODULES = {
    "lifecycle": "lifecycle/lifecycle.py",
    "acquiring": "lifecycle/acquiring.py",
    "deciding": "lifecycle/deciding.py",
    "number": "lifecycle/number.py",
    "purchase": "lifecycle/purchase.py",
    "settling": "lifecycle/settling.py",
    "purchase_notes": "lifecycle/purchase_notes.py",
    "pending": "lifecycle/pending.py",
    "earlier_moves": "lifecycle/earlier_moves.py",
    "writes": "lifecycle/writes.py",
    "release": "lifecycle/release.py",
    "held": "lifecycle/held.py",
    "holders": "lifecycle/holders.py",
    "decide": "promo_number/decide.py",
    "locate": "promo_number/locate.py",
    "declaring": "promo_number/declaring.py",
    "identity": "promo_number/identity.py",
    "rate_limit": "client/rate_limit.py",
    "listing": "client/listing.py",
}
# Random and slow; every rule that it holds to has a test of its own.
LEFT_OUT = "test_lifecycle_random.py"
# Run first for each module, because they are the likeliest to notice.
NEAREST: dict[str, tuple[str, ...]] = {
    "lifecycle": ("update", "release", "read", "move", "create", "taken"),
    "acquiring": ("create", "taken", "states"),
    "deciding": ("taken", "states", "own_ids"),
    "number": ("states",),
    "purchase": ("unclear", "own_ids", "taken", "invoca_picks", "create"),
    "settling": ("unclear", "own_ids", "taken", "invoca_picks", "create"),
    "purchase_notes": ("taken", "journal", "own_ids"),
    "pending": ("journal", "taken"),
    "earlier_moves": ("move", "own_ids"),
    "writes": ("update", "move", "create"),
    "release": ("release",),
    "held": ("claims", "release", "create"),
    "holders": ("states", "create"),
    "decide": ("create", "states", "update"),
    "locate": ("read", "create", "taken", "own_ids"),
    "declaring": ("own_ids",),
    "identity": ("own_ids", "create"),
    "rate_limit": ("retry", "rate_limit"),
    "listing": ("listing", "read", "invoca_picks"),
}
SLOWEST_TEST_SECONDS = 15
SLOWEST_RUN_SECONDS = 240
NOT_CODE = frozenset({"annotation", "returns", "decorator_list", "type_params"})
SWAPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
    ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
OPPOSITES = (ast.Eq, ast.NotEq, ast.Is, ast.IsNot, ast.In, ast.NotIn)

Outcome = Literal["killed", "survived"]


class Mutant(NamedTuple):
    """line: in the module as it is. text: the whole module as it would be."""

    module: str
    line: int
    original: str
    mutant: str
    text: str

    def __str__(self) -> str:
        place = (PACKAGE / MODULES[self.module]).as_posix()
        return f"{place}:{self.line}: {self.original} -> {self.mutant}"


# -- making mutants ----------------------------------------------------------------------------


def mutants_of(module: str, source: str) -> Iterator[Mutant]:
    """Every mutant of a module, in the order of its lines."""
    tree = ast.parse(source)
    found = []
    for parent, field, index in list(_places(tree)):
        holder: Any = getattr(parent, field)
        child = holder if index is None else holder[index]
        for changed in _changes(child):
            _put(parent, field, index, changed)
            text = ast.unparse(ast.fix_missing_locations(tree))
            _put(parent, field, index, child)
            found.append(Mutant(module, child.lineno, _words(child), _words(changed), text))
    yield from sorted(found, key=lambda mutant: mutant.line)


def _places(node: ast.AST) -> Iterator[tuple[ast.AST, str, int | None]]:
    """Where a statement or an expression stands: parent, field, index in a list."""
    for field, value in ast.iter_fields(node):
        if field in NOT_CODE:
            continue
        children = value if isinstance(value, list) else [value]
        for index, child in enumerate(children):
            if isinstance(child, (ast.stmt, ast.expr)):
                yield node, field, index if isinstance(value, list) else None
            if isinstance(child, ast.AST):
                yield from _places(child)


def _put(parent: ast.AST, field: str, index: int | None, child: ast.AST) -> None:
    if index is None:
        setattr(parent, field, child)
    else:
        getattr(parent, field)[index] = child


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, (ast.If, ast.While, ast.IfExp)) and not _has_opposite(node.test):
        changed = copy.deepcopy(node)
        changed.test = ast.UnaryOp(ast.Not(), changed.test)
        yield changed
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in SWAPPED:
        yield ast.Compare(node.left, [SWAPPED[type(node.ops[0])]()], node.comparators)
    if isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield ast.BoolOp(other, node.values)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    if isinstance(node, ast.Constant):
        yield from _other_constants(node.value)
    if isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        yield ast.Return(ast.Constant(None))
    if _can_be_dropped(node):
        yield ast.Pass()


def _has_opposite(test: ast.expr) -> bool:
    """Whether negating it says the same as another mutant, or lets a loop never begin."""
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        return isinstance(test.ops[0], OPPOSITES)
    return isinstance(test, ast.Constant) or (
        isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)
    )


def _other_constants(value: object) -> Iterator[ast.Constant]:
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, (int, float)):
        yield ast.Constant(value + 1)


def _is_none(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def _can_be_dropped(node: ast.AST) -> bool:
    if isinstance(node, ast.Expr):
        return not isinstance(node.value, (ast.Constant, ast.Yield))
    if isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(isinstance(target, (ast.Attribute, ast.Subscript)) for target in targets)
    return isinstance(node, (ast.Raise, ast.Continue, ast.Break))


def _words(node: ast.AST) -> str:
    """The node in one line; of a compound statement only its head."""
    return ast.unparse(ast.fix_missing_locations(copy.deepcopy(node))).splitlines()[0]


# -- running tests against them ----------------------------------------------------------------


class Workshop:
    """A copy of code and tests in which one mutant at a time is tried."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writes = 0
        ignored = shutil.ignore_patterns("__pycache__", ".*")
        for name in ("provider", "tests"):
            shutil.copytree(ROOT / name, folder / name, ignore=ignored)
        shutil.copy(ROOT / "pyproject.toml", folder)

    def judge(self, mutant: Mutant) -> Outcome:
        file = self._folder / PACKAGE / MODULES[mutant.module]
        whole = file.read_text("utf-8")
        try:
            self._write(file, mutant.text)
            return "survived" if self.passes(mutant.module) else "killed"
        finally:
            self._write(file, whole)

    def passes(self, module: str) -> bool:
        """Whether all tests are green; a run that does not end is red."""
        tests = self._folder / TESTS
        lifecycle = tests / "lifecycle"
        nearest = [lifecycle / f"test_lifecycle_{name}.py" for name in NEAREST[module]]
        known = {file for folder in FOLDERS for file in (tests / folder).glob("test_*.py")}
        others = sorted(known - {*nearest, lifecycle / LEFT_OUT})
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"]
        command += ["-p", "no:xdist", "-o", f"timeout={SLOWEST_TEST_SECONDS}"]
        search = os.pathsep.join([str(self._folder / "provider"), str(self._folder)])
        try:
            done = subprocess.run(
                [*command, *map(str, nearest), *map(str, others)],
                cwd=self._folder,
                env={**os.environ, "PYTHONPATH": search},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=SLOWEST_RUN_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return False
        return done.returncode == 0

    def _write(self, file: Path, text: str) -> None:
        file.write_text(text, "utf-8")
        # Python tells stale bytecode by whole seconds and size, and mutants come faster.
        self._writes += 1
        os.utime(file, (self._writes, self._writes))


def judge_all(mutants: list[Mutant], workers: int) -> dict[Mutant, Outcome]:
    """The outcome of each, told as it comes."""
    outcomes: dict[Mutant, Outcome] = {}
    with tempfile.TemporaryDirectory(prefix="mutation-") as base:
        free: queue.SimpleQueue[Workshop] = queue.SimpleQueue()
        for index in range(workers):
            free.put(Workshop(Path(base) / str(index)))

        def judge(mutant: Mutant) -> tuple[Mutant, Outcome]:
            workshop = free.get()
            try:
                return mutant, workshop.judge(mutant)
            finally:
                free.put(workshop)

        first = free.get()
        if not first.passes(next(iter(MODULES))):
            sys.exit(f"the tests are red without any mutant; run pytest {TESTS.as_posix()}")
        free.put(first)
        with ThreadPoolExecutor(workers) as pool:
            for done, (mutant, outcome) in enumerate(pool.map(judge, mutants), start=1):
                outcomes[mutant] = outcome
                if outcome == "survived":
                    print(f"survived  {mutant}", flush=True)
                print(f"{done} of {len(mutants)}", end="\r", file=sys.stderr, flush=True)
    return outcomes


def report(outcomes: dict[Mutant, Outcome]) -> None:
    print(f"\n{'module':<16}{'mutants':>8}{'killed':>8}{'survived':>10}")
    for module in [name for name in MODULES if any(m.module == name for m in outcomes)]:
        judged = [outcome for mutant, outcome in outcomes.items() if mutant.module == module]
        killed = judged.count("killed")
        print(f"{module:<16}{len(judged):>8}{killed:>8}{len(judged) - killed:>10}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--module", choices=MODULES, action="append", help="only this one")
    parser.add_argument("--sample", type=int, metavar="N", help="only N of each module")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--list", action="store_true", help="show the mutants, run nothing")
    options = parser.parse_args()
    chosen: list[Mutant] = []
    for module in options.module or MODULES:
        found = list(mutants_of(module, (ROOT / PACKAGE / MODULES[module]).read_text("utf-8")))
        if options.sample and options.sample < len(found):
            # The same ones each time, so that two runs can be compared.
            found = random.Random(module).sample(found, options.sample)  # noqa: S311
        chosen += found
    if options.list:
        print(*chosen, sep="\n")
    else:
        report(judge_all(chosen, options.workers))


if __name__ == "__main__":
    main()
