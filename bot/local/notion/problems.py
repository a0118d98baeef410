"""What the local Notion refuses, in Notion's own words.

Codes and statuses: https://developers.notion.com/reference/status-codes; the wording of messages follows what
integrations in the wild have recorded.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.local.notion.reading import JSON


class NotionError(Exception):
    """A refusal: HTTP ``status``, Notion's ``code`` and ``message``, maybe ``additional_data`` and ``Retry-After``."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        additional_data: Mapping[str, str | list[str]] | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.additional_data = dict(additional_data or {})
        self.retry_after = retry_after

    def body(self, request_id: str) -> JSON:
        """The JSON that Notion answers with."""
        body: JSON = {
            "object": "error",
            "status": self.status,
            "code": self.code,
            "message": self.message,
            "request_id": request_id,
        }
        if self.additional_data:
            body["additional_data"] = self.additional_data
        return body


CODES = {
    400: ("validation_error", "body failed validation."),
    401: ("unauthorized", "API token is invalid."),
    403: ("restricted_resource", "Insufficient permissions for this endpoint."),
    404: ("object_not_found", "Could not find the resource."),
    409: ("conflict_error", "Conflict occurred while saving. Please try again."),
    429: ("rate_limited", "You have been rate limited. Please try again in a few minutes."),
    500: ("internal_server_error", "Unexpected error occurred."),
    502: ("bad_gateway", "Bad gateway."),
    503: ("service_unavailable", "Notion is unavailable. Please try again later."),
    504: ("gateway_timeout", "The request timed out on the server side."),
    529: ("service_overload", "Notion is temporarily overloaded. Please try again later."),
}
"""Status → the code and a plain message, for refusals that tests ask for."""


def invalid(what: str) -> NotionError:
    """A ``validation_error`` whose message is exactly ``what``."""
    return NotionError(400, "validation_error", what)


def failed(path: str, complaint: str) -> NotionError:
    """A ``validation_error`` about one place in the body, for example ``failed("children", "should be an array.")``."""
    return invalid(f"body failed validation: body.{path} {complaint}")


def too_long(path: str, limit: int, actual: int) -> NotionError:
    """A ``validation_error`` for a size limit; ``path`` ends in ``.length`` for strings and arrays."""
    return failed(path, f"should be ≤ `{limit}`, instead was `{actual}`.")


def not_found(kind: str, object_id: str, integration: str) -> NotionError:
    """What Notion says both when an object does not exist and when it is not shared with the integration."""
    return NotionError(
        404,
        "object_not_found",
        f"Could not find {kind} with ID: {object_id}. Make sure the relevant pages and databases are shared with your "
        f'integration "{integration}".',
        additional_data={"integration_name": integration},
    )


def block_limit_reached() -> NotionError:
    """A free workspace with several members has used its blocks (reference/workspace-block-limits)."""
    return NotionError(
        403,
        "restricted_resource",
        "This workspace has used all of its free blocks. Upgrade its plan in Notion to create more content. "
        "Learn more: https://www.notion.com/help/understanding-block-usage",
        additional_data={"block_limit": "block_creation"},
    )
