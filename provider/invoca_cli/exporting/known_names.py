"""The names that live numbers have in a campaign file: by their digits, or by their id.

Must not know: why somebody asks.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from invoca.campaign_file.exported import shared_ids
from invoca.promo_number.identity import folded_id
from invoca.promo_number.models import PromoNumber

from ..workspace.sources import of_file


def known_names(file: Path, live: Iterable[PromoNumber]) -> dict[str, str]:
    """The names, by digits. Raises InvocaError or OSError where the file cannot be read."""
    numbers = list(live)
    declared = of_file(file).numbers
    by_digits = {number.promo_number: number.name for number in declared if number.promo_number}
    by_id = {id_: number.name for number in declared for id_ in number.ids}
    shared = shared_ids(numbers)
    names: dict[str, str] = {}
    for number in numbers:
        known = number.id_from_network or ""
        name = by_digits.get(number.promo_number)
        if name is None and folded_id(known) not in shared:
            name = by_id.get(known)
        if name is not None and name not in names.values():
            names[number.promo_number] = name
    return names
