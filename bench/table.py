"""Shows results as Markdown tables. Owns: their columns and words. Knows no files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from .contenders import BEFORE, OPERATIONS
from .processes import ROLES
from .results import Results
from .targets import GROWN, targets

CONTENDERS = ("ours", "before", "naive", "empty", "floor", "limit")
WORDS = {
    "ours": "ours",
    "before": f"ours at {BEFORE[:7]}",
    "naive": "naive",
    "empty": "engine alone",
    "floor": "floor",
    "limit": "physical limit",
}
PROCESSES = ("program", "engine", "provider")  # what ours, ours as it was and the floors consist of
WORDY = ("", "measured", "holds", "process")
VERDICTS = {True: "yes", False: "**no**", None: "—"}
ROLE_ORDER = (*dict.fromkeys(role for _, role in reversed(ROLES)), "simulator", "other")


def render(results: Results) -> str:
    """Everything between the markers of docs/performance.md."""
    parts = [
        _introduction(results),
        "### Targets",
        table(
            ("promise", "measured", "holds"),
            ((t.promise, t.measured, VERDICTS[t.holds]) for t in targets(results)),
        ),
        "### Seconds",
        _seconds(results),
        "### CPU seconds",
        _cpu(results),
        "### Growth",
        _growth(results),
        "### Calls to Invoca",
        _calls(results),
        "### Peak memory, MiB",
        _memory(results),
        "### Size of the state, MB",
        _state(results),
        "### The simulator by itself",
        _simulator(results),
    ]
    return "\n\n".join(parts)


def _introduction(results: Results) -> str:
    machine = ", ".join(f"{name} {value}" for name, value in results.machine.items())
    settings = results.settings
    repetitions = "; ".join(
        f"{int(size):,} numbers: {count}" for size, count in settings["repetitions"].items()
    )
    naive = "; ".join(
        f"{int(size):,}: {count}" for size, count in settings["naive_repetitions"].items()
    )
    of_naive = f" (naive: {naive}; create and refresh as often as ours)" if naive else ""
    return (
        f"Machine: {machine}.\n\n"
        f"Every call takes at least {settings['latency_ms']} ms; {settings['parallel']} calls at a "
        "time (naive: 4, as Pulumi comes). Seconds are medians; where the repetitions differ by "
        f"more than a fifth, the fastest and the slowest follow. Repetitions: {repetitions}"
        f"{of_naive}."
    )


def _seconds(results: Results) -> str:
    return _by_size(results, lambda *cell: _time(results, *cell))


def _cpu(results: Results) -> str:
    lines = []
    for size, name in _pairs(results):
        used = {one: results.cpu_seconds(name, size, one) for one in OPERATIONS}
        for role in PROCESSES:
            cells = (f"{used[one][role]:.2f}" if role in used[one] else "—" for one in OPERATIONS)
            if any(role in of_one for of_one in used.values()):
                lines.append((f"{size:,}", WORDS[name], role, *cells))
    if not lines:
        return "Not measured."
    return table(("numbers", "", "process", *OPERATIONS), lines)


def _time(results: Results, contender: str, size: int, operation: str) -> str:
    seconds = results.seconds(contender, size, operation)
    if seconds is None:
        return "—"
    spread = results.spread(contender, size, operation)
    shown = f"{seconds:.2f}"
    # Where the repetitions disagree by a fifth, one number would say too much.
    if spread and spread[1] > 1.2 * spread[0]:
        shown += f" ({spread[0]:.2f}–{spread[1]:.2f})"
    return shown


def _calls(results: Results) -> str:
    def count(contender: str, size: int, operation: str) -> str:
        found = results.of(contender, size, operation)
        return f"{max(m.call_count for m in found):,}" if found else "—"

    return _by_size(results, count)


def _by_size(results: Results, cell: Callable[[str, int, str], str]) -> str:
    lines = (
        (f"{size:,}", WORDS[name], *(cell(name, size, operation) for operation in OPERATIONS))
        for size, name in _pairs(results)
    )
    return table(("numbers", "", *OPERATIONS), lines)


def _pairs(results: Results) -> Iterator[tuple[int, str]]:
    sizes = sorted({size for name in CONTENDERS for size in results.sizes(name)})
    return ((size, name) for size in sizes for name in CONTENDERS if size in results.sizes(name))


def _growth(results: Results) -> str:
    small, large = GROWN
    lines = []
    for name in CONTENDERS:
        found = [results.growth(name, operation, GROWN) for operation in OPERATIONS]
        if any(value is not None for value in found):
            lines.append((WORDS[name], *("—" if v is None else f"{v:.2f}" for v in found)))
    if not lines:
        return f"Not measured: it needs {small:,} and {large:,} numbers."
    title = f"exponent, {small:,} to {large:,}"
    return table((title, *OPERATIONS), lines)


def _memory(results: Results) -> str:
    roles = [role for role in ROLE_ORDER if any(role in m.peak_mib for m in results.measurements)]
    lines = []
    for size, name in _pairs(results):
        peaks = results.peak_mib(name, size)
        shown = (f"{peaks[role]:.0f}" if role in peaks else "—" for role in roles)
        lines.append((f"{size:,}", WORDS[name], *shown))
    return table(("numbers", "", *roles), lines)


def _state(results: Results) -> str:
    lines = []
    for size, name in _pairs(results):
        sizes = [m.state_bytes for m in results.of(name, size, "create") if m.state_bytes]
        if sizes:
            lines.append((f"{size:,}", WORDS[name], f"{max(sizes) / 1e6:.2f}"))
    return table(("numbers", "", "state after create"), lines)


def _simulator(results: Results) -> str:
    answer = results.questions.get("simulator_ceiling")
    if not answer:
        return "Not measured."
    rates = answer["calls_per_second"]
    latency, parallel = results.settings["latency_ms"], results.settings["parallel"]
    asked = f"{parallel * 1000 / latency:,.0f}" if latency else "no limit to the"
    return (
        f"With no latency it answers {rates['POST']:,.0f} POST or {rates['GET']:,.0f} GET calls a "
        f"second, and lists {answer['numbers']:,} numbers in {answer['list_seconds']:.2f} s. "
        f"{parallel} calls at a time with {latency} ms each ask for {asked} calls a second at most."
    )


def table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    # Words stand to the left, numbers to the right.
    align = ["---" if name in WORDY or not i else "---:" for i, name in enumerate(head)]
    rows = [head, align, *lines]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)
