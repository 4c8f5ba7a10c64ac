"""Programs that ask for what no example asks for: values to come where a number is chosen, and more
purchases at once than Invoca allows."""

from __future__ import annotations

from tests.engine.workspace import Workspace


def test_outputs_of_one_number_are_inputs_of_another_even_before_they_are_known(
    workspace: Workspace,
) -> None:
    workspace.program(
        """
        import pulumi
        from pulumi_invoca import PromoNumber, PromoNumberArgs

        common = dict(advertiser_id="acme", campaign_id="spring-radio", media_type="Offline: Radio")
        first = PromoNumber("first", description="first", **common)
        second = PromoNumber(
            "second",
            PromoNumberArgs(
                description=pulumi.Output.concat("overflow of ", first.promo_number),
                custom_data={"notes": first.e164, "channel": "radio"},
                local_center={"tn_prefix": first.promo_number.apply(lambda digits: "310")},
                **common,
            ),
        )
        pulumi.export("numbers", {"first": first.promo_number, "second": second.promo_number})
        """
    )
    workspace.succeeds("preview")
    assert workspace.account.calls() == []
    workspace.succeeds("up", "--yes")
    numbers = workspace.numbers()
    live = {number["promo_number"]: number for number in workspace.account.numbers()}
    second = live[numbers["second"]]
    assert second["description"] == f"overflow of {numbers['first']}"
    assert second["custom_data"] == {"notes": f"+1{numbers['first']}", "channel": "radio"}
    assert numbers["second"].startswith("310")
    workspace.succeeds("preview", "--refresh", "--expect-no-changes")


def test_a_crowd_of_creates_ends_with_the_work_done_where_invoca_limits_the_rate(
    workspace: Workspace,
) -> None:
    account = workspace.account
    account.set_knobs(rate_limit="429", requests_per_second=40)
    numbers = "\n".join(f"  n{index}: {{description: Number {index}}}" for index in range(40))
    workspace.campaign(f"numbers:\n{numbers}")
    workspace.up("--parallel", "32")
    assert len(account.ledger("bought")) == 40
