"""What is done to get a state worth keeping: every way in which a promo number comes to be held.

Owns: what is declared, step by step. Must not know: how a state is kept.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.engine.workspace import Workspace

HEAD = """\
advertiser_id: acme
campaign_id: {campaign}
defaults: {{media_type: "Offline: Radio", custom_data: {{channel: radio}}}}
numbers:
"""

EVERY_KEY = """\
  plain: {description: Plain}
  renamed: {was: first-name, description: Renamed}
  area-as-number: {description: Area 310, local_center: {tn_prefix: 310}}
  area-as-text: {description: Area 212, local_center: {tn_prefix: "212"}}
  zip-code: {description: A zip code, local_center: {zipcode: "78701"}, tn_prefix_whitelist: [512]}
  own-id: {description: Our own id, id_from_network: "4531"}
  taken-over: {description: Taken over, adopt: "8885550106"}
  taken-over-by-id: {description: Taken over by id, id_from_network: ours-1, adopt: true}
  consented: {description: May go, protect: false}
  second-generation: {description: Bought anew, generation: 2, protect: false}
  data: {description: Data, custom_data: {station: KROQ, drop_date: 2026-11-02, offer: "007"}}
  search: {description: Search, media_type: Google Call Extension, adwords_account_id: 123-456-7890}
  hours:
    description: Hours
    hours_of_operation:
      time_zone: Pacific Time (US & Canada)
      schedules: [{day_of_week: Monday, open_time: "09:00", close_time: "17:30"}]
"""

TWO = "  kroq: {description: KROQ drive time}\n  jazz: {description: Jazz, generation: 3}\n"

PROGRAM = '''\
"""What people write in Python, integers and outputs included."""

import pulumi

from pulumi_invoca import Campaign, PromoNumber, PromoNumberArgs

PROTECT = True
COMMON = {"advertiser_id": "acme", "campaign_id": "spring-radio", "media_type": "Offline: Radio"}

args = PromoNumberArgs(
    description="Area code and miles as integers",
    local_center={"tn_prefix": 310},
    local_number_preferences={"search_radius_miles": 50, "restrict_search_to_state": False},
    tn_prefix_whitelist=[310, 323],
    generation=2,
    **COMMON,
)
first = PromoNumber("integers", args, pulumi.ResourceOptions(protect=PROTECT))
second = PromoNumber(
    "of-an-output",
    description=pulumi.Output.concat("overflow of ", first.promo_number),
    custom_data={"channel": "radio", "notes": first.e164},
    opts=pulumi.ResourceOptions(protect=PROTECT, aliases=[pulumi.Alias(name="older")]),
    **COMMON,
)
many = Campaign(
    "many",
    {
        name: PromoNumberArgs(description=f"{name} in a loop", id_from_network=own_id, **COMMON)
        for name, own_id in (("kroq", None), ("kpwr", 4532))
    },
    pulumi.ResourceOptions(protect=PROTECT),
    prefix="west-",
)
pulumi.export("numbers", {"first": first.promo_number, "second": second.promo_number})
'''


def head(campaign: str = "spring-radio") -> str:
    return HEAD.format(campaign=campaign)


def every_key(workspace: Workspace) -> None:
    account = workspace.account
    account.put_number("acme", "spring-radio", promo_number="8885550106", custom_data={})
    account.put_number("acme", "spring-radio", promo_number="8885550113", id_from_network="ours-1")
    workspace.succeeds("config", "set", "invoca:apiVersion", "2026-02-01")
    first = EVERY_KEY.replace("renamed: {was: first-name, ", "first-name: {")
    workspace.campaign(head() + first.replace("generation: 2, ", ""))
    workspace.up()
    workspace.campaign(head() + EVERY_KEY)
    workspace.up()


def refreshed(workspace: Workspace) -> None:
    every_key(workspace)
    workspace.succeeds("refresh", "--yes")


def moved_to_an_affiliate(workspace: Workspace) -> None:
    workspace.account.add_campaign("acme", "direct-mail", affiliates=["kroq-network"])
    workspace.campaign(head() + TWO)
    workspace.up()
    place = "affiliate_id: kroq-network\ndefaults:"
    workspace.campaign(head("direct-mail").replace("defaults:", place) + TWO)
    workspace.up()


def invoca_picks_the_id(workspace: Workspace) -> None:
    workspace.campaign(head().replace("{media_type", "{id_assigned_by: invoca, media_type") + TWO)
    workspace.up()


def stack_renamed(workspace: Workspace) -> None:
    workspace.campaign(head() + TWO)
    workspace.up()
    workspace.succeeds("stack", "rename", "summer-radio")
    workspace.stack = "summer-radio"
    workspace.campaign(head() + TWO)
    workspace.up()


def everything_may_go(workspace: Workspace) -> None:
    workspace.campaign(head().replace("{media_type", "{protect: false, media_type") + TWO)
    workspace.up()


def program(workspace: Workspace) -> None:
    workspace.program(PROGRAM)
    workspace.up()


RECIPES: tuple[Callable[[Workspace], None], ...] = (
    every_key,
    refreshed,
    moved_to_an_affiliate,
    invoca_picks_the_id,
    stack_renamed,
    everything_may_go,
    program,
)
