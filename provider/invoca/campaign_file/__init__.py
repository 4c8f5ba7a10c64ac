"""Campaign files, read and written: YAML, with a CSV beside it.

Must not know: the live account, except as the numbers that `exported` is given.
"""

from .format import CampaignFile, NumberEntry
from .mistakes import CampaignFileMistakes
from .reader import SUFFIXES, read_campaign_file, read_campaign_sheet

__all__ = [
    "SUFFIXES",
    "CampaignFile",
    "CampaignFileMistakes",
    "NumberEntry",
    "read_campaign_file",
    "read_campaign_sheet",
]
