"""Every alternative of what is not documented that touches create, read, update, delete or move."""

from __future__ import annotations

from typing import Any

DEFAULT: dict[str, Any] = {}

ALTERNATIVES: dict[str, dict[str, Any]] = {
    "as documented": DEFAULT,
    "POST of a known id answers 200": {"post_existing_id": "update_200"},
    "POST of a known id is refused": {"post_existing_id": "taken"},
    "POST of a known id buys a duplicate": {"post_existing_id": "duplicate"},
    "POST of an id elsewhere is allowed": {"post_id_elsewhere": "allowed"},
    "POST of an id elsewhere moves it": {"post_id_elsewhere": "moves"},
    "POST of a released id revives it": {"post_deleted_id": "revives"},
    "POST of a released id is refused": {"post_deleted_id": "taken"},
    "POST answers 200": {"post_success": "200"},
    "PUT of a missing number buys, 201": {"put_missing": "creates_201"},
    "PUT of a missing number buys, 200": {"put_missing": "creates_200"},
    "PUT merges top-level fields": {"put_top_level": "merge"},
    "PUT merges custom data": {"put_custom_data": "merge"},
    "PUT keeps omitted custom data": {"put_custom_data": "omitted_keeps"},
    "PUT clears omitted custom data": {"put_custom_data": "omitted_clears"},
    'only "" clears': {"clear_token": "empty_string", "put_custom_data": "merge"},
    "only null clears": {"clear_token": "null", "put_custom_data": "merge"},
    "custom data is text only": {"coercion": "to_string"},
    "custom data is trimmed": {"coercion": "trimmed"},
    "custom data is cut": {"coercion": "cut"},
    "empty custom data is absent": {"custom_data_empty": "absent"},
    "empty custom data is null": {"custom_data_empty": "null"},
    "empty custom data is nulls": {"custom_data_empty": "nulls_inside"},
    "inherited values are shown": {"inherited_values": "shown"},
    "DELETE of a missing number is 404": {"delete_missing": "not_found"},
    "GET of a released number is 200": {"get_deleted": "status"},
    "GET of a released number is 403": {"get_deleted": "forbidden"},
    "lists are in random order": {"list_answer": "random"},
    "lists are cut at 100": {"list_answer": "capped"},
    "lists lag": {"list_answer": "eventual"},
    "a move changes the id": {"move_id": "changed"},
    "moves are refused": {"move_id": "collision"},
    "no access is 404": {"no_access": "not_found"},
}
