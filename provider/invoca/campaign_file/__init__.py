"""Campaign files, read and written: YAML, with a CSV beside it.

Must not know: the live account, except as the numbers that `exported` is given.
"""

from .reader import CampaignFile, CampaignFileMistakes, NumberEntry, read_campaign_file

__all__ = ["CampaignFile", "CampaignFileMistakes", "NumberEntry", "read_campaign_file"]
