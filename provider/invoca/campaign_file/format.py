"""The keys of a campaign file, and what a file that was read says.

Owns: the format, which is a contract; docs/campaign-file.md describes it, and schema.py makes a
JSON Schema of it. Must not know: how files are read.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
)

from ..promo_number.models import CampaignRef, Declaration
from ..promo_number.values import NetworkText, Text
from ..shown_line import require_seen
from .sheet.columns import Naming

NAME_MAXIMUM = 100  # characters
QUANTITY_MAXIMUM = 10_000  # numbers that one entry stands for
CAMPAIGN = CampaignRef._fields
ONE_EACH = ("id_from_network", "was")  # what no two numbers can have in common


def checked_name(value: str) -> str:
    """Raises ValueError where it is not a name of a number."""
    require_seen(value, "name")
    if not value.strip() or len(value) > NAME_MAXIMUM or not value.isprintable():
        raise ValueError(f"is not a name; use 1 to {NAME_MAXIMUM} letters, digits, dashes or dots")
    return value


def _listed(value: object) -> object:
    return () if value is None else value if isinstance(value, (list, tuple)) else (value,)


def _named(value: object) -> object:
    if value is not None and not isinstance(value, Mapping):
        raise ValueError(
            "must name each number before what it says: `kroq: {description: KROQ drive time}`"
        )
    return value


Name = Annotated[Text, AfterValidator(checked_name)]
_ONE_OR_MORE = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
Names = Annotated[tuple[Name, ...], BeforeValidator(_listed), WithJsonSchema(_ONE_OR_MORE)]


class Head(BaseModel):
    """The top level of a campaign file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    advertiser_id: NetworkText = Field(description="The advertiser, as the network's own id.")
    campaign_id: NetworkText = Field(description="The campaign, as the network's own id.")
    affiliate_id: NetworkText | None = Field(
        None, description="The affiliate, for numbers of an affiliate campaign."
    )
    defaults: dict[str, Any] | None = Field(
        None, description="Defaults for every number; custom_data is merged key by key."
    )
    numbers: Annotated[dict[Name, dict[str, Any] | None] | None, BeforeValidator(_named)] = Field(
        None, description="The numbers; the key is the number's name in this stack."
    )
    numbers_from: str | None = Field(
        None,
        description="A CSV or .xlsx beside this file: one row per number; a column `name`, columns "
        "named as inputs, and columns `custom_data.<key>`.",
    )
    sheet: str | None = Field(
        None, description="The name of the sheet, where the .xlsx has several."
    )
    ignore_columns: list[Text] | None = Field(
        None, description="Headings of the sheet's columns that are not inputs of a number."
    )
    columns: dict[Text, Text] | None = Field(
        None,
        description="What the sheet's headings mean, where they are not named as the inputs are: "
        "`Zip: local_center.zipcode`.",
    )


class Options(BaseModel):
    """What a number in the file can say beside its inputs."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    was: Names = Field(
        (),
        description="The number's former name, or a list of them: same number, new name.",
    )
    protect: bool | None = Field(
        None, description="false is the consent to release the number; true is the default."
    )
    quantity: Annotated[int, Field(ge=1, le=QUANTITY_MAXIMUM)] | None = Field(
        None,
        description="How many numbers this stands for: `card` becomes `card-1`, `card-2` ...",
    )


class NumberEntry(NamedTuple):
    """One number, complete. was: the names that it had. protect: None where the file does not say.
    line: 1-based, in file.

    entry: the name under which the file declares it; another one where it stands for several.
    written_back: the ten digits that its sheet shows, or "".
    """

    name: str
    declaration: Declaration
    was: tuple[str, ...]
    protect: bool | None
    file: str
    line: int
    entry: str = ""
    written_back: str = ""


class SheetRef(NamedTuple):
    """The sheet that a campaign file names. file: how messages name it. tab: its name within a
    workbook, or None."""

    path: Path
    file: str
    tab: str | None
    naming: Naming


class CampaignFile(NamedTuple):
    """numbers: by name, in the order of the file. defaults: as they are written. odd: what is odd
    about the file beside its numbers, a sentence each, with file and line. sheet: the one that it
    names, or None."""

    numbers: dict[str, NumberEntry]
    where: CampaignRef
    defaults: Mapping[str, Any]
    odd: tuple[str, ...] = ()
    sheet: SheetRef | None = None

    def warnings(self) -> list[str]:
        """What is odd but not wrong, a sentence each, with file and line."""
        return [
            *self.odd,
            *(
                f"{entry.file}:{entry.line}: {entry.name}: {text}"
                for entry in self.numbers.values()
                for text in entry.declaration.warnings()
            ),
        ]
