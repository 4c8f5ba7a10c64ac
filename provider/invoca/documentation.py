"""Where a message sends its reader: the one place that knows the documentation's address.

Must not know: what a page says. The address is that of the package's metadata (`Documentation` in
`[project.urls]`), so whoever publishes it decides. Without one, the page is named in words that
hold on every machine.
"""

from __future__ import annotations

from functools import cache
from importlib import metadata

DISTRIBUTION = "pulumi-invoca"
_LABEL = "documentation"


def page(name: str) -> str:
    """Where to read on, such as `page("campaign-file")`: an address, or words."""
    address = _address()
    return f"{address}/{name}.md" if address else f"page {name} of {DISTRIBUTION}'s documentation"


@cache
def _address() -> str:
    try:
        urls: list[str] = metadata.metadata(DISTRIBUTION).get_all("Project-URL") or []
    except metadata.PackageNotFoundError:
        return ""
    pairs = (url.split(",", 1) for url in urls if "," in url)
    found = {label.strip().lower(): address.strip() for label, address in pairs}
    return found.get(_LABEL, "").rstrip("/")
