"""Invoca over HTTP. One request path: client, rate_limit, transport, responses.

Must not know: what is declared, what is adopted, or when a purchase is wise.
"""

from .client import Client
from .list_answer import Listed
from .neighbours import AdvertiserCampaign, AffiliateCampaign

__all__ = ["AdvertiserCampaign", "AffiliateCampaign", "Client", "Listed"]
