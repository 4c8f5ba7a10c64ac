"""Makes the numbers that every contender declares: one CSV of any size.

Owns: the CSV, and the campaign file around it. Must not know: who reads them.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

ADVERTISER = "acme"
CAMPAIGN = "bench"
STACK = "bench"
MEDIA_TYPE = "Offline: Radio"
FIELDS = ("name", "description", "custom_data.channel", "custom_data.station", "custom_data.region")
REGIONS = ("north", "east", "south", "west")


def rows(size: int, edition: int = 1) -> Iterator[tuple[str, ...]]:
    """`size` numbers. Another edition differs in one field of every number: its description."""
    for i in range(size):
        station = f"K{i:05d}"
        yield f"spot-{i:05d}", f"Spot {i}, edition {edition}", "radio", station, REGIONS[i % 4]


def write_csv(path: Path, size: int, edition: int = 1) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(FIELDS)
        writer.writerows(rows(size, edition))


def write_campaign(folder: Path, size: int, edition: int = 1) -> Path:
    """The campaign file and its CSV. The numbers may be released: a benchmark cleans up."""
    write_csv(folder / f"{STACK}.csv", size, edition)
    file = folder / f"{STACK}.yaml"
    file.write_text(
        f"advertiser_id: {ADVERTISER}\ncampaign_id: {CAMPAIGN}\nnumbers_from: {STACK}.csv\n"
        f'defaults: {{media_type: "{MEDIA_TYPE}", protect: false}}\n',
        "utf-8",
    )
    return file
