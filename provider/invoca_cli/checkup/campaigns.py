"""Which campaign files are looked at, and which campaigns they name."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from invoca.campaign_file import CampaignFileMistakes, read_campaign_file
from invoca.counted import plural
from invoca.promo_number.models import CampaignRef

from ..workspace.project import Project, shown
from . import Check, ok, wrong

# The name of each number with the custom data fields that it gives a value.
Declared = tuple[tuple[str, tuple[str, ...]], ...]


class Campaigns(NamedTuple):
    """What one campaign file says. stack: named as the file."""

    stack: str
    project: Project
    file: str
    places: tuple[CampaignRef, ...]
    fields: Declared = ()


def read_campaigns(paths: Iterable[Path], project: Project) -> tuple[list[Campaigns], list[Check]]:
    """What each file says, and what is to be said of the files. One that cannot be read, or has
    mistakes, is among the first without campaigns."""
    found, checks = [], []
    numbers = 0
    for path in dict.fromkeys(paths):
        name = shown(path)
        places: tuple[CampaignRef, ...] = ()
        fields: Declared = ()
        try:
            entries = read_campaign_file(path, shown_as=name).numbers.values()
        except CampaignFileMistakes as error:
            text = f"{name} has {plural(len(error.mistakes), 'mistake')}"
            checks.append(wrong("campaign files", text, f"`invoca check {name}` lists them"))
        except OSError as error:
            text = f"{name}: {error.strerror or error}"
            checks.append(wrong("campaign files", text, "Name a file that can be read"))
        else:
            places = tuple(dict.fromkeys(entry.declaration.campaign for entry in entries))
            fields = tuple(
                (entry.name, tuple(entry.declaration.managed_custom_data)) for entry in entries
            )
            numbers += len(entries)
        # A file with mistakes still names a stack, whose settings are looked at.
        beside = project._replace(campaigns=path.parent)
        found.append(Campaigns(path.stem, beside, name, places, fields))
    fine = [one for one in found if one.places]
    if fine:
        text = f"{plural(len(fine), 'file')}, {plural(numbers, 'number')}, no mistakes"
        checks.append(ok("campaign files", text))
    return found, checks
