"""`invoca export --all`: the whole network, without knowing an id before."""

from __future__ import annotations

import pytest

from tests.unit.drift.workplace import TOKEN
from tests.unit.export.desk import Desk

EXPORT = ("--all", "-d", "stacks")


@pytest.fixture
def network(desk: Desk) -> Desk:
    """Three advertisers; a campaign id that two of them have, a share, and an empty campaign."""
    account = desk.account
    account.add_campaign("acme", "spring-radio", affiliates=["kroq", "kiis"])
    account.add_campaign("acme", "spring-tv")
    account.add_campaign("globex", "spring-radio")
    account.add_campaign("initech", "autumn")
    for advertiser, campaign, affiliate in (
        ("acme", "spring-radio", None),
        ("acme", "spring-radio", "kroq"),
        ("acme", "spring-tv", None),
        ("globex", "spring-radio", None),
        ("initech", "autumn", None),
    ):
        desk.put("Radio", advertiser=advertiser, campaign=campaign, affiliate=affiliate)
    account.clear_calls()
    return desk


def test_everything_that_the_token_can_see_becomes_a_file(network: Desk) -> None:
    ended = network.export(*EXPORT)
    assert ended.code == 0
    assert list(network.files()) == [
        "acme-spring-radio.yaml",
        "autumn.yaml",
        "globex-spring-radio.yaml",
        "spring-radio-kroq.yaml",
        "spring-tv.yaml",
    ]
    # direct-mail, and the share of kiis.
    assert "2 campaigns without live numbers; no files are written for them" in ended.stderr
    said = "written by `invoca export --advertiser globex --campaign spring-radio`"
    assert said in network.files()["globex-spring-radio.yaml"]


@pytest.mark.parametrize(
    ("filters", "files"),
    [
        (("--only", "acme"), ["spring-radio-kroq", "spring-radio", "spring-tv"]),
        (("--only", "*/spring-radio"), ["acme-spring-radio", "globex-spring-radio", "-kroq"]),
        (("--only", "*/*/kroq"), ["spring-radio-kroq"]),
        (("--only", "acme", "--skip", "*/*/*"), ["spring-radio", "spring-tv"]),
        (("--skip", "acme", "--skip", "initech"), ["spring-radio"]),
        (("--only", "initech", "--only", "globex"), ["autumn", "spring-radio"]),
    ],
)
def test_filters_are_patterns_of_ids(
    network: Desk, filters: tuple[str, ...], files: list[str]
) -> None:
    assert network.export(*EXPORT, *filters).code == 0
    written = [name.removesuffix(".yaml") for name in network.files()]
    assert len(written) == len(files)
    assert all(any(name.endswith(file) for name in written) for file in files)


def test_nothing_of_an_advertiser_that_is_not_wanted_is_asked(network: Desk) -> None:
    network.export(*EXPORT, "--only", "initech")
    assert [call.endpoint for call in network.account.calls()] == [
        "advertisers", "advertiser_campaigns", "affiliate_campaigns", "promo_numbers",
    ]  # fmt: skip


def test_a_token_of_one_advertiser_sees_that_one(network: Desk) -> None:
    network.account.add_token(TOKEN, read_only=True, advertisers=["globex"])
    assert network.export(*EXPORT).code == 0
    assert list(network.files()) == ["spring-radio.yaml"]


def test_a_campaign_that_the_token_may_not_see_is_left_out_and_told(network: Desk) -> None:
    network.account.set_campaign_access("acme", "spring-tv", False)
    ended = network.export(*EXPORT, "--only", "acme")
    assert ended.code == 0
    assert "spring-tv.yaml" not in network.files()
    told = " ".join(ended.stderr.split())
    assert "warning: listing the promo numbers of campaign 'spring-tv' of advertiser" in told
    assert "it is left out" in told


@pytest.mark.parametrize("endpoint", ["spring-tv/promo_numbers", "globex/advertiser_campaigns"])
def test_half_of_a_network_is_not_written(network: Desk, endpoint: str) -> None:
    network.account.add_fault("status_before", path=endpoint, status=500, times=-1)
    ended = network.export(*EXPORT)
    assert ended.code == 1
    assert "Invoca answered 500" in ended.error
    assert network.files() == {}


def test_an_advertiser_without_an_id_of_the_network_is_told(network: Desk) -> None:
    body = [{"id": 7, "name": "Nameless"}, {"id": 8, "id_from_network": "initech"}]
    network.account.add_fault("status_before", path="1/advertisers.json", status=200, body=body)
    ended = network.export(*EXPORT)
    assert "these have no id_from_network, and are left out: Nameless" in ended.stderr
    assert list(network.files()) == ["autumn.yaml"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--all",), "several campaigns need a folder"),
        ((*EXPORT, "--advertiser", "acme"), "give either --advertiser, --campaigns or --all"),
        (
            ("--advertiser", "acme", "-d", "stacks", "--only", "x"),
            "--only and --skip need --all",
        ),
    ],
)
def test_what_does_not_go_together_is_refused(
    network: Desk, arguments: tuple[str, ...], said: str
) -> None:
    ended = network.export(*arguments)
    assert ended.code != 0
    assert said in " ".join((ended.stderr + ended.error).replace("│", " ").split())


def test_nothing_that_is_wanted_is_an_error(network: Desk) -> None:
    assert (
        "Check --only, --skip and the permissions"
        in network.export(*EXPORT, "--only", "nobody").error
    )
