"""Random accounts of 1 to 2,000 numbers: what is exported is adopted, not bought and not changed.

The same through the whole engine, for fewer accounts, is tests/engine/test_export.py.
"""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from invoca.account import Account as Settings
from invoca.lifecycle import Lifecycle
from invoca.promo_number.decide import Wanted
from tests.unit.export.desk import FILE, PLACE, Desk

TEXTS = ("KROQ", "Größe L", "=1+1", "007", "日本", "May 5", "1e5", " padded ", "two\nlines", "'=1")


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("most", [1, 40, 2_000])
def test_a_random_account_is_exported_and_adopted_without_a_write(
    desk: Desk, most: int, seed: int
) -> None:
    draw = random.Random(f"{most} {seed}")  # noqa: S311 - makes accounts up
    live = fill(desk, draw, count=most if seed == 0 else draw.randint(1, most))
    assert desk.export(*PLACE, "-o", FILE, *draw.choice([(), ("--csv",)])).code == 0
    adopted = adopt_all(desk)
    assert sorted(adopted.values()) == live
    assert desk.account.writes() == []
    # An id that two numbers share stays worth telling; nothing else is left to tell.
    kinds = {finding["kind"] for finding in desk.drift("--file", FILE).json["findings"]}
    assert kinds <= {"duplicate"}


def fill(desk: Desk, draw: random.Random, count: int) -> list[str]:
    """Numbers as people leave them: odd texts, ids that are shared, missing or odd; the digits."""
    return sorted(
        desk.put(
            description=draw.choice([draw.choice(TEXTS), f"{draw.choice(TEXTS)} {index}"]),
            id_from_network=draw.choice([None, "shared", f"0{index}", f"a/b {index}"]),
            media_type=draw.choice(["Offline: Radio", "Offline: In\u00adCall Ad", "Pooling"]),
            custom_data={"channel": "radio", "station": draw.choice(TEXTS)},
        )
        for index in range(count)
    )


def adopt_all(desk: Desk) -> dict[str, str]:
    """What a run makes of the file in which all numbers are new to it: the digits, by name."""
    environment = {name: value for name, value in desk.environment.items() if value is not None}
    life = Lifecycle(Settings.load(lambda key: None, environment))
    entries = desk.declared()
    with ThreadPoolExecutor(max_workers=16) as pool:
        numbers = pool.map(lambda entry: life.acquire(Wanted(entry.declaration)), entries.values())
        return {name: live.promo_number for name, live in zip(entries, numbers, strict=True)}
