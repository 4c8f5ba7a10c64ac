"""Lists that say themselves that they are not whole, as servers do that send them in pages."""

from __future__ import annotations

import json

import pytest

from invoca import Account, CampaignRef, Client
from invoca.client.listing import Listing
from tests.unit.client.scripted_server import answer, scripted_server

RADIO = CampaignRef("acme", "spring-radio")
TWO = json.dumps([{"promo_number": "8005550100"}, {"promo_number": "8005550101"}]).encode()
WHOLE = ["X-Total-Count: 2", 'Link: <?page=1>; rel="prev"', "X-Next-Page: ", "X-Total: many"]
IN_PARTS = [
    'Link: <https://invoca.net/api?page=2>; rel="next"',
    "link: <?page=1>; rel=first, <?page=2>; rel=next; title=more",
    'Link: <?page=2>; rel="last next"',
    "X-Next-Page: 2",
    "X-Total-Count: 3",
    "X-Total: 2000",
    "Content-Range: items 0-1/3",
]


def listing_of(account: Account, *headers: str, status: str = "200 OK") -> bool:
    """Whether the list of two numbers that comes with these headers counts as cut."""
    with scripted_server(answer(TWO, status, *headers)) as server:
        client = Client(account.model_copy(update={"base_url": server.url}))
        listing = Listing(client).of(RADIO)
        assert len(listing.known()) == 2
        assert listing.may_lack_some() == listing.is_cut()
        return listing.is_cut()


@pytest.mark.parametrize("header", IN_PARTS)
def test_a_list_that_tells_of_more_is_cut(account: Account, header: str) -> None:
    assert listing_of(account, header)


def test_a_list_that_is_answered_as_partial_is_cut(account: Account) -> None:
    assert listing_of(account, status="206 Partial Content")


@pytest.mark.parametrize("header", WHOLE)
def test_a_list_that_tells_of_no_more_is_whole(account: Account, header: str) -> None:
    assert not listing_of(account, header)
