"""How a call answers: with its values, and with everything that went wrong as diagnostics.

Owns: that no call ends in another way, and that what is said while it works reaches the person.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from invoca.bugs import bug_report
from invoca.errors import InvocaError
from invoca.troubles import Troubles

from . import telling
from .run import NotConfigured
from .wire import diagnostics as say
from .wire.diagnostics import Diagnostic

Work = Callable[[], Sequence[Diagnostic]]
SUMMARY_MAXIMUM = 100  # characters

_troubles = Troubles()  # what this process, which serves one walk, has told


def answered(answer: Any, work: Work, maps: frozenset[str] = frozenset()) -> Any:
    """`answer`, with what `work` found, said and raised. maps: the attributes that are maps."""
    answer.diagnostics.extend(say.to_messages(diagnosed(work), maps))
    return answer


def diagnosed(work: Work) -> list[Diagnostic]:
    telling.listen()
    try:
        found = list(work())
    except NotConfigured as error:
        # Their paths are of the provider's block, not of the block that is asked about.
        found = [one._replace(path=()) for one in error.diagnostics]
    except InvocaError as error:
        text = _troubles.in_words(error)
        found = [say.error(shortened(text), text)]
    except Exception as error:
        found = [say.error("The provider has a bug", bug_report(error))]
    return [*telling.heard(), *found]


def told(problem: InvocaError) -> Diagnostic:
    """What was being done as the summary; what was answered, and the next step, as the detail."""
    rest = InvocaError(problem.answer, remedy=problem.remedy)
    doing = problem.doing or str(problem)
    return say.error(shortened(_capital(doing)), _capital(str(rest)))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def shortened(text: str) -> str:
    head = text if len(text) <= SUMMARY_MAXIMUM else text[: SUMMARY_MAXIMUM - 3] + "..."
    return head.splitlines()[0] if head else head
