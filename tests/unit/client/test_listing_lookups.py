"""A look at a few numbers of a campaign, without a look at all of them."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from invoca import CampaignRef, Client
from invoca.client.listing import Listing
from invoca.promo_number.models import PromoNumber
from invoca_simulator import Simulator

RADIO = CampaignRef("acme", "spring-radio")
DIGITS = [f"88855501{end:02}" for end in range(6)]
WRITES = st.lists(
    st.one_of(
        st.tuples(st.just("wrote"), st.sampled_from(DIGITS), st.sampled_from("abc")),
        st.tuples(st.just("left"), st.sampled_from(DIGITS), st.just("")),
        st.tuples(st.just("fetched"), st.just(""), st.just("")),
    )
)


def description_of(live: PromoNumber) -> str | None:
    return live.description


def number(digits: str, description: str) -> PromoNumber:
    return PromoNumber(promo_number=digits, description=description)


@given(writes=WRITES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_a_look_finds_what_a_look_at_all_of_them_finds(
    simulator: Simulator, client: Client, writes: list[tuple[str, str, str]]
) -> None:
    simulator.reset()
    simulator.add_campaign("acme", "spring-radio")
    for digits in DIGITS[:3]:
        simulator.put_number("acme", "spring-radio", promo_number=digits, description="a")
    listing = Listing(client).of(RADIO)
    for what, digits, description in writes:
        if what == "wrote":
            listing.wrote(number(digits, description))
        elif what == "left":
            listing.left(digits)
        elif what == "fetched":
            listing.fetch()
        for wanted in ({"a"}, {"b", "c"}, {"d"}):
            all_of_them = [live for live in listing.known().values() if live.description in wanted]
            found = listing.having(description_of, wanted)
            by_digits = sorted(found, key=lambda live: live.promo_number)
            assert by_digits == sorted(all_of_them, key=lambda live: live.promo_number)


def test_what_a_campaign_held_is_not_changed_by_what_comes_after(
    simulator: Simulator, client: Client
) -> None:
    simulator.put_number("acme", "spring-radio", promo_number=DIGITS[0])
    listing = Listing(client).of(RADIO)
    listing.wrote(number(DIGITS[1], "a"))
    so_far = listing.so_far()
    listing.wrote(number(DIGITS[2], "a"))
    listing.wrote(number(DIGITS[1], "b"))
    simulator.put_number("acme", "spring-radio", promo_number=DIGITS[3])
    listing.fetch()
    assert [digits for digits in DIGITS if digits in so_far] == DIGITS[:2]
    assert [digits for digits in DIGITS if digits in listing.so_far()] == DIGITS[:4]


def test_a_look_among_thousands_reads_only_those_that_may_be_meant(
    simulator: Simulator, client: Client
) -> None:
    listing = Listing(client).of(RADIO)
    keyed: list[str] = []

    def noted(live: PromoNumber) -> str | None:
        keyed.append(live.promo_number)
        return live.description

    listing.having(noted, {"5"})
    for end in range(1_000):
        listing.wrote(number(f"888555{end:04}", str(end)))
        listing.having(noted, {str(end)})
    assert len(keyed) == 2 * 1_000
