"""Draws results: seconds over numbers, one panel an operation. The only user of matplotlib."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .contenders import OPERATIONS
from .results import Results
from .table import CONTENDERS, WORDS

# Okabe and Ito's colours, which colour-blind people can tell apart; and another marker for each.
STYLES = {
    "ours": ("#0072B2", "o", "-"),
    "naive": ("#D55E00", "s", "-"),
    "before": ("#56B4E9", "x", "--"),
    "empty": ("#999999", "^", "--"),
    "floor": ("#999999", "v", ":"),
    "limit": ("#009E73", "D", ":"),
}


def draw(results: Results, file: Path) -> None:
    """Writes a PNG. Raises ImportError where the extra `bench` is not installed."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, panels = pyplot.subplots(2, 4, figsize=(13, 6.5), sharex=True, sharey=True)
    for panel, operation in zip(panels.flat, OPERATIONS, strict=False):
        _draw_operation(panel, results, operation)
    for panel in panels.flat[len(OPERATIONS) :]:
        panel.set_visible(False)
    for panel in panels[-1]:
        panel.set_xlabel("numbers")
    for panel in panels[:, 0]:
        panel.set_ylabel("seconds")
    handles, labels = panels.flat[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="upper center", ncols=len(handles), frameon=False)
    figure.tight_layout(rect=(0, 0, 1, 0.95))
    file.parent.mkdir(parents=True, exist_ok=True)
    # Without the version of matplotlib, so that the same results make the same file.
    figure.savefig(file, dpi=110, metadata={"Software": None})
    pyplot.close(figure)


def _draw_operation(panel: Any, results: Results, operation: str) -> None:
    for name in CONTENDERS:
        colour, marker, line = STYLES[name]
        points = [
            (size, seconds)
            for size in results.sizes(name)
            if (seconds := results.seconds(name, size, operation)) is not None and seconds > 0.001
        ]
        panel.plot(
            *(zip(*points, strict=True) if points else ((), ())),
            color=colour,
            marker=marker,
            linestyle=line,
            label=WORDS[name],
        )
    panel.set_title(operation)
    panel.set_xscale("log")
    panel.set_yscale("log")
    panel.grid(True, which="major", alpha=0.3)
