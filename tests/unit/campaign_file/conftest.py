"""What the tests of the campaign file have in common: a file, and the mistakes in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from invoca.campaign_file import CampaignFile, CampaignFileMistakes, read_campaign_file


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., CampaignFile]:
    """Reads a campaign file of this text, shown as x.yaml, with spreadsheets beside it."""

    def read(text: str | bytes, **spreadsheets: str | bytes) -> CampaignFile:
        for name, content in {**spreadsheets, "x.yaml": text}.items():
            raw = content if isinstance(content, bytes) else content.encode()
            (tmp_path / name.replace("_csv", ".csv")).write_bytes(raw)
        return read_campaign_file(tmp_path / "x.yaml", shown_as="x.yaml")

    return read


@pytest.fixture
def mistakes_in(read: Callable[..., CampaignFile]) -> Callable[..., list[str]]:
    """Every mistake as `file:line: text`, in the order in which it is told."""

    def mistakes_in(text: str | bytes, **spreadsheets: str | bytes) -> list[str]:
        with pytest.raises(CampaignFileMistakes) as told:
            read(text, **spreadsheets)
        return [f"{file}:{line}: {what}" for file, line, what in told.value.mistakes]

    return mistakes_in
