"""The numbers as a table, for people at a terminal.

Must not know: where the numbers come from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from rich import box
from rich.table import Table
from rich.text import Text

from invoca.counted import plural

from ..reports import terminal, words
from .numbers import ListedNumber

WIDE = 110  # columns, from which on there is room for more than the phone number


def as_table(numbers: Sequence[ListedNumber]) -> str:
    """A table for each campaign and media type of a stack, which its heading names."""
    return terminal.as_text(_parts(numbers))


def _parts(numbers: Sequence[ListedNumber]) -> Iterator[Table | Text | str]:
    for heading, group in groupby(numbers, _heading):
        found = list(group)
        yield Text.assemble((heading, "bold"), "  ", (plural(len(found), "number"), "dim"))
        yield _table(found)
        yield ""


def _heading(one: ListedNumber) -> str:
    place = "/".join(filter(None, one.where))
    return words.one_line(f"{one.stack}  {place}  {one.media_type}")


def _table(numbers: Sequence[ListedNumber]) -> Table:
    is_wide = terminal.width() >= WIDE
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=False)
    table.add_column("name", overflow="fold", min_width=8)
    table.add_column("phone number", no_wrap=True)
    if is_wide:
        table.add_column("E.164", no_wrap=True)
    table.add_column("description", overflow="fold", ratio=1)
    table.add_column("custom data", overflow="fold", ratio=1)
    if is_wide:
        table.add_column("id", overflow="fold", style="dim")
    if any(one.live is not None for one in numbers):
        table.add_column("in Invoca", overflow="fold", ratio=1)
    for one in numbers:
        table.add_row(*_cells(one, is_wide))
    return table


def _cells(one: ListedNumber, is_wide: bool) -> Iterator[Text]:
    yield Text(words.one_line(one.name), "bold")
    yield Text(words.phone(one.promo_number))
    if is_wide:
        yield Text(one.e164)
    yield Text(words.one_line(one.description))
    yield Text(
        "\n".join(words.one_line(f"{key}: {value}") for key, value in one.custom_data.items())
    )
    if is_wide:
        yield Text(words.one_line(one.id))
    if one.live is not None:
        yield Text(words.one_line(one.live), "yellow") if one.live else Text("as declared", "dim")
