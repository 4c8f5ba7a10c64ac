"""What can go wrong with Invoca, split by what the reader has to do next.

Owns: the error tree, and the shape of a message. Must not know: HTTP, retries, engines.

A message always says, in this order: what was being done and to which number, what Invoca (or the
network) answered, what to do next. Fields hold the parts, so that a caller never parses a message.
No error ever carries the token: callers pass what they know of the answer, never the request.

    InvocaError
      FixDeclaration      the file or the program asks for something impossible
        InvalidRequest    ... and it was Invoca that said so (403)
        PurchaseRefused   ... the purchase limit, or `adopt` naming what is not there
      FixCredentials      token, network id, permissions (401, 403 Unauthorized...)
      TryLater            Invoca is busy or out of reach (429, 5xx, no connection)
        Unclear           ... and nobody knows whether the call was carried out
      LookAtAccount       the live account is not as this step needs it
        NotFound          404
        HeldByAnother     a number that this one would take over has another holder
        NotKept           a number that is ours is not as it was declared
      ReportBug           an answer that nobody expected
      Abandoned           the run that asked for this has ended
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Said(TypedDict, total=False):
    """What every error may say beside what was being done: see `InvocaError`."""

    answer: str
    remedy: str
    status: int | None


class InvocaError(Exception):
    """Base of every error of this package.

    doing: what was being done, a phrase such as "buying a number for 'kroq-1a2b'".
    answer: what came back, in the words of whoever answered; empty when nothing did.
    remedy: what the reader does next, a sentence.
    status: the HTTP status, or None where there was no answer.
    """

    def __init__(
        self, doing: str, *, answer: str = "", remedy: str = "", status: int | None = None
    ) -> None:
        self.doing = doing
        self.answer = answer
        self.remedy = remedy
        self.status = status
        super().__init__(doing, answer, remedy, status)

    @property
    def next_step(self) -> str:
        """The remedy, without what only a run that is refused can say."""
        return self.remedy

    def __str__(self) -> str:
        first = ": ".join(part for part in (self.doing, self.answer) if part)
        return " ".join(_sentence(part) for part in (first, self.remedy) if part)


class FixDeclaration(InvocaError):
    """The declaration has to change before this can work."""


class InvalidRequest(FixDeclaration):
    """Invoca refused the content of a request (403 with validation errors).

    is_invocas: the refusal has Invoca's own form; a proxy answers in other forms.
    """

    def __init__(self, doing: str, *, is_invocas: bool = True, **said: Unpack[Said]) -> None:
        super().__init__(doing, **said)
        self.is_invocas = is_invocas


class PurchaseRefused(FixDeclaration):
    """This run must not buy: the purchase limit, or `adopt` naming a number that is not there."""


class FixCredentials(InvocaError):
    """Invoca does not accept the token, or the token may not do this."""


class TryLater(InvocaError):
    """Invoca could not answer now. Nothing is wrong with the declaration.

    retry_after: seconds that Invoca asked to wait, or None.
    """

    def __init__(
        self, doing: str, *, retry_after: float | None = None, **said: Unpack[Said]
    ) -> None:
        super().__init__(doing, **said)
        self.retry_after = retry_after


class Unclear(TryLater):
    """The request may or may not have been carried out: no answer, 5xx, or an unreadable one.

    For a purchase it is each answer that is not a documented refusal in Invoca's own form; every
    other error of a purchase says that nothing was bought.
    """


class LookAtAccount(InvocaError):
    """The live account is in a state that a person has to look at."""


class HeldByAnother(LookAtAccount):
    """A number that would be taken over has another holder, and nothing was sent. next_step: a
    sentence that begins with a small letter."""

    def __init__(self, doing: str, *, answer: str, next_step: str) -> None:
        super().__init__(doing, answer=answer, remedy=f"Nothing was changed: {next_step}")
        self._next_step = next_step

    @property
    def next_step(self) -> str:
        return self._next_step


class NotKept(LookAtAccount):
    """Invoca accepted a write, but did not keep all of it; or something else went wrong once the
    number was bought, or taken over. live: the number as it is now, a `models.PromoNumber`. where:
    in which campaign, a `models.CampaignRef`; None for the declared one."""

    def __init__(
        self, doing: str, *, live: object, where: object = None, **said: Unpack[Said]
    ) -> None:
        super().__init__(doing, **said)
        self.live = live
        self.where = where


class NotFound(LookAtAccount):
    """404. record_not_found: Invoca's own RecordNotFound. is_invocas: it has Invoca's own form, of
    whatever class, and is not some web server's 404."""

    def __init__(
        self,
        doing: str,
        *,
        record_not_found: bool = False,
        is_invocas: bool = False,
        **said: Unpack[Said],
    ) -> None:
        super().__init__(doing, **said)
        self.record_not_found = record_not_found
        self.is_invocas = is_invocas


class ReportBug(InvocaError):
    """Invoca answered in a way that this package does not know."""


class Abandoned(InvocaError):
    """Whoever asked for this is gone, so nothing was sent that would change anything."""


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else text + "."


def in_words(error: InvocaError | OSError) -> str:
    """What went wrong, as a person reads it; a file that is at fault stands first."""
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror or error}"
    return str(error)
