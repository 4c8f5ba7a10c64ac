"""What a person runs next, in the words of the engine that is in use.

Owns: which steps there are, and how they sound where no engine is known. A face
knows the commands of its engine, and says once, when its process begins, how it speaks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

Words = Mapping[str, Callable[[str], str]]
"""How one engine says each step of NEUTRAL; the argument is what it is about: a stack, a setting,
digits, what is to be written, or ""."""

NEUTRAL: Words = {
    "deploy": lambda stack: "the next deployment",
    "deploy_refreshed": lambda stack: "a deployment with a refresh",
    "deploy_unrefreshed": lambda stack: "a deployment without a refresh",
    "preview": lambda stack: "a preview",
    "preview_refreshed": lambda stack: "a preview with a refresh",
    "refresh": lambda stack: "a refresh",
    "forget": lambda stack: "take it out of the state",
    "if_unheld": lambda digits: (
        "nothing that is known here holds it: if an interrupted run or a renamed stack left it"
    ),
    "write": lambda assignment: f"`{assignment}`",
    "adopt": lambda digits: f'adopt: "{digits}"',
    "look_up": lambda _: "a lookup",
    "former": lambda _: "`was:` with its former name",
    "setting": lambda name: f"the setting {name}",
    "configure": lambda setting: f"the setting {setting}",
    "configure_of": lambda about: configure(about.partition(" ")[2]),
    "unset": lambda setting: f"removing {setting} from the settings",
    "destroy": lambda stack: "a destruction of the stack",
    "configure_secret": lambda setting: f"the secret setting {setting}",
}
_spoken: dict[str, Words] = {}


def speak(words: Words, engine: str = "") -> None:
    """From now on, messages of this process say steps as `words` do. For the start of a process.

    engine: only what is about numbers of this one, in a process that reads the states of several.
    """
    _spoken[engine] = words


def speak_of(engine: str) -> None:
    """From now on, everything that this process says is about numbers of that engine."""
    _spoken[""] = _spoken[engine]


def _say(step: str, about: str, engine: str = "") -> str:
    words = _spoken.get(engine) or _spoken.get("") or NEUTRAL
    return words[step](about)


def deploy(stack: str = "", engine: str = "") -> str:
    """Bring Invoca to what is declared."""
    return _say("deploy", stack, engine)


def deploy_refreshed(stack: str = "", engine: str = "") -> str:
    """The same, after what is live was read."""
    return _say("deploy_refreshed", stack, engine)


def deploy_unrefreshed(stack: str = "", engine: str = "") -> str:
    """The same, without a look at what is live before; "" where there is no such deployment."""
    return _say("deploy_unrefreshed", stack, engine)


def if_unheld(digits: str) -> str:
    """The condition under which a live number is nobody's: what is known of its holders, and how a
    person finds out where a run cannot. Several digits are separated by spaces."""
    return _say("if_unheld", digits)


def written(field: str, value: object) -> str:
    """How a declaration says that a field has a value: "`campaign_id: direct-mail`". field: also a
    key of a map, such as "custom_data.channel"."""
    return _say("write", f"{field}: {value}")


def adopting(digits: str = "<its ten digits>") -> str:
    """How a declaration names the number that it takes over."""
    return _say("adopt", digits)


def lookup() -> str:
    """What reads a number without holding it."""
    return _say("look_up", "")


def former_name() -> str:
    """Where a declaration says what a number was called before."""
    return _say("former", "")


def preview(stack: str = "") -> str:
    """Show what a deployment would do."""
    return _say("preview", stack)


def preview_refreshed(stack: str = "") -> str:
    """The same, after what is live was read."""
    return _say("preview_refreshed", stack)


def refresh(stack: str = "", engine: str = "") -> str:
    """Read what is live into the state."""
    return _say("refresh", stack, engine)


def forget(stack: str = "", engine: str = "", urn: str = "") -> str:
    """Take a number out of the state; nothing is released. urn: what the state calls it, where that
    is known; it says of which stack."""
    return _say("forget", urn or stack, engine)


def setting(name: str) -> str:
    """What a setting is called where it is set; name: such as "baseUrl"."""
    return _say("setting", name)


def configure(setting: str, stack: str = "", engine: str = "") -> str:
    """setting: its name, and the value to write: "purchaseLimit 500". stack: whose; "" for the one
    that is deployed."""
    if stack and not engine:
        return _say("configure_of", f"{stack} {setting}")
    return _say("configure", setting, engine)


def unset(setting: str) -> str:
    """Remove a setting."""
    return _say("unset", setting)


def destroy(stack: str = "") -> str:
    """Release all that a stack holds."""
    return _say("destroy", stack)


def configure_secret(setting: str) -> str:
    """The same for a value that must not be read by others."""
    return _say("configure_secret", setting)
