"""What can go wrong with Notion, each as one plain text: what happened, what was kept, what to do.

`str(error)` is written for people and holds neither the token nor a stack trace. `retryable` says whether the same
publication may succeed later without anyone changing anything.
"""

# ruff: noqa: N818 - each is named after what happened

from bot.planning.publication import PublicationError

KEPT = "What is already in Notion stays, and publishing again goes on from there."
"""True for every error: the publisher records each page as soon as it exists."""


class NotionError(PublicationError):
    """Notion did not do what we asked.

    `what_happened` and `what_to_do` are sentences for people; `retryable` is true where waiting is enough;
    `retry_after` is the number of seconds that Notion asked for (None where it named none); `request_id` is Notion's
    own reference for its support, or empty.
    """

    retryable = False

    def __init__(
        self, what_happened: str, what_to_do: str, *, retry_after: float | None = None, request_id: str = ""
    ) -> None:
        super().__init__(what_happened, what_to_do, kept=KEPT)
        self.retry_after = retry_after
        self.request_id = request_id


class WrongToken(NotionError):
    """401: the token is not (or no longer) valid."""


class NotAllowed(NotionError):
    """403: the integration lacks a capability, or the page is locked for it."""


class BlockLimitReached(NotionError):
    """403 with a block limit: a free workspace with several members has used its 1,000 blocks."""


class NotShared(NotionError):
    """404: the page does not exist or is not shared with the integration; Notion does not say which."""


class RequestRefused(NotionError):
    """400: Notion did not accept what we sent; a mistake on our side, or a database that somebody changed."""

    def __init__(self, what_happened: str, what_to_do: str, *, notion_says: str, request_id: str = "") -> None:
        super().__init__(what_happened, what_to_do, request_id=request_id)
        self.notion_says = notion_says


class ChangedMeanwhile(NotionError):
    """409: two writes met, again and again."""

    retryable = True


class RateLimited(NotionError):
    """429 or 529: too many requests, ours or the whole workspace's, and the wait is longer than we hold a thread up."""

    retryable = True


class Unavailable(NotionError):
    """Notion cannot be reached, times out, or answers with an error of its own."""

    retryable = True


class OutcomeUnknown(Unavailable):
    """A write that must not be repeated blindly got no clear answer: it may have been done.

    `committed_id` and `committed_child_ids` are what Notion says it did commit; empty where it does not say.
    """

    def __init__(
        self,
        what_happened: str,
        what_to_do: str,
        *,
        committed_id: str = "",
        committed_child_ids: tuple[str, ...] = (),
        retry_after: float | None = None,
        request_id: str = "",
    ) -> None:
        super().__init__(what_happened, what_to_do, retry_after=retry_after, request_id=request_id)
        self.committed_id = committed_id
        self.committed_child_ids = committed_child_ids


class PageOutOfReach(NotionError):
    """A page that we wrote earlier cannot be seen any more: deleted for good, or moved out of the shared area."""


class NotAPageId(NotionError, ValueError):
    """What was configured as a Notion page is neither an id nor an address with one in it."""
