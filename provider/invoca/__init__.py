"""Invoca's promo numbers: the API, the campaign file, and the rules of buying and keeping numbers.

Knows no deployment engine; the faces and the command line are built on it. What is named here is
imported when it is asked for: a program that reads a campaign file needs no client.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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
_MODULES = {
    "VERSION": "version",
    "Account": "account",
    "Client": "client",
    "InvocaError": "errors",
    "CampaignRef": "promo_number.models",
    "Declaration": "promo_number.models",
    "PromoNumber": "promo_number.models",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_MODULES[name]}", __name__), name)
