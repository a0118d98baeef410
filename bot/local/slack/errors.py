"""What can go wrong: refusals that the app gets from the Web API, and mistakes of whoever drives the people."""

from typing import Any


class SlackError(Exception):
    """A refusal of the Web API: `{"ok": false, "error": code, …}`.

    `details` go into the answer as they are (`needed`, `provided`, `response_metadata`, …).
    """

    def __init__(self, code: str, *, status: int = 200, headers: dict[str, str] | None = None, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.headers = headers or {}
        self.details = details

    def body(self) -> dict[str, Any]:
        """Return the JSON that the caller reads."""
        return {"ok": False, "error": self.code, **self.details}


def invalid(code: str, problems: list[str]) -> SlackError:
    """Return `invalid_blocks`, `invalid_arguments` and the like with their list of problems, shaped as Slack's."""
    return SlackError(code, errors=problems, response_metadata={"messages": [f"[ERROR] {p}" for p in problems]})


class NoSuchPersonError(LookupError):
    """Nobody in the workspace has that id or name; `workspace.people()` lists who is there."""


class NoSuchChannelError(LookupError):
    """No channel has that id or name; `workspace.channels()` lists them."""


class NoSuchFileError(LookupError):
    """No file has that id (any more)."""


class NoSuchElementError(LookupError):
    """Nothing that can be pressed or filled in has that action id; the message lists what there is."""


class NotAllowedError(Exception):
    """Slack's client would not let this person do that; the message says why."""


class ManifestError(Exception):
    """The app's manifest.yml is not where it was expected or is no manifest; pass the right path."""
