"""Reads a request's path: which of Invoca's endpoints it means, and the ids in it.

Works on the path as it was sent, since an id may hold an encoded slash. Knows no state.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote

from .records import Parent

ADVERTISER = "advertisers/{advertiser}"
CAMPAIGN = f"{ADVERTISER}/advertiser_campaigns/{{campaign}}"
AFFILIATE = f"{CAMPAIGN}/affiliates/{{affiliate}}/affiliate_campaigns"
# The first words of a path without a network id.
STARTS = frozenset({"advertisers", "affiliates", "networks"})
# What is about the whole network, which these paths name themselves.
NETWORK_WIDE = {
    "js_tags": "networks/{network}/js_tags",
    "transactions": "networks/transactions/{report}",
}

TEMPLATES = {
    "advertisers": "advertisers",
    "advertiser_campaigns": f"{ADVERTISER}/advertiser_campaigns",
    "advertiser_campaign": CAMPAIGN,
    "affiliates": "affiliates",
    "advertiser_affiliates": f"{ADVERTISER}/affiliates",
    "affiliate_campaigns": f"{CAMPAIGN}/affiliate_campaigns",
    "affiliate_campaign": AFFILIATE,
    "promo_numbers": f"{CAMPAIGN}/promo_numbers",
    "promo_number": f"{CAMPAIGN}/promo_numbers/{{promo_number}}",
    "promo_numbers_by_id": f"{CAMPAIGN}/promo_numbers_by_id",
    "promo_number_by_id": f"{CAMPAIGN}/promo_numbers_by_id/{{id_from_network}}",
    "affiliate_promo_numbers": f"{AFFILIATE}/promo_numbers",
    "affiliate_promo_number": f"{AFFILIATE}/promo_numbers/{{promo_number}}",
    "affiliate_promo_numbers_by_id": f"{AFFILIATE}/promo_numbers_by_id",
    "affiliate_promo_number_by_id": f"{AFFILIATE}/promo_numbers_by_id/{{id_from_network}}",
}
_PARTS = {name: tuple(template.split("/")) for name, template in (TEMPLATES | NETWORK_WIDE).items()}


@dataclass(frozen=True)
class PathMeaning:
    """What a path means. `endpoint` is a name of TEMPLATES, or "unknown"."""

    version: str
    network_id: str | None
    endpoint: str
    ids: dict[str, str]

    @property
    def kind(self) -> str:
        """The endpoint, whether it is a campaign's or an affiliate's."""
        return (
            self.endpoint.removeprefix("affiliate_") if "promo" in self.endpoint else self.endpoint
        )

    @property
    def parent(self) -> Parent:
        ids = self.ids
        return Parent(ids.get("advertiser", ""), ids.get("campaign", ""), ids.get("affiliate"))


def read_path(raw_path: str) -> PathMeaning:
    """`raw_path` as on the wire: /api/<version>[/<network_id>]/..., percent-encoded."""
    segments = raw_path.split("/")[2:]
    # Before decoding, and once: an id may itself end in ".json".
    segments[-1] = segments[-1].removesuffix(".json")
    version, *rest = [unquote(segment) for segment in segments]
    network_id = None
    if rest and rest[0] not in STARTS:
        network_id, *rest = rest
    endpoint, ids = _match(tuple(rest))
    return PathMeaning(version, network_id, endpoint, ids)


def _match(segments: tuple[str, ...]) -> tuple[str, dict[str, str]]:
    for name, parts in _PARTS.items():
        if len(parts) == len(segments):
            ids = _ids(parts, segments)
            if ids is not None:
                return name, ids
    return "unknown", {}


def _ids(parts: tuple[str, ...], segments: tuple[str, ...]) -> dict[str, str] | None:
    ids: dict[str, str] = {}
    for part, segment in zip(parts, segments, strict=True):
        if part.startswith("{"):
            ids[part[1:-1]] = segment
        elif part != segment:
            return None
    return ids
