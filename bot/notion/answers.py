"""Reads what went wrong out of what the SDK raises, and says it in our words."""

import contextlib
import json
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, Literal

import httpx
from notion_client.errors import HTTPResponseError

from bot.notion.errors import (
    BlockLimitReached,
    ChangedMeanwhile,
    NotAllowed,
    NotionError,
    NotShared,
    OutcomeUnknown,
    RateLimited,
    RequestRefused,
    Unavailable,
    WrongToken,
)

Verdict = Literal["refused", "not done", "unclear"]
"""Whether Notion said no, certainly did not do it (try again), or may have done it (find out first)."""

_TRY_LATER = "Please try again in a few minutes; status.notion.so says whether Notion has trouble."


@dataclass(frozen=True)
class Failure:
    """One failed attempt: what Notion answered, as far as it answered.

    `status` is 0 where no answer came; `retry_after` is in seconds, None where Notion named none.
    """

    verdict: Verdict
    status: int = 0
    message: str = ""
    retry_after: float | None = None
    request_id: str = ""
    additional: dict[str, Any] = field(default_factory=dict)

    def error(self, doing: str, *, write: bool) -> NotionError:
        """The error to raise when this attempt was the last; `doing` completes "Notion … while <doing>"."""
        if self.verdict == "unclear" and write:
            return OutcomeUnknown(
                f"Notion gave no clear answer{self._code} while {doing}, so it may or may not have been done.",
                "Please publish again: it looks first whether the page is there.",
                committed_id=_text(self.additional.get("committed_resource_id")),
                committed_child_ids=_texts(self.additional.get("committed_child_ids")),
                retry_after=self.retry_after,
                request_id=self.request_id,
            )
        if self.verdict == "refused":
            return self._refusal(doing)
        after, ref = self.retry_after, self.request_id
        if self.status in (429, 529):
            wait = f"about {round(self.retry_after)} seconds" if self.retry_after else "a few minutes"
            return RateLimited(
                f"Notion asked us to slow down while {doing}.",
                f"Please try again in {wait}.",
                retry_after=after,
                request_id=ref,
            )
        if self.status == 409:
            return ChangedMeanwhile(
                f"Something else kept changing the same page while {doing}.",
                "Please try again in a minute.",
                retry_after=after,
                request_id=ref,
            )
        happened = f"had an error of its own{self._code}" if self.status else "could not be reached"
        return Unavailable(f"Notion {happened} while {doing}.", _TRY_LATER, retry_after=after, request_id=ref)

    @property
    def _code(self) -> str:
        return f" (status {self.status})" if self.status else ""

    def _refusal(self, doing: str) -> NotionError:
        ref = self.request_id
        if self.status == 401:
            return WrongToken(
                f"Notion did not accept the integration's token while {doing}.",
                "Copy the token again from notion.so/profile/integrations and set NOTION_TOKEN to it.",
                request_id=ref,
            )
        if self.status == 403 and "block_limit" in self.additional:
            return BlockLimitReached(
                f"This Notion workspace has used up the blocks of its free plan, so it refused {doing}.",
                "Upgrade its plan, or publish to a workspace with one member; deleting pages does not help.",
                request_id=ref,
            )
        if self.status == 403:
            return NotAllowed(
                f"Notion does not allow the integration to do this: {doing}.",
                "Give the integration the capabilities to read, insert and update content and to read comments "
                "(notion.so/profile/integrations), and check that the page is not locked.",
                request_id=ref,
            )
        if self.status == 404:
            return NotShared(
                f"Notion does not show the integration what it needs for {doing}.",
                "Open the page in Notion, choose ••• and then Connections, and add the integration; if the page is in "
                "the trash or was moved, put it back first.",
                request_id=ref,
            )
        return RequestRefused(
            f"Notion did not accept {doing}: {self.message.rstrip('.') or 'it gave no reason'}.",
            "If someone changed the database's columns, publish again; if not, report this with the reference id.",
            notion_says=self.message,
            request_id=ref,
        )


def failure_of(error: Exception, *, hide: str = "") -> Failure | None:
    """What this exception from the SDK means, or None where it is not about Notion. `hide` (the token) is cut out."""
    if isinstance(error, HTTPResponseError):
        return _answered(error, hide)
    cause = error.__context__ if isinstance(error.__context__, httpx.TimeoutException) else error
    if isinstance(cause, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout):
        return Failure("not done")
    if isinstance(cause, httpx.TransportError | json.JSONDecodeError):
        return Failure("unclear")
    return None


def _answered(error: HTTPResponseError, hide: str) -> Failure:
    # The SDK knows neither all codes nor Notion's additional_data on the others, so the body is read here once more.
    body: Any = None
    with contextlib.suppress(ValueError):
        body = json.loads(error.body)
    body = body if isinstance(body, dict) else {}
    message = _text(body.get("message"))[:500]
    additional = body.get("additional_data")
    verdict: Verdict = "refused"
    if error.status in (409, 429, 529):
        verdict = "not done"
    elif error.status >= 500 or error.status == 408:
        verdict = "unclear"
    return Failure(
        verdict,
        error.status,
        message.replace(hide, "…") if hide else message,
        _seconds(error.headers),
        _text(body.get("request_id")),
        additional if isinstance(additional, dict) else {},
    )


def _seconds(headers: httpx.Headers) -> float | None:
    value = headers.get("retry-after", "").strip()
    if value.isdecimal():
        return float(value)
    try:
        until = parsedate_to_datetime(value)
        now = parsedate_to_datetime(headers["date"])
        return max(0.0, (until - now).total_seconds())
    except (KeyError, ValueError, TypeError):
        return None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: object) -> tuple[str, ...]:
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()
