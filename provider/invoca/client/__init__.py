"""Invoca over HTTP. One request path: client, retry, pace, transport, responses.

Must not know: what is declared, what is adopted, or when a purchase is wise.
"""

from .client import Campaign, Client

__all__ = ["Campaign", "Client"]
