"""A project folder and a simulated account, with a token that can only read."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from typer.testing import CliRunner

from invoca.campaign_file import NumberEntry, read_campaign_file
from invoca.promo_number.comparison import differences
from invoca.promo_number.models import PromoNumber
from invoca_cli.app import app
from tests.account import Account
from tests.unit.drift.workplace import TOKEN, Workplace

PLACE = ("--advertiser", "acme", "--campaign", "spring-radio")
FILE = "stacks/spring-radio.yaml"


class Ended(NamedTuple):
    """error: what the command raised, as a person would read it; "" for none."""

    code: int
    stdout: str
    stderr: str
    error: str


class Desk(Workplace):
    def __init__(self, folder: Path, account: Account) -> None:
        super().__init__(folder, account)
        account.clear_calls()

    def put(
        self, description: str = "KROQ", id_from_network: str | None = None, **more: Any
    ) -> str:
        """A live number of spring-radio; its digits."""
        place: dict[str, Any] = {"advertiser": "acme", "campaign": "spring-radio", **more}
        fields: dict[str, Any] = {"media_type": "Offline: Radio", **place}
        return self.account.put_number(
            description=description, id_from_network=id_from_network, **fields
        )

    def run(self, *arguments: str) -> Ended:
        result = CliRunner().invoke(app, [*arguments], env=self.environment)
        error = result.exception
        if error is not None and not isinstance(error, (SystemExit, Exception)):
            raise error
        told = "" if error is None or isinstance(error, SystemExit) else str(error)
        for text in (result.stdout, result.stderr, told):
            assert TOKEN not in text
        assert self.account.writes() == []
        return Ended(result.exit_code, result.stdout, result.stderr, told)

    def export(self, *arguments: str) -> Ended:
        return self.run("export", *arguments)

    def files(self) -> dict[str, str]:
        """Everything that lies in stacks/, by name."""
        folder = self.folder / "stacks"
        return {path.name: path.read_text("utf-8") for path in sorted(folder.iterdir())}

    def declared(self, file: str = FILE) -> dict[str, NumberEntry]:
        return read_campaign_file(self.folder / file).numbers

    def require_as_live(self, file: str = FILE) -> None:
        """Every live number is declared, under its digits or its id, and as it is."""
        entries = list(self.declared(file).values())
        live = [PromoNumber.model_validate(number) for number in self.account.numbers()]
        for number in live:
            [entry] = [
                entry
                for entry in entries
                if number.promo_number == entry.declaration.adopt
                or (entry.declaration.id_from_network or object()) == number.id_from_network
            ]
            assert entry.declaration.adopt
            assert differences(entry.declaration, number) == []
        assert len(entries) == len(live)
