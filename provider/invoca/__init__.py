"""Invoca's promo numbers: the API, the campaign file, and the rules of buying and keeping numbers.

Knows no deployment engine. `pulumi_invoca` and `invoca_cli` are built on it.
"""

from .account import Account
from .client import Client
from .errors import InvocaError
from .promo_number.models import CampaignRef, Declaration, PromoNumber
from .version import VERSION

__all__ = [
    "VERSION",
    "Account",
    "CampaignRef",
    "Client",
    "Declaration",
    "InvocaError",
    "PromoNumber",
]
