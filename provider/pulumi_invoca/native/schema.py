"""The package's schema: what Pulumi's code generators, its YAML and its editors know of it.

Owns: how a model's field becomes a property. Fields, types, ranges, descriptions and what a change
of one does come from the models; what is said here is what no model knows. No default of the token
from the environment: an SDK would put it into the state.
"""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from invoca.account import NAMESPACE, SETTINGS, Account, described
from invoca.lifecycle.lookups import SHOWN
from invoca.promo_number.media_types import MEDIA_TYPES
from invoca.promo_number.models import CampaignRef, Declaration, Policy
from invoca.promo_number.record import OUTPUT_ONLY
from invoca.version import VERSION
from pulumi_stack.kinds import CAMPAIGN, DYNAMIC, NATIVE
from pulumi_stack.names import camel, in_camel_case, models_in

Spec = dict[str, Any]
GET_NUMBER, GET_NUMBERS = "invoca:index:getPromoNumber", "invoca:index:getPromoNumbers"

_OUTPUTS: Mapping[str, Spec] = {
    "promoNumber": {"type": "string", "description": "Ten digits; the resource's id."},
    "e164": {
        "type": "string",
        "description": "In the form that telephones and web pages use: +18005550100.",
    },
    "invocaId": {"type": "integer", "description": "Invoca's own id."},
    "objectUrl": {"type": "string", "description": "The number's page in Invoca."},
}
_ALWAYS_SHOWN = ("advertiserId", "campaignId", "description", "mediaType", "idFromNetwork")
_BESIDE: Mapping[str, Spec] = {
    "protect": {
        "type": "boolean",
        "description": "Whether the number is protected from release and replacement; true by "
        "default. `false` is the consent, and has to be deployed before a run can release it.",
    },
    "formerNames": {
        "type": "array",
        "items": {"type": "string"},
        "description": "Names that this resource had before, the latest first: if the state is "
        "lost, the number is looked for under the ids that were made from them; if it is renamed "
        "and replaced by force in one run, the state is asked for them.",
    },
}


def schema_text() -> str:
    return json.dumps(schema(), ensure_ascii=False)


def schema() -> Spec:
    """The whole package, as Pulumi's schema format has it."""
    return {
        "name": NAMESPACE,
        "displayName": "Invoca",
        "version": VERSION,
        "description": "Invoca promo numbers as code. Not made by Invoca.",
        "keywords": ["pulumi", "invoca", "category/utility", "kind/native"],
        "license": "Apache-2.0",
        "pluginDownloadURL": "",
        "meta": {"moduleFormat": "(.*)(?:/[^/]*)"},
        "config": {"variables": _settings()},
        "provider": {
            "description": "One Invoca network, and how to reach it. INVOCA_API_TOKEN, "
            "INVOCA_NETWORK_ID and INVOCA_BASE_URL in the environment take precedence.",
            "inputProperties": _settings(),
        },
        "types": _types(),
        "resources": {NATIVE: _number(), CAMPAIGN: _campaign()},
        "functions": {GET_NUMBER: _get_number(), GET_NUMBERS: _get_numbers()},
        "language": _languages(),
    }


def _languages() -> Spec:
    # Other names than this package's own: a generated SDK must not overwrite it.
    return {
        "nodejs": {"packageName": "pulumi-invoca-sdk", "respectSchemaVersion": True},
        "python": {
            "packageName": "pulumi_invoca_sdk",
            "respectSchemaVersion": True,
            "pyproject": {"enabled": True},
        },
        "go": {
            "importBasePath": "pulumi-invoca-sdk/go/invoca",
            "respectSchemaVersion": True,
            "generateResourceContainerTypes": True,
        },
        "csharp": {"respectSchemaVersion": True},
        "java": {"basePackage": "com.invocasdk"},
    }


def _settings() -> dict[str, Spec]:
    fields = Account.model_fields
    return {
        setting: {**_property(name, fields[name]), "description": described(name)}
        for setting, name in SETTINGS.items()
    }


# -- resources -------------------------------------------------------------------------------------


def _declared() -> dict[str, Spec]:
    return {camel(name): _property(name, field) for name, field in Declaration.model_fields.items()}


def _required() -> list[str]:
    fields = Declaration.model_fields.items()
    return [camel(name) for name, field in fields if field.is_required()]


def _number() -> Spec:
    inputs = {**_declared(), **_BESIDE}
    return {
        "description": "A phone number that Invoca sells, held by exactly one resource.\n\n"
        "Import with `advertiser/campaign/8005550100`, or `advertiser/campaign/affiliate/"
        "8005550100` in an affiliate campaign; the number's id from the network may be used "
        "instead of its digits.",
        "inputProperties": inputs,
        "requiredInputs": _required(),
        "properties": {**_declared(), "protect": _BESIDE["protect"], **_OUTPUTS},
        "required": [*_ALWAYS_SHOWN, "promoNumber", "e164"],
        "aliases": [{"type": DYNAMIC}],
    }


def _campaign() -> Spec:
    entry = "A campaign's number; what is left out is taken from `defaults` and the campaign."
    return {
        "description": "The numbers of one campaign: from a campaign file, or written in place.",
        "isComponent": True,
        "inputProperties": {
            "file": {
                "type": "string",
                "description": "A campaign file, YAML; relative to the program's folder.",
            },
            **{camel(name): _declared()[camel(name)] for name in CampaignRef._fields},
            "defaults": {**_ref("NumberEntry"), "description": "Defaults for every number."},
            "numbers": {
                "type": "object",
                "additionalProperties": _ref("NumberEntry"),
                "description": f"The numbers by name, where there is no file. {entry}",
            },
            "prefix": {
                "type": "string",
                "description": "A prefix for the resource name of each number; two campaigns of "
                "one program need different prefixes.",
            },
        },
        "properties": {
            "numbers": {
                "type": "object",
                "additionalProperties": {"type": "string"},
                "description": "The ten digits of every number, by name.",
            }
        },
        "required": ["numbers"],
    }


# -- functions -------------------------------------------------------------------------------------


def _where() -> dict[str, Spec]:
    return {camel(name): _declared()[camel(name)] for name in CampaignRef._fields}


def _get_number() -> Spec:
    return {
        "description": "One live number of a campaign, whoever manages it.",
        "inputs": {
            "type": "object",
            "properties": {
                **_where(),
                "promoNumber": {"type": "string", "description": "Its ten digits, or"},
                "idFromNetwork": {"type": "string", "description": "the network's own id of it."},
            },
            "required": ["advertiserId", "campaignId"],
        },
        "outputs": {"type": "object", "properties": _live(), "required": ["promoNumber", "e164"]},
    }


def _get_numbers() -> Spec:
    return {
        "description": "Every live number of a campaign, whoever manages it.",
        "inputs": {
            "type": "object",
            "properties": _where(),
            "required": ["advertiserId", "campaignId"],
        },
        "outputs": {
            "type": "object",
            "properties": {
                "numbers": {"type": "array", "items": _ref("LiveNumber")},
            },
            "required": ["numbers"],
        },
    }


def _live() -> dict[str, Spec]:
    known = {**_declared(), **_OUTPUTS}
    return {camel(name): known[camel(name)] for name in (*SHOWN, *OUTPUT_ONLY)}


# -- types -----------------------------------------------------------------------------------------


def _types() -> dict[str, Spec]:
    found: dict[str, Spec] = {}
    for model in models_in_order(Declaration):
        found[_token(model.__name__)] = _object(model)
    entry = {
        name: {**spec} for name, spec in {**_declared(), "protect": _BESIDE["protect"]}.items()
    }
    entry["was"] = {"type": "string", "description": "The name that it had before: same number."}
    found[_token("NumberEntry")] = {
        "type": "object",
        "description": "One number of a campaign.",
        "properties": entry,
    }
    found[_token("LiveNumber")] = {
        "type": "object",
        "description": "A number as Invoca shows it.",
        "properties": _live(),
        "required": ["promoNumber", "e164"],
    }
    found[_token("MediaType")] = {
        "type": "string",
        "description": "The media types that Invoca documents; another text is sent as it is.",
        "enum": [{"name": _enum_name(text), "value": text} for text in MEDIA_TYPES],
    }
    return found


def models_in_order(model: type[BaseModel]) -> list[type[BaseModel]]:
    """The models below a model, each once."""
    found: dict[type[BaseModel], None] = {}
    for field in model.model_fields.values():
        for nested in models_in(field.annotation):
            found |= {nested: None, **dict.fromkeys(models_in_order(nested))}
    return list(found)


def _object(model: type[BaseModel]) -> Spec:
    fields = model.model_fields.items()
    return {
        "type": "object",
        "description": (model.__doc__ or "").strip().partition("\n")[0],
        "properties": {camel(name): _property(name, field) for name, field in fields},
        "required": [camel(name) for name, field in fields if field.is_required()],
    }


def _property(name: str, field: FieldInfo) -> Spec:
    spec = _type(field.annotation)
    if name == "media_type":
        spec = {"oneOf": [{"type": "string"}, _ref("MediaType")]}
    if field.description:
        spec["description"] = in_camel_case(field.description)
    if field.annotation is SecretStr:
        spec["secret"] = True
    if Policy.REPLACES in field.metadata:
        # Not replaceOnChanges, by which SDKs would have the engine replace what the plugin keeps.
        spec["willReplaceOnChanges"] = True
    if field.deprecated:
        spec["deprecationMessage"] = in_camel_case(str(field.deprecated))
    return spec


_PLAIN = {str: "string", SecretStr: "string", bool: "boolean", int: "integer", float: "number"}


def _type(annotation: Any) -> Spec:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        kinds = [one for one in arguments if one is not type(None)]
        return _type(kinds[0]) if len(kinds) == 1 else {"oneOf": [_type(one) for one in kinds]}
    if origin is Literal:
        return {"type": "string"}
    if origin is tuple or origin is list:
        return {"type": "array", "items": _type(arguments[0])}
    if origin is dict:
        return {"type": "object", "additionalProperties": _type(arguments[1])}
    if arguments:  # Annotated
        return _type(arguments[0])
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _ref(annotation.__name__)
    return {"type": _PLAIN.get(annotation, "string")}  # others are written as text, as dates are


def _ref(name: str) -> Spec:
    return {"$ref": f"#/types/{_token(name)}"}


def _token(name: str) -> str:
    return f"{NAMESPACE}:index:{name}"


def _enum_name(text: str) -> str:
    words = "".join(character if character.isalnum() else " " for character in text).split()
    return "".join(word[:1].upper() + word[1:] for word in words)
