"""The sums over the measurements, the targets, and the page that shows them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.report import BEGIN, END, write_page
from bench.results import Measurement, Results, load
from bench.table import render
from bench.targets import targets

SETTINGS = {
    "latency_ms": 100,
    "parallel": 32,
    "repetitions": {"1000": 3},
    "naive_repetitions": {"1000": 1},
}


def measured(
    contender: str,
    size: int,
    operation: str,
    *times: float,
    mib: float = 50,
    puts: int = 2,
    cpu: float = 1.0,
) -> list[Measurement]:
    calls, peaks = {"GET promo_numbers": 1, "PUT promo_number": puts}, {"program": mib}
    used = {"program": cpu, "simulator": 9.0}
    return [
        Measurement(contender, size, operation, i + 1, seconds, calls, peaks, used, 1_500_000)
        for i, seconds in enumerate(times)
    ]


def results(*measurements: list[Measurement]) -> Results:
    return Results(
        machine={"cores": "2"},
        settings=SETTINGS,
        measurements=[one for several in measurements for one in several],
    )


def held(found: Results) -> dict[str, bool | None]:
    return {target.promise.split(": exponent")[0]: target.holds for target in targets(found)}


def test_a_time_is_the_median_of_its_repetitions() -> None:
    found = results(measured("ours", 1000, "create", 9.0, 2.0, 3.0))

    assert found.seconds("ours", 1000, "create") == 3.0
    assert found.spread("ours", 1000, "create") == (2.0, 9.0)
    assert found.seconds("naive", 1000, "create") is None


def test_growth_is_1_where_time_is_in_proportion_and_2_where_it_is_the_square() -> None:
    found = results(
        measured("ours", 1000, "create", 4.0),
        measured("ours", 5000, "create", 20.0),
        measured("ours", 1000, "destroy", 4.0),
        measured("ours", 5000, "destroy", 100.0),
    )

    assert found.growth("ours", "create", (1000, 5000)) == pytest.approx(1)
    assert found.growth("ours", "destroy", (1000, 5000)) == pytest.approx(2)
    assert found.growth("ours", "refresh", (1000, 5000)) is None
    assert held(found)["growth from 1,000 to 5,000 numbers"] is False


def test_the_memory_of_a_process_is_its_largest_peak() -> None:
    found = results(
        measured("ours", 10_000, "create", 1.0, mib=120),
        measured("ours", 10_000, "refresh", 1.0, mib=144),
    )

    assert found.peak_mib("ours", 10_000) == {"program": 144}
    program = next(one for one in targets(found) if "the process program" in one.promise)
    assert program.holds is False  # 144 MiB are 151 MB
    assert program.measured == "151 MB"


@pytest.mark.parametrize(("naive", "holds"), [(48.0, True), (47.0, False)])
def test_create_is_held_against_the_naive_provider(naive: float, holds: bool) -> None:
    found = results(measured("ours", 1000, "create", 4.0), measured("naive", 1000, "create", naive))

    assert targets(found)[0].holds is holds


def test_what_is_compared_ran_side_by_side() -> None:
    found = results(
        measured("ours", 1000, "create", 1.0, 2.0, 4.0),
        measured("naive", 1000, "create", 8.0, 18.0, 28.0),
    )

    assert found.side_by_side("naive", "ours", 1000, "create") == [(8, 1), (18, 2), (28, 4)]
    assert targets(found)[0].measured.endswith("median 8.0 ×")  # the ratio of medians would be 9


@pytest.mark.parametrize(("ours", "holds"), [(12.0, True), (12.1, False)])
@pytest.mark.parametrize("operation", ["create", "update", "destroy"])
def test_what_writes_is_held_against_the_limit_and_the_floor(
    operation: str, ours: float, holds: bool
) -> None:
    found = results(
        measured("ours", 1000, operation, ours),
        measured("limit", 1000, operation, 7.0),
        measured("floor", 1000, operation, 3.0),
    )

    promise = f"{operation}, 1,000 numbers: at most 1.2 × the physical limit plus the floor"
    assert next(one.holds for one in targets(found) if one.promise == promise) is holds


@pytest.mark.parametrize(("other", "most"), [("before", 0.6), ("empty", 0.65)])
@pytest.mark.parametrize("operation", ["preview", "no-op"])
def test_what_writes_nothing_is_a_share_of_what_it_was_and_of_what_the_sdk_takes(
    operation: str, other: str, most: float
) -> None:
    for share, holds in ((most, True), (most + 0.01, False)):
        found = results(
            measured("ours", 1000, operation, *(10 * share,) * 3),
            measured(other, 1000, operation, 10.0, 10.0, 10.0),
        )
        [verdict] = [
            one.holds for one in targets(found) if one.holds is not None and "×" in one.promise
        ]
        assert verdict is holds


@pytest.mark.parametrize(("puts", "holds"), [(1000, True), (1100, False)])
def test_calls_are_counted_against_those_of_before(puts: int, holds: bool) -> None:
    found = results(
        measured("ours", 1000, "update", 1.0, puts=puts),
        measured("before", 1000, "update", 1.0, puts=1000),
    )
    assert held(found)["calls, 1,000 numbers: as many as before"] is holds


def test_cpu_seconds_are_shown_by_process_as_the_median_of_the_repetitions() -> None:
    found = results(
        measured("ours", 1000, "no-op", 1.0, cpu=1.0),
        measured("ours", 1000, "no-op", 1.0, cpu=1.5),
        measured("ours", 1000, "no-op", 1.0, cpu=4.0),
    )
    assert found.cpu_seconds("ours", 1000, "no-op") == {"program": 1.5, "simulator": 9.0}
    assert "| 1,000 | ours | program | — | — | — | 1.50 | — | — | — |" in render(found)


def test_what_was_not_measured_is_called_neither_held_nor_broken() -> None:
    assert {target.holds for target in targets(results())} == {None}


def test_results_come_back_from_their_file_as_they_were(tmp_path: Path) -> None:
    found = results(measured("ours", 1000, "create", 1.5))
    found.save(tmp_path / "deep" / "latest.json")

    assert load(tmp_path / "deep" / "latest.json") == found


def test_the_page_keeps_what_people_wrote_around_the_tables(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text(f"before\n{BEGIN}\nstale\n{END}\nafter\n", "utf-8")
    found = results(
        measured("ours", 1000, "create", 3.0, 2.9), measured("naive", 1000, "create", 2.0, 9.0)
    )
    write_page(found, page)
    once = page.read_text("utf-8")
    write_page(found, page)

    assert page.read_text("utf-8") == once
    assert once.startswith(f"before\n{BEGIN}\n\nMachine: cores 2.")
    assert once.endswith(f"{END}\nafter\n")
    assert "stale" not in once
    assert "| 1,000 | ours | 2.95 | — |" in once
    assert "| 1,000 | naive | 5.50 (2.00–9.00) | — |" in once
    assert "| 1,000 | ours | 1.50 |" in once  # the state, in MB


def test_a_page_without_markers_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text("prose\n", "utf-8")

    with pytest.raises(ValueError, match=r"performance\.md has no place for the tables"):
        write_page(results(), page)
    assert page.read_text("utf-8") == "prose\n"


def test_the_published_page_shows_the_published_results(tmp_path: Path) -> None:
    from bench.__main__ import PAGE, RESULTS

    copy = tmp_path / "performance.md"
    copy.write_text(PAGE.read_text("utf-8"), "utf-8")
    write_page(load(RESULTS), copy)

    assert copy.read_text("utf-8") == PAGE.read_text("utf-8"), "run `python -m bench report`"
