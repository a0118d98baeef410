"""Whether publishing to Notion will work, for `planthread doctor`: reads only, never writes."""

from dataclasses import dataclass

from bot.notion.client import NotionClient
from bot.notion.errors import NotAllowed, NotionError
from bot.notion.identifiers import page_id_of


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked: whether it is all right, what it is, and what to do if it is not (else empty)."""

    ok: bool
    title: str
    what_to_do: str = ""


async def check(client: NotionClient, parent_page_id: str) -> list[Finding]:
    """Check the token, then the page to publish under. Raises nothing that Notion can cause: it becomes a finding."""
    try:
        me = await client.get("users/me", "checking the token")
    except NotionError as error:
        return [Finding(False, error.what_happened, error.what_to_do)]
    findings = [Finding(True, f"Notion accepts the token of the integration “{me.get('name') or 'unnamed'}”.")]
    try:
        page_id = page_id_of(parent_page_id)
        page = await client.get(f"pages/{page_id}", "opening the page to publish under")
        await client.get(f"blocks/{page_id}/children", "reading the page to publish under", {"page_size": 1})
    except NotionError as error:
        return [*findings, Finding(False, error.what_happened, error.what_to_do)]
    try:
        await client.get("comments", "reading comments", {"block_id": page_id, "page_size": 1})
    except NotAllowed as error:
        title = "The integration may not read comments, so what people say in Notion does not come to the thread."
        findings.append(Finding(False, title, error.what_to_do))
    except NotionError as error:
        return [*findings, Finding(False, error.what_happened, error.what_to_do)]
    if page.get("in_trash"):
        return [*findings, Finding(False, "The page to publish under is in Notion's trash.", "Restore it in Notion.")]
    if page.get("is_locked"):
        # A lock holds people back from editing; the API is not bound by it, so this is a hint only.
        return [*findings, Finding(True, "The page to publish under can be read; it is locked for people.")]
    return [*findings, Finding(True, "The page to publish under can be read.")]
