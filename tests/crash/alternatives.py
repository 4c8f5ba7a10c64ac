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
    "GET of a released number is 410": {"get_deleted": "gone"},
    "lists are in random order": {"list_answer": "random"},
    "lists are cut at 100": {"list_answer": "capped"},
    "lists lag": {"list_answer": "eventual"},
    "a move changes the id": {"move_id": "changed"},
    "moves are refused": {"move_id": "collision"},
    "no access is 404": {"no_access": "not_found"},
}

# Answers and habits that no document speaks of at all, and that were thought of later.
MORE_ALTERNATIVES: dict[str, dict[str, Any]] = {
    **{
        f"POST answers {answer}": {"post_answer": answer}
        for answer in ("redirect_302", "redirect_303", "html", "no_content", "empty")
    },
    **{
        f"PUT answers {answer}": {"put_answer": answer}
        for answer in ("redirect_303", "html", "no_content", "empty")
    },
    **{
        f"DELETE answers {answer}": {"delete_answer": answer}
        for answer in ("redirect_303", "html", "no_content", "empty")
    },
    "POST answers another number": {"answers_other_number": "POST"},
    "PUT answers another number": {"answers_other_number": "PUT"},
    "GET by id answers another number": {"answers_other_number": "GET by id"},
    "GET answers another number": {"answers_other_number": "GET"},
    "ids are in lower case": {"stored_id": "lower_case"},
    "ids are in lower case, found exactly": {"stored_id": "lower_case", "id_lookup": "exact"},
    "ids are trimmed": {"stored_id": "trimmed", "id_lookup": "exact"},
    "ids get a prefix": {"stored_id": "prefixed"},
    "ids get a prefix, found exactly": {"stored_id": "prefixed", "id_lookup": "exact"},
    "a released id is refused": {"post_deleted_id": "taken", "get_deleted": "forbidden"},
    "DELETE does nothing": {"delete_effect": "nothing"},
    "DELETE of a missing number is 403": {"delete_missing": "forbidden"},
    "released numbers are listed": {"list_released": "shown"},
    "released numbers are listed as cancelled": {
        "list_released": "shown",
        "get_deleted": "status",
        "released_status": "Cancelled",
    },
    "lists hold nulls": {"list_entries": "nulls"},
    "lists hold odd entries": {"list_entries": "odd"},
    "lists leave out custom data": {"list_entries": "brief"},
    "custom data keys are in capitals": {"custom_data_keys": "upper_case"},
    "custom data values are in capitals": {"custom_data_values": "upper_case"},
    "custom data is typed": {"custom_data_types": "typed"},
    "custom data is nested": {"custom_data_types": "nested"},
    "custom data is a list of names": {"custom_data_form": "named"},
    "custom data is a list of pairs": {"custom_data_form": "pairs"},
    "more fields are shown": {"shown_fields": "more"},
    "descriptions are trimmed": {"description_stored": "trimmed"},
    "descriptions are escaped": {"description_stored": "html_escaped"},
    "descriptions are decomposed": {"description_stored": "nfd"},
    "descriptions are cut": {"description_stored": "cut"},
    "released numbers are listed and may not be looked at": {
        "list_released": "shown",
        "get_deleted": "forbidden",
    },
    "a GET is 50 s late": {"get_lag_seconds": 50},
    "a list is 50 s late": {"list_lag_seconds": 50},
    "all reads are a minute late": {"get_lag_seconds": 60, "list_lag_seconds": 60},
    "campaigns may not be listed": {"campaigns_list": "forbidden"},
    "campaigns cannot be listed now": {"campaigns_list": "unavailable"},
    "affiliates may not be listed": {"affiliates_list": "forbidden"},
    "affiliates cannot be listed now": {"affiliates_list": "unavailable"},
    "there is no list of affiliates": {"affiliates_list": "missing"},
}

EVERY_ALTERNATIVE = ALTERNATIVES | MORE_ALTERNATIVES

# Accounts that never keep custom data as it is declared here.
NEVER_AS_DECLARED = frozenset(
    {
        "custom data keys are in capitals",
        "custom data values are in capitals",
    }
)

# What a run ends with, each time, where a person has to do something, or where what is declared can
# never be had: what is said then.
REFUSALS: dict[str, str] = {
    "moves are refused": "has already been taken|collision",
    "GET of a released number is 403": "403",
    "a released id is refused": "403",
    **dict.fromkeys(NEVER_AS_DECLARED, "not custom_data"),
    "DELETE does nothing": "still shows the number",
    # A move that showed after the run had ended: a refresh finds the number elsewhere by then.
    "all reads are a minute late": "without a refresh",
    "campaigns may not be listed": "could not be read",
    "campaigns cannot be listed now": "could not be read",
    "affiliates may not be listed": "could not be read",
    "affiliates cannot be listed now": "could not be read",
}
