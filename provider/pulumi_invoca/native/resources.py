"""The plugin's resources as Python classes: what `pulumi_invoca` has, with another provider.

Owns: how the inputs of a Python program, in snake_case, become the plugin's. Must not know: how a
number is bought, or which id it gets: the plugin makes it.
"""

# No `from __future__ import annotations` here: the SDK reads the annotations for each number.
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import pulumi
from pulumi.runtime.invoke import invoke_output

from pulumi_stack import names
from pulumi_stack.kinds import CAMPAIGN, DYNAMIC, NATIVE

from ..promo_number import PromoNumberArgs as PromoNumberArgs
from .schema import GET_NUMBER, GET_NUMBERS

_OUTPUTS = ("promoNumber", "e164", "invocaId", "objectUrl", "idFromNetwork")


class Provider(pulumi.ProviderResource):
    """An Invoca account of its own, for programs that use more than one; settings in snake_case."""

    def __init__(
        self, resource_name: str, opts: pulumi.ResourceOptions | None = None, **settings: Any
    ) -> None:
        properties = {names.camel(name): value for name, value in settings.items()}
        if "apiToken" in properties:
            properties["apiToken"] = pulumi.Output.secret(properties["apiToken"])
        super().__init__("invoca", resource_name, properties, opts)


class PromoNumber(pulumi.CustomResource):
    """A phone number that Invoca sells, held by exactly one resource; written as
    `pulumi_invoca.PromoNumber` is, and moved over from it in place.

    It is protected unless opts say otherwise: releasing a number kills every ad that prints it.
    """

    def __init__(
        self,
        resource_name: str,
        args: PromoNumberArgs | None = None,
        opts: pulumi.ResourceOptions | None = None,
        **inputs: Any,
    ) -> None:
        args = args or PromoNumberArgs(**inputs)
        opts = pulumi.ResourceOptions.merge(
            opts, pulumi.ResourceOptions(aliases=[pulumi.Alias(type_=DYNAMIC)])
        )
        if opts.protect is None:
            opts.protect = True
        properties = _inputs(args)
        properties["protect"] = opts.protect
        if former := _former_names(opts):
            properties["formerNames"] = former
        super().__init__(NATIVE, resource_name, {**dict.fromkeys(_OUTPUTS), **properties}, opts)

    @property
    def promo_number(self) -> "pulumi.Output[str]":
        """Ten digits; the resource's id."""
        return self._output("promoNumber")

    @property
    def e164(self) -> "pulumi.Output[str]":
        """In the form that telephones and web pages use: +18005550123."""
        return self._output("e164")

    @property
    def invoca_id(self) -> "pulumi.Output[int]":
        """Invoca's own id."""
        return self._output("invocaId").apply(int)

    @property
    def object_url(self) -> "pulumi.Output[str]":
        """The number's page in Invoca."""
        return self._output("objectUrl")

    @property
    def id_from_network(self) -> "pulumi.Output[str]":
        """The id under which Invoca holds it, declared or generated."""
        return self._output("idFromNetwork")

    @property
    def description(self) -> "pulumi.Output[str]":
        return self._output("description")

    @property
    def media_type(self) -> "pulumi.Output[str]":
        return self._output("mediaType")

    @property
    def custom_data(self) -> "pulumi.Output[dict[str, str]]":
        return self._output("customData")

    def _output(self, name: str) -> "pulumi.Output[Any]":
        output: pulumi.Output[Any] = self.__dict__[name]
        return output


class Campaign(pulumi.ComponentResource):
    """The promo numbers of a campaign, registered by the plugin.

    numbers: what to declare, by name. prefix: put before each number's resource name.
    """

    numbers: "pulumi.Output[dict[str, str]]"
    """The ten digits of every number, by name."""

    def __init__(
        self,
        name: str,
        numbers: Mapping[str, PromoNumberArgs] | None = None,
        opts: pulumi.ResourceOptions | None = None,
        *,
        file: str | Path | None = None,
        prefix: str = "",
    ) -> None:
        properties: dict[str, Any] = {"numbers": None}
        if numbers is not None:
            properties["numbers"] = {key: _inputs(args) for key, args in numbers.items()}
        if file is not None:
            properties["file"] = str(file)
        if prefix:
            properties["prefix"] = prefix
        super().__init__(CAMPAIGN, name, properties, opts, remote=True)

    @classmethod
    def from_file(
        cls,
        name: str,
        path: str | Path,
        opts: pulumi.ResourceOptions | None = None,
        *,
        prefix: str = "",
    ) -> "Campaign":
        """The campaign that the file at `path` declares; relative to the program's folder. prefix:
        as above; before `was` too."""
        return cls(name, opts=opts, file=path, prefix=prefix)


def get_promo_number(
    *, opts: pulumi.InvokeOptions | None = None, **arguments: Any
) -> "pulumi.Output[dict[str, Any]]":
    """One live number of a campaign: advertiser_id, campaign_id, affiliate_id, and promo_number or
    id_from_network."""
    return _invoke(GET_NUMBER, arguments, opts)


def get_promo_numbers(
    *, opts: pulumi.InvokeOptions | None = None, **arguments: Any
) -> "pulumi.Output[Sequence[dict[str, Any]]]":
    """Every live number of a campaign: advertiser_id, campaign_id, affiliate_id."""
    found: pulumi.Output[Sequence[dict[str, Any]]] = _invoke(GET_NUMBERS, arguments, opts)[
        "numbers"
    ]
    return found.apply(lambda numbers: [names.from_wire(number) for number in numbers])


def _invoke(
    function: str, arguments: Mapping[str, Any], opts: pulumi.InvokeOptions | None
) -> "pulumi.Output[Any]":
    asked = {names.camel(name): value for name, value in arguments.items()}
    answer = invoke_output(function, asked, opts)
    return answer.apply(names.from_wire)


def _inputs(args: PromoNumberArgs) -> dict[str, Any]:
    """The plugin's properties; values may be outputs."""
    given = {
        field.name: getattr(args, field.name)
        for field in fields(args)
        if getattr(args, field.name) is not None
    }
    return {names.camel(name): _renamed(name, value) for name, value in given.items()}


def _renamed(name: str, value: Any) -> Any:
    def known(value: Any) -> Any:
        return names.to_wire({name: value})[names.camel(name)]

    return value.apply(known) if isinstance(value, pulumi.Output) else known(value)


def _former_names(opts: pulumi.ResourceOptions) -> list[str]:
    names_before = [one.name for one in opts.aliases or [] if isinstance(one, pulumi.Alias)]
    return [name for name in names_before if isinstance(name, str)]
