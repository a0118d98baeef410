"""What a person does to messages from the page: press, choose, react, edit, delete, use a shortcut."""

from collections.abc import Callable
from typing import Any

from nicegui import ui

from bot.local.page.desk import Desk
from bot.local.page.dialogs import confirmed, edited
from bot.local.page.elements import find_element, text_object, words
from bot.local.page.markup import tag
from bot.local.page.mrkdwn import mrkdwn
from bot.local.page.viewpoint import Viewpoint
from bot.local.slack import HomeView, Message

Json = dict[str, Any]


class Deeds:
    """Turns what page.js reports into calls of the workspace, as the person who looks at the page."""

    def __init__(self, desk: Desk, eyes: Callable[[], Viewpoint]) -> None:
        self._slack = desk.slack
        self._eyes = eyes

    async def press(self, did: Json, home: HomeView | None = None) -> None:
        """Use a button, menu or box in a message (or the Home tab), after its confirmation if it asks for one."""
        where = home or self._message(did)
        blocks = where.blocks if isinstance(where, Message) else (where.view or {}).get("blocks", []) if where else []
        thing = find_element(blocks, did.get("block", ""), did.get("action", ""))
        if where is None or thing is None:
            ui.notify("That is not there any more.", type="warning")
            return
        if thing.get("confirm") and not await self._confirmed(thing["confirm"]):
            return
        value = did.get("value") if thing.get("type") != "button" else None
        outcome = await self._slack.press(
            self._eyes().me, where, did.get("action", ""), did.get("block") or None, value, self._form(did, blocks)
        )
        if outcome.problem:
            ui.notify(outcome.problem, type="negative")

    async def react(self, did: Json) -> None:
        """Add a reaction, or take one's own back."""
        if message := self._message(did):
            me = self._eyes().me
            emoji = str(did.get("emoji", ""))
            if me.id in message.reactions.get(emoji, []):
                await self._slack.unreact(me, message, emoji)
            else:
                await self._slack.react(me, message, emoji)

    async def edit(self, did: Json) -> None:
        """Change one's own message in a dialog."""
        if message := self._message(did):
            text = await edited("Edit message", "Message", self._slack.rendered(message.text))
            if text is not None and text.strip():
                await self._slack.edit(self._eyes().me, message, text.strip())

    async def delete(self, did: Json) -> None:
        """Delete one's own message, after asking."""
        if message := self._message(did):
            body = tag("p", "This cannot be undone.") + tag("blockquote", mrkdwn(message.text, self._eyes()))
            if await confirmed("Delete message", str(body), "Delete", danger=True):
                await self._slack.delete(self._eyes().me, message)

    async def dismiss(self, did: Json) -> None:
        """Take a message away that only this person sees."""
        if message := self._message(did):
            await self._slack.dismiss(self._eyes().me, message)

    async def shortcut(self, did: Json) -> None:
        """Use a message shortcut of the app."""
        if message := self._message(did):
            outcome = await self._slack.shortcut(self._eyes().me, str(did.get("shortcut", "")), message)
            if outcome.problem:
                ui.notify(outcome.problem, type="negative")

    def copy_link(self, did: Json) -> None:
        """Put the message's address on the clipboard."""
        if message := self._message(did):
            ui.clipboard.write(self._slack.permalink(message))
            ui.notify("Link copied.")

    def _message(self, did: Json) -> Message | None:
        channel, ts = did.get("channel"), did.get("ts")
        return self._slack.message(channel, ts) if isinstance(channel, str) and isinstance(ts, str) else None

    @staticmethod
    def _form(did: Json, blocks: list[Json]) -> dict[str, dict[str, Any]]:
        """What the page says was chosen elsewhere in the same message, as far as those elements exist."""
        return {
            block_id: known
            for block_id, actions in (did.get("values") or {}).items()
            if (known := {key: value for key, value in actions.items() if find_element(blocks, block_id, key)})
        }

    async def _confirmed(self, confirm: Json) -> bool:
        eyes = self._eyes()
        return await confirmed(
            words(confirm.get("title")) or "Are you sure?",
            str(tag("p", text_object(confirm.get("text"), eyes))),
            words(confirm.get("confirm")) or "Yes",
            words(confirm.get("deny")) or "Cancel",
            danger=confirm.get("style") == "danger",
        )
