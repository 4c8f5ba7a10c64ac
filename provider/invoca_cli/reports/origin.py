"""Where the files that a report names can be looked at, and of which commit they are.

Owns: what a forge's environment says of it. Must not know: what is reported.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote, urlsplit

SHORT = 10  # characters of a commit that are shown


class Origin(NamedTuple):
    """base: an address that a file's path from the repository's root can follow, or "". commit: ""
    where it is not known."""

    base: str = ""
    commit: str = ""

    def link(self, file: str, line: int) -> str:
        """Where that line can be read; "" where nobody knows."""
        if not (self.base and file):
            return ""
        anchor = f"#L{line}" if line else ""
        return f"{self.base.rstrip('/')}/{quote(file)}{anchor}"


NOWHERE = Origin()


def origin_of(environment: Mapping[str, str], link_base: str | None = None) -> Origin:
    """As GitHub Actions and GitLab CI say it. link_base: what wins over them."""
    commit = environment.get("GITHUB_SHA") or environment.get("CI_COMMIT_SHA") or ""
    if link_base:
        return Origin(_address(link_base), commit)
    server, repository = environment.get("GITHUB_SERVER_URL"), environment.get("GITHUB_REPOSITORY")
    if server and repository and commit:
        return Origin(_address(f"{server}/{repository}/blob/{quote(commit)}"), commit)
    project = environment.get("CI_PROJECT_URL")
    if project and commit:
        return Origin(_address(f"{project}/-/blob/{quote(commit)}"), commit)
    return Origin("", commit)


def _address(text: str) -> str:
    """`text` where it is an address of the web; a link must lead nowhere else."""
    parts = urlsplit(text)
    is_one = parts.scheme in ("https", "http") and parts.netloc
    return text if is_one and text.isprintable() and not set(text) & set(" <>()\"'") else ""
