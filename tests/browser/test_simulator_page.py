"""The simulator's page in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from invoca_simulator import Simulator
from tests.browser.chromium import dump_dom


@pytest.mark.browser
def test_the_page_shows_the_numbers_of_every_campaign(tmp_path: Path) -> None:
    with Simulator() as simulator:
        simulator.add_campaign("acme", "radio", name="Spring radio")
        simulator.add_campaign("acme", "billboards", name="Billboards")
        data = {"station": "KROQ"}
        simulator.put_number("acme", "radio", promo_number="8885550123", custom_data=data)
        simulator.put_number("acme", "billboards", promo_number="3105550145")
        dom = dump_dom(simulator.url, tmp_path)
    for text in ("Spring radio", "(888) 555-0123", "KROQ", "Billboards", "(310) 555-0145"):
        assert text in dom
