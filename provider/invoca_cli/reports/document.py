"""What the JSON documents of all reports have in common."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel, ConfigDict

from invoca.promo_number.models import CampaignRef


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Campaign(Part):
    """Where numbers live; all three are the network's own ids."""

    advertiser_id: str
    campaign_id: str
    affiliate_id: str | None = None

    @classmethod
    def of(cls, where: CampaignRef) -> Campaign:
        return cls(**where._asdict())


def as_json(document: Part) -> str:
    return json.dumps(document.model_dump(mode="json"), indent=2, ensure_ascii=False) + "\n"


def json_schema(document: type[Part]) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of what is printed."""
    described = document.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **described}
