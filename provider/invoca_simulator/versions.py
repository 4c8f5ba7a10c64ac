"""The API's versions: which are known, and what a promo number shows in each."""

from __future__ import annotations

import re

KNOWN = (
    "2013-07-01", "2016-03-01", "2016-07-01", "2016-12-01", "2017-02-01", "2017-09-01",
    "2018-05-01", "2022-08-01", "2026-02-01",
)  # fmt: skip
SHOWN_SINCE = {
    "id": "2016-07-01",
    "id_from_network": "2016-07-01",
    "object_url": "2016-07-01",
    "custom_data": "2016-12-01",
    "hours_of_operation": "2026-02-01",
}


def nearest_earlier(version: str) -> str | None:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", version):
        return None
    return max((known for known in KNOWN if known <= version), default=None)


def shows(version: str, field: str) -> bool:
    return version >= SHOWN_SINCE.get(field, "")
