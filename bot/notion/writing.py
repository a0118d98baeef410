"""Writing one page's body: created once, rewritten only where nobody else has edited it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bot.notion import finding
from bot.notion.client import JSON, NotionClient
from bot.notion.errors import NotShared, OutcomeUnknown, RequestRefused
from bot.notion.inline import Version
from bot.notion.markdown import before_children, portions, same
from bot.notion.publication import SENT, Choice, Conflict, Ledger, Published
from bot.planning.document import Document
from bot.planning.publication import line_difference

LOOKS = 3
"""How often something that may have been created is looked for before it is created again."""


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a body: the new ledger entry, or the conflict that kept it from being written."""

    published: Published
    conflict: Conflict | None = None


class Pages:
    """Creates pages without doubles and rewrites their bodies without losing what people wrote."""

    def __init__(self, client: NotionClient, ledger: Ledger, version: Version) -> None:
        self._client = client
        self._ledger = ledger
        self.version = version

    async def create_once(
        self,
        key: str,
        path: str,
        body: JSON,
        doing: str,
        find: Callable[[], Awaitable[JSON | None]],
    ) -> tuple[JSON, bool]:
        """The object created at `path`, and whether it is whole for certain.

        It is not where it was found again: after a crash, or after Notion gave no clear answer to the create. `find`
        looks for it by what is written in it. Raises `NotionError`.
        """
        if await self._ledger.intend(key):
            found = await find()
            if found is not None:
                return found, False
        looks = 0
        while True:
            try:
                return await self._client.create(path, body, doing), True
            except OutcomeUnknown as unclear:
                found = await self._look(unclear, path, find)
                looks += 1
                if found is not None:
                    return found, False
                if looks == LOOKS:
                    raise

    async def _look(
        self, unclear: OutcomeUnknown, path: str, find: Callable[[], Awaitable[JSON | None]]
    ) -> JSON | None:
        if unclear.committed_id:
            there = await finding.whether_there(self._client, f"{path}/{unclear.committed_id}", "reading what was made")
            if there is not None:
                return there
        # What Notion was still doing when it gave up may show a moment later.
        for look in range(LOOKS):
            await self._client.settle(look)
            found = await find()
            if found is not None:
                return found
        return None

    async def finish(self, published: Published, body: Document, source_hash: str, rest: tuple[str, ...]) -> Published:
        """Append what did not fit into the create, then record the page; until then the next run would complete it."""
        for portion in rest:
            await self._append(published.notion_id, portion)
        whole = replace(published, source_hash=source_hash, written=SENT + "\n\n".join(portions(body, self.version)))
        await self._ledger.record(whole)
        return whole

    async def read_back(self, published: Published, body: Document) -> Published:
        """Learn how Notion writes down the body that was just created: `swap` tells it from an edited one by that."""
        if published.as_given_back:
            return published
        there = await finding.markdown_of(self._client, published.notion_id, self.version, "reading what was written")
        head = before_children(there)
        if not same(head, "\n\n".join(portions(body, self.version))):
            return published
        known = replace(published, written=head)
        await self._ledger.record(known)
        return known

    async def swap(self, known: Published, body: Document, source_hash: str) -> Published | None:
        """Put the body in place of exactly what we last wrote, in one request; None, and nothing done, if that is not
        there letter by letter.

        Sound without a look at the page: Notion itself looks for the old text and refuses where a person has changed
        it. What a person added before or after it stays; it is then for the next version to ask about it.
        """
        ours = portions(body, self.version)
        if same(known.text, "\n\n".join(ours)) and known.source_hash:
            swapped = replace(known, source_hash=source_hash)
            await self._ledger.record(swapped)
            return swapped
        if not known.source_hash or not known.as_given_back or known.doubtful or len(ours) > 1:
            return None
        edits = [{"old_str": known.text, "new_str": ours[0]}]
        request: JSON = {"type": "update_content", "update_content": {"content_updates": edits}}
        path = f"pages/{known.notion_id}/markdown"
        try:
            answer = await self._client.change_once(
                path, {**request, "markdown_version": self.version}, "writing the project page"
            )
        except (RequestRefused, NotShared):
            return None
        head = before_children(str(answer.get("markdown", "")))
        swapped = replace(known, source_hash=source_hash, written=head)
        if not same(head, ours[0]):
            swapped = replace(swapped, written=SENT + ours[0]).in_doubt()
        await self._ledger.record(swapped)
        return swapped

    async def rewrite(
        self,
        known: Published,
        name: str,
        body: Document,
        source_hash: str,
        choice: Choice | None,
        *,
        untouched: bool = False,
    ) -> Written:
        """Make the body say what `body` says, unless a person edited it and nobody chose to replace that.

        `untouched` says that Notion has just named us as the page's last editor; with a ledger that knows of no doubt
        the body is then ours, and it is written without being read first. Otherwise it is read and compared. Only the
        part before child pages and databases is ours; what lies there is never touched. Every step may be repeated:
        while the write is under way the ledger holds an empty hash. The entry returned is not recorded yet, so that
        the caller can write the properties first. Raises `NotionError`.
        """
        ours = portions(body, self.version)
        if untouched and known.source_hash and not known.doubtful:
            given_back = await self._write_over(known, ours, name)
            if given_back is not None:
                return Written(replace(known, source_hash=source_hash, written=before_children(given_back)))
        theirs = await finding.markdown_of(self._client, known.notion_id, self.version, f"reading {name}")
        head, wanted = before_children(theirs), "\n\n".join(ours)
        if same(head, wanted):
            return Written(replace(known, source_hash=source_hash, written=head))
        if choice != "replace" and not await self._is_ours(known, head):
            written = known.text
            theirs_since, ours_now = line_difference(written, head), line_difference(head, wanted)
            conflict = Conflict(known.key, name, known.url, head, theirs_since, ours_now)
            return Written(known, conflict)
        await self._ledger.record(replace(known, source_hash=""))
        given_back = await self._replace(known.notion_id, theirs, head, ours, name)
        return Written(replace(known, source_hash=source_hash, written=before_children(given_back)))

    async def _write_over(self, known: Published, ours: tuple[str, ...], name: str) -> str | None:
        """The body as Notion gives it back; None where Notion refuses, because a page lies in this one."""
        await self._ledger.record(replace(known, source_hash=""))
        try:
            return await self._replace(known.notion_id, known.text, known.text, ours, name)
        except RequestRefused:
            return None

    async def _is_ours(self, known: Published, head: str) -> bool:
        if head.strip() == known.text.strip():
            return True
        # After a create we know only what we sent, after a broken-off write not even that: then the last editor tells.
        if known.source_hash and known.as_given_back:
            return False
        if known.text and same(head, known.text):
            return True
        if known.doubtful:
            return False
        page = await self._client.get(f"pages/{known.notion_id}", "checking who edited the page last")
        return not finding.edited_by_a_person(page)

    async def _replace(self, page_id: str, theirs: str, head: str, ours: tuple[str, ...], name: str) -> str:
        doing = f"writing {name}"
        path = f"pages/{page_id}/markdown"
        if head.strip() == theirs.strip():
            body: JSON = {"type": "replace_content", "replace_content": {"new_str": ours[0]}}
            answer = await self._client.put(path, {**body, "markdown_version": self.version}, doing)
        elif head.strip():
            # replace_content would take the databases below our text with it.
            edits = [{"old_str": head, "new_str": ours[0]}]
            body = {"type": "update_content", "update_content": {"content_updates": edits}}
            answer = await self._client.change_once(path, {**body, "markdown_version": self.version}, doing)
        else:
            answer = await self._append(page_id, ours[0])
        for portion in ours[1:]:
            answer = await self._append(page_id, portion)
        return str(answer.get("markdown", ""))

    async def _append(self, page_id: str, portion: str) -> JSON:
        body = {"type": "insert_content", "insert_content": {"content": portion}, "markdown_version": self.version}
        return await self._client.change_once(f"pages/{page_id}/markdown", body, "writing the rest of a long page")
