"""Writes an exported campaign as a campaign file, with or without a CSV beside it.

Owns: the files' look, which numbers fit into a spreadsheet, and the proof that what was written
reads back as what is live. Must not know: where the files end up.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from .. import next_steps as step
from .. import yaml_text
from ..counted import plural
from ..errors import ReportBug
from ..promo_number.models import CampaignRef
from .exported import ExportedCampaign, ExportedNumber
from .mistakes import CampaignFileMistakes
from .reader import read_campaign_file
from .sheet.spreadsheet import guarded

SCHEMA = "# yaml-language-server: $schema=campaign.schema.json"
CELL_MAXIMUM = 32_000  # characters; Excel cuts a cell at 32,767
_COLUMNS = ("description", "media_type", "id_from_network", "adopt")


def campaign_files(
    campaign: ExportedCampaign, stack: str, *, command: str, as_csv: bool = False
) -> dict[str, str]:
    """The text of `<stack>.yaml` and, with as_csv, of `<stack>.csv`, by file name.

    command: what a reader would run to make them again. Raises ReportBug where reading them back
    would not give what is live.
    """
    rows = [number for number in campaign.numbers if as_csv and _fits_a_row(number)]
    in_rows = {number.name for number in rows}
    entries = [number for number in campaign.numbers if number.name not in in_rows]
    sheet = f"{stack}.csv" if rows else None
    files = {f"{stack}.yaml": _yaml(campaign, entries, sheet, command)}
    if sheet:
        files[sheet] = _csv(rows)
    _require_same(campaign, files)
    return files


def _yaml(
    campaign: ExportedCampaign, numbers: Sequence[ExportedNumber], sheet: str | None, command: str
) -> str:
    lines = [SCHEMA, *_comment(campaign, command), *place_lines(campaign.where)]
    if campaign.defaults:
        lines += ["", "defaults:"]
        lines += _below(campaign.defaults, 2)
    if sheet:
        lines += ["", *yaml_text.entry("numbers_from", sheet, 0)]
    if numbers:
        lines += ["", "numbers:"]
        lines += [line for number in numbers for line in number_lines(number)]
    return "\n".join(lines) + "\n"


def place_lines(where: CampaignRef) -> list[str]:
    """The top of a campaign file: whose numbers these are."""
    return [
        line
        for key, value in where._asdict().items()
        if value is not None
        for line in yaml_text.entry(key, value, 0)
    ]


def number_lines(number: ExportedNumber) -> list[str]:
    """The number as it stands under `numbers:`, with its digits for readers."""
    return yaml_text.entry(number.name, number.values, 2, comment=number.promo_number)


def _comment(campaign: ExportedCampaign, command: str) -> Iterator[str]:
    yield f"# {plural(len(campaign.numbers), 'live number')}, written by `{command}`."
    adopts = f"{step.deploy()} adopts them: it buys none and changes none"
    yield f"# {adopts}. Keep `adopt`, so that a lost"
    yield "# state buys none either."
    yield from (f"# {note}" for note in campaign.notes)


def _below(values: Mapping[str, Any], indent: int) -> list[str]:
    return [line for key, value in values.items() for line in yaml_text.entry(key, value, indent)]


def _fits_a_row(number: ExportedNumber) -> bool:
    """Whether a spreadsheet can hold the number; those that do not fit go into the YAML."""
    values = dict(number.values)
    data = values.pop("custom_data", {})
    return (
        set(values) <= {*_COLUMNS}
        and all(map(_fits_a_cell, (*values.values(), *data.values())))
        and all(key.isprintable() and key == key.strip() and key[-1:] != "." for key in data)
    )


def _fits_a_cell(value: object) -> bool:
    if isinstance(value, bool):
        return True
    text = value if isinstance(value, str) else ""
    return (
        bool(text.strip())
        and len(text) <= CELL_MAXIMUM
        and all(character.isprintable() or character == "\n" for character in text)
    )


def _csv(numbers: Sequence[ExportedNumber]) -> str:
    """Starts with a byte order mark, without which Excel takes UTF-8 for something else."""
    fields = [name for name in _COLUMNS if any(name in number.values for number in numbers)]
    keys = sorted({key for number in numbers for key in number.values.get("custom_data", {})})
    text = io.StringIO("\ufeff")
    text.seek(1)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["name", *fields, *(f"custom_data.{key}" for key in keys)])
    for number in numbers:
        data = number.values.get("custom_data", {})
        cells = [number.name, *(number.values.get(name, "") for name in fields)]
        cells += [data.get(key, "") for key in keys]
        writer.writerow([_cell(value) for value in cells])
    return text.getvalue()


def _cell(value: object) -> str:
    return "true" if value is True else guarded(str(value))


def _require_same(campaign: ExportedCampaign, files: Mapping[str, str]) -> None:
    wanted = {number.name: number.declaration for number in campaign.numbers}
    with TemporaryDirectory() as folder:
        for name, text in files.items():
            (Path(folder) / name).write_bytes(text.encode())
        try:
            found = read_campaign_file(Path(folder) / next(iter(files))).numbers
        except CampaignFileMistakes as error:
            _, line, what = error.mistakes[0]
            raise _bug(campaign, f"line {line}: {what}") from None
    for name, declaration in wanted.items():
        if name not in found or found[name].declaration != declaration:
            raise _bug(campaign, f"'{name}' would read back as something else")


def _bug(campaign: ExportedCampaign, answer: str) -> ReportBug:
    return ReportBug(
        f"writing down the numbers of {campaign.where}",
        answer=answer,
        remedy="Nothing was written. Leave that number out with `--without <digits>`, and please "
        "report this",
    )
