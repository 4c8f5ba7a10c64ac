"""Somebody who calls the simulator over HTTP, as a client of Invoca would."""

from __future__ import annotations

from urllib.parse import quote

import requests

from invoca_simulator import Simulator

Body = dict[str, object]
VERSION = "2022-08-01"


class Caller:
    """Calls the endpoints of one campaign with plain requests."""

    def __init__(self, simulator: Simulator, campaign: str = "radio") -> None:
        self.session = requests.Session()
        self.session.headers["Authorization"] = simulator.token
        self.api = f"{simulator.url}/api/{VERSION}/{simulator.network_id}"
        self.base = f"{self.api}/advertisers/acme/advertiser_campaigns/{campaign}"

    def call(self, method: str, path: str, body: object = None) -> requests.Response:
        return self.session.request(method, f"{self.base}/{path}", json=body, timeout=10)

    def buy(self, id_from_network: str = "kroq", **fields: object) -> requests.Response:
        wanted = complete(id_from_network=id_from_network, **fields)
        return self.call("POST", "promo_numbers_by_id.json", wanted)

    def get(self, id_from_network: str = "kroq") -> requests.Response:
        return self.call("GET", f"promo_numbers_by_id/{quote(id_from_network, safe='')}.json")

    def put(self, body: Body) -> requests.Response:
        return self.call("PUT", "promo_numbers_by_id/kroq.json", body)

    def delete(self) -> requests.Response:
        return self.call("DELETE", "promo_numbers_by_id/kroq.json")

    def ids(self) -> list[str]:
        return [shown["id_from_network"] for shown in self.call("GET", "promo_numbers.json").json()]


def complete(**fields: object) -> Body:
    return {"description": "KROQ drive time", "media_type": "Offline: Radio", **fields}


def destination(campaign: str) -> Body:
    return {
        "destination_advertiser_id_from_network": "acme",
        "destination_advertiser_campaign_id_from_network": campaign,
    }
