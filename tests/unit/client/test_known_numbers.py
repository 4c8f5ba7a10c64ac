"""What is found without a look at all numbers is what a look at all of them finds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from invoca.client.known_numbers import HeldThen, KnownNumbers
from invoca.promo_number.identity import is_same_id, name_in
from invoca.promo_number.models import PromoNumber

HASH = "0123456789ab"
IDS = st.sampled_from(
    [
        f"kroq-{HASH}",
        f" KROQ-{HASH} ",
        f"net1-kroq-{HASH}",
        f"kroq-{HASH}-2",
        f"kroq-{HASH[::-1]}",
        f"kpwr-{HASH}",
        f"{HASH}-{HASH}",
        f"-{HASH}",
        HASH,
        "kroq",
        "Kroq ",
        "my-kroq",
        None,
    ]
)
NUMBERS = st.builds(
    lambda digits, id_: PromoNumber(promo_number=f"800555010{digits}", id_from_network=id_),
    st.integers(0, 4),
    IDS,
)
CHANGES = st.lists(
    st.one_of(
        NUMBERS,  # is written
        st.integers(0, 4).map(lambda one: f"800555010{one}"),  # leaves
        st.lists(NUMBERS, max_size=3),  # are what a new list shows
    ),
    max_size=12,
)


@given(CHANGES)
def test_ways_to_a_number_stay_right_whatever_is_written(changes: list[object]) -> None:
    known = KnownNumbers()
    plain: dict[str, PromoNumber] = {}
    moments: list[tuple[HeldThen, frozenset[str]]] = []
    for value in changes:
        if isinstance(value, PromoNumber):
            known.put(value)
            plain[value.promo_number] = value
        elif isinstance(value, str):
            known.drop(value)
            plain.pop(value, None)
        elif isinstance(value, list):
            plain = {number.promo_number: number for number in value}
            known.replace(plain)
        moments.append((HeldThen(known), frozenset(plain)))

        assert known.by_digits == plain
        for id_ in (f"kroq-{HASH}", f"kroq-{HASH}-2", "kroq", f"-{HASH}", HASH):
            same = [one for one in plain.values() if is_same_id(id_, one.id_from_network)]
            assert by_digits(known.under_id(id_)) == by_digits(same)
        for name in ("kroq", "kpwr", "net1-kroq"):
            alike = [one for one in plain.values() if name_in(one.id_from_network) == name]
            assert by_digits(known.under_name(name)) == by_digits(alike)
    for then, held in moments:
        assert {f"800555010{one}" for one in range(5) if f"800555010{one}" in then} == held
        assert bool(then) == bool(held)


def by_digits(numbers: list[PromoNumber]) -> list[PromoNumber]:
    return sorted(numbers, key=lambda one: one.promo_number)
