"""A scripted app that says everything Slack can show, through the real Web API and Socket Mode, and records presses.

It is no planner: it stands in for one, so that the page can be tested alone.
"""

import asyncio
import re
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

Json = dict[str, Any]

HOSTILE = '<script>window.hacked = 1</script> <img src=x onerror="window.hacked = 2"> [x](javascript:window.hacked=3)'

SPECIFICATION = """# Weekly report · product specification

> Decisions before prose. Written from the answers of Ana, Ben and Chen.

## Requirements

| id | requirement | priority |
|:---|:---|---:|
| FR-1 | The report is drafted every Friday at 16:00 | must |
| FR-2 | An accountant can correct a figure before it is sent | must |
| FR-3 | A reader can see **where** a figure came from | should |

### FR-1 The report is drafted every Friday

- [x] Given a week with bookings
- [ ] When it is Friday, 16:00 in the owner's time zone
  1. the draft exists
  2. its owner is told

```python
def due(now: datetime) -> bool:
    return now.weekday() == 4
```

See [the thread](https://example.com/thread) and ~~the old plan~~.
"""


def text(words: str, kind: str = "mrkdwn") -> Json:
    return {"type": kind, "text": words}


def button(label: str, action_id: str, **more: Any) -> Json:
    return {"type": "button", "action_id": action_id, "text": text(label, "plain_text"), **more}


def options(*labels: str) -> list[Json]:
    return [{"text": text(label, "plain_text"), "value": label.lower().replace(" ", "-")} for label in labels]


DASHBOARD: list[Json] = [
    {"type": "header", "text": text("A weekly report that writes itself", "plain_text")},
    {
        "type": "section",
        "fields": [
            text("*Owner*\n<@U0ANA00001>"),
            text("*Stage*\nProduct interview"),
            text("*Topics*\n3 of 7 clear"),
            text("*Next*\nAnswer Q4 in the thread"),
        ],
    },
    {"type": "actions", "elements": [button("Pause", "pause"), button("That's enough", "enough")]},
    {"type": "context", "elements": [text("Started by <@U0ANA00001> · answers by everyone in the thread count")]},
]

QUESTION: list[Json] = [
    {"type": "section", "text": text("*Q4 · audience* · 3 of 7 topics clear\nWho will read the weekly report first?")},
    {
        "type": "context",
        "elements": [text("_Why: you said “managers”, yet the export you described is what accountants use._")],
    },
    {
        "type": "actions",
        "elements": [
            button("Managers", "answer:0"),
            button("Accountants", "answer:1"),
            button("Both equally", "answer:2"),
        ],
    },
    {
        "type": "actions",
        "elements": [
            button("Skip", "skip"),
            button("We don't know", "unknown"),
            button("Back", "back"),
            button(
                "Delete session",
                "delete",
                style="danger",
                confirm={
                    "title": text("Delete this session?", "plain_text"),
                    "text": text("Everything in it is *gone* for good."),
                    "confirm": text("Delete it", "plain_text"),
                    "deny": text("Keep it", "plain_text"),
                    "style": "danger",
                },
            ),
        ],
    },
]

CHOICES: list[Json] = [
    {
        "type": "section",
        "text": text("Who *approves*?"),
        "accessory": {
            "type": "users_select",
            "action_id": "approver",
            "placeholder": text("Choose a person", "plain_text"),
        },
    },
    {
        "type": "actions",
        "elements": [
            {
                "type": "static_select",
                "action_id": "rhythm",
                "placeholder": text("How often?", "plain_text"),
                "options": options("Every day", "Every week"),
            },
            {
                "type": "multi_static_select",
                "action_id": "days",
                "placeholder": text("Which days?", "plain_text"),
                "options": options("Monday", "Friday"),
            },
            {"type": "datepicker", "action_id": "launch", "placeholder": text("Launch on", "plain_text")},
            {"type": "overflow", "action_id": "more", "options": options("Export", "Forget")},
        ],
    },
    {
        "type": "actions",
        "elements": [{"type": "radio_buttons", "action_id": "size", "options": options("Small", "Large")}],
    },
    {
        "type": "actions",
        "elements": [{"type": "checkboxes", "action_id": "parts", "options": options("Charts", "Comments")}],
    },
]

PROGRESS: list[Json] = [
    {
        "type": "plan",
        "title": "Writing the product specification",
        "tasks": [
            {"type": "task_card", "task_id": "1", "title": "Audience and problem", "status": "complete"},
            {"type": "task_card", "task_id": "2", "title": "Core workflows", "status": "complete"},
            {
                "type": "task_card",
                "task_id": "3",
                "title": "Requirements with acceptance criteria",
                "status": "in_progress",
            },
            {"type": "task_card", "task_id": "4", "title": "Open questions", "status": "pending"},
        ],
    },
    {
        "type": "alert",
        "level": "warning",
        "text": text("Two answers contradict each other: *Ben* said daily, *Chen* said weekly.", "mrkdwn"),
    },
]

RICH: list[Json] = [
    {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [
                    {"type": "text", "text": "Decided", "style": {"bold": True}},
                    {"type": "text", "text": " by "},
                    {"type": "user", "user_id": "U0BEN00001"},
                    {"type": "text", "text": " in "},
                    {"type": "channel", "channel_id": "C0PRODUCT1"},
                    {"type": "emoji", "name": "tada"},
                ],
            },
            {
                "type": "rich_text_list",
                "style": "ordered",
                "elements": [
                    {"type": "rich_text_section", "elements": [{"type": "text", "text": "Friday, 16:00"}]},
                    {"type": "rich_text_section", "elements": [{"type": "text", "text": "in the owner's time zone"}]},
                ],
            },
            {
                "type": "rich_text_list",
                "style": "bullet",
                "indent": 1,
                "elements": [
                    {"type": "rich_text_section", "elements": [{"type": "text", "text": "never on holidays"}]},
                ],
            },
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "I copy it from three sheets by hand."}]},
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "cron: 0 16 * * 5"}]},
        ],
    },
    {
        "type": "table",
        "column_settings": [{"align": "left"}, {"align": "right"}],
        "rows": [
            [{"type": "raw_text", "text": "Topic"}, {"type": "raw_text", "text": "Answers"}],
            [{"type": "raw_text", "text": "Audience"}, {"type": "raw_text", "text": "4"}],
            [{"type": "raw_text", "text": "Constraints"}, {"type": "raw_text", "text": "11"}],
        ],
    },
]

MODAL: Json = {
    "type": "modal",
    "callback_id": "plan_modal",
    "title": text("Plan something", "plain_text"),
    "submit": text("Start", "plain_text"),
    "close": text("Not now", "plain_text"),
    "blocks": [
        {"type": "section", "text": text("A thread opens in this channel. *Everyone* in it may answer.")},
        {
            "type": "input",
            "block_id": "idea",
            "label": text("Idea", "plain_text"),
            "hint": text("One sentence is enough.", "plain_text"),
            "element": {
                "type": "plain_text_input",
                "action_id": "text",
                "multiline": True,
                "placeholder": text("A weekly report that writes itself", "plain_text"),
            },
        },
        {
            "type": "input",
            "block_id": "team",
            "optional": True,
            "label": text("Teammates", "plain_text"),
            "element": {"type": "multi_users_select", "action_id": "people"},
        },
        {
            "type": "input",
            "block_id": "schedule",
            "label": text("Summaries", "plain_text"),
            "element": {
                "type": "static_select",
                "action_id": "when",
                "options": options("Weekdays 17:00", "Fridays", "Never"),
                "initial_option": options("Fridays")[0],
            },
        },
        {
            "type": "input",
            "block_id": "tone",
            "optional": True,
            "label": text("Language", "plain_text"),
            "element": {"type": "radio_buttons", "action_id": "language", "options": options("English", "Português")},
        },
        {
            "type": "input",
            "block_id": "extras",
            "optional": True,
            "label": text("Also", "plain_text"),
            "element": {
                "type": "checkboxes",
                "action_id": "which",
                "options": options("Nudge us daily", "Publish drafts"),
            },
        },
    ],
}

HOME: Json = {
    "type": "home",
    "blocks": [
        {"type": "header", "text": text("Your sessions", "plain_text")},
        {
            "type": "section",
            "text": text("*A weekly report that writes itself*\nQ4 waits for you in <#C0PRODUCT1>"),
            "accessory": button("Resume", "resume", style="primary"),
        },
        {"type": "divider"},
        {"type": "context", "elements": [text("Notion: connected · model: built-in")]},
    ],
}


class Showcase:
    """The app: `presses` holds what was used as (action id, who, what was chosen)."""

    def __init__(self, client: AsyncWebClient) -> None:
        self.client = client
        self.app = AsyncApp(client=client, process_before_response=True)
        self.presses: list[tuple[str, str, Any]] = []
        self.submitted: list[Json] = []
        self._news = asyncio.Event()
        self.app.command("/plan")(self._plan)
        self.app.view("plan_modal")(self._started)
        self.app.shortcut("plan_this")(self._plan_this)
        self.app.event("app_home_opened")(self._home)
        for event in ("message", "app_mention", "reaction_added", "reaction_removed"):
            self.app.event(event)(self._heard)
        self.app.action(re.compile(".*"))(self._pressed)

    async def _plan(self, ack: Any, body: Json) -> None:
        idea = body["text"]
        if not idea:
            await ack()
            await self.client.views_open(trigger_id=body["trigger_id"], view=MODAL)
            return
        await ack(text=f"Starting a plan for “{idea}”. I'll ask one question at a time in the thread.")
        root = await self.client.chat_postMessage(channel=body["channel_id"], text=idea, blocks=DASHBOARD)
        await self.client.chat_postMessage(
            channel=body["channel_id"], thread_ts=root["ts"], text="Who will read it first?", blocks=QUESTION
        )

    async def _started(self, ack: Any, body: Json) -> None:
        values = body["view"]["state"]["values"]
        if len(values["idea"]["text"]["value"]) < 10:
            await ack(response_action="errors", errors={"idea": "Say a little more: ten letters at least."})
            return
        self.submitted.append(values)
        await ack()

    async def _plan_this(self, ack: Any, body: Json) -> None:
        await ack()
        self.presses.append(("plan_this", body["user"]["id"], body["message"]["text"]))
        self._news.set()

    async def _home(self, event: Json) -> None:
        await self.client.views_publish(user_id=event["user"], view=HOME)

    async def _heard(self, event: Json) -> None:
        """People talk; the showcase listens only."""

    async def _pressed(self, ack: Any, body: Json) -> None:
        await ack()
        action = body["actions"][0]
        chosen = next((value for key, value in action.items() if key.startswith("selected_")), action.get("value"))
        self.presses.append((action["action_id"], body["user"]["id"], chosen))
        self._news.set()

    async def says(
        self, channel: str, words: str = "…", blocks: list[Json] | None = None, thread_ts: str | None = None
    ) -> str:
        """Post as the app; returns the ts."""
        answer = await self.client.chat_postMessage(channel=channel, text=words, blocks=blocks, thread_ts=thread_ts)
        return str(answer["ts"])

    async def pressed(self, action_id: str, *, within: float = 5) -> tuple[str, Any]:
        """Wait until an element was used; returns who did and what was chosen."""
        async with asyncio.timeout(within):
            while True:
                for action, who, chosen in self.presses:
                    if action == action_id:
                        return who, chosen
                self._news.clear()
                await self._news.wait()
