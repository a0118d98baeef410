"""The forms: planning something, and requesting changes. What is in a form is read back here too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from slack_sdk.models.blocks import (
    ConversationFilter,
    ConversationSelectElement,
    InputBlock,
    Option,
    PlainTextInputElement,
    PlainTextObject,
    StaticSelectElement,
    UserMultiSelectElement,
)
from slack_sdk.models.blocks.block_elements import InputInteractiveElement
from slack_sdk.models.views import View as SlackView

from bot.planning.artefact import ArtefactKind
from bot.slack.actions import Press, View
from bot.slack.messages.schedule import read_schedule, schedule_input
from bot.slack.text import plain, units

IDEA_LIMIT = 3000
"""Characters of an idea in the form: Slack's limit for a text input."""

TITLE_LIMIT = 120

LANGUAGES: tuple[tuple[str, str], ...] = (
    ("en", "English"),
    ("de", "Deutsch"),
    ("es", "Español"),
    ("fr", "Français"),
    ("it", "Italiano"),
    ("nl", "Nederlands"),
    ("pl", "Polski"),
    ("pt-BR", "Português (Brasil)"),
    ("sv", "Svenska"),
    ("tr", "Türkçe"),
    ("ru", "Русский"),
    ("uk", "Українська"),
)
"""IETF tags and how their speakers call the languages."""


class Field(StrEnum):
    """The inputs, by `block_id`; the `action_id` of each is the same word."""

    IDEA = "idea"
    TITLE = "title"
    CHANNEL = "channel"
    TEAMMATES = "teammates"
    APPROVERS = "approvers"
    NOTION_PARENT = "notion_parent"
    LANGUAGE = "language"
    CHANGES = "changes"


_EXAMPLES = {
    ArtefactKind.PRODUCT_SPECIFICATION: "FR-3 must work offline too; leave out the export",
    ArtefactKind.TECHNICAL_SPECIFICATION: "Use SQLite instead of PostgreSQL; the mail server may be down for a day",
    ArtefactKind.MODULES: "Merge M-2 and M-3; move FR-4 to M-1",
    ArtefactKind.SPRINTS: "T-3 takes 2 to 4 days; T-5 needs T-2",
}


@dataclass(frozen=True, slots=True)
class PlanForm:
    """What somebody entered: plain text, Slack ids, an IETF language tag. `""` and `()` where nothing was."""

    idea: str
    title: str = ""
    channel: str = ""
    teammates: tuple[str, ...] = ()
    approvers: tuple[str, ...] = ()
    notion_parent: str = ""
    language: str = "en"
    summaries: str = ""


def plan_modal(
    *,
    metadata: str = "",
    idea: str = "",
    approvers: Sequence[str] = (),
    choose_channel: bool = False,
    language: str = "en",
    languages: Sequence[tuple[str, str]] = LANGUAGES,
) -> dict[str, Any]:
    """The form behind `/plan` without text.

    `metadata` comes back with the submission (at most 3,000 characters); `idea` and `approvers` (user ids) are filled
    in already. With `choose_channel` the form asks where: it was opened from a place that is no channel.
    """
    blocks = [_idea(idea), _title()]
    if choose_channel:
        blocks.append(_channel())
    blocks += [
        _people(
            Field.TEAMMATES, "Teammates", "They are invited into the thread; anybody in the channel may answer", ()
        ),
        _people(Field.APPROVERS, "Approvers", "Who may approve the specification; you, if left empty", approvers),
        _input(
            Field.NOTION_PARENT,
            "Where in Notion",
            PlainTextInputElement(action_id=Field.NOTION_PARENT, max_length=500),
            hint="The link of a page that planthread may write below; the usual place, if left empty",
        ),
        _language(language, languages),
        schedule_input(usual="after every few answers"),
    ]
    return _modal(View.PLAN, "Plan something", "Start", blocks, metadata)


def read_plan(state: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> PlanForm:
    """The form as submitted: `state` is `view["state"]["values"]`. What is missing or odd counts as left empty."""
    language = _entry(state, Field.LANGUAGE).get("selected_option") or {}
    return PlanForm(
        idea=_typed(state, Field.IDEA),
        title=_typed(state, Field.TITLE),
        channel=str(_entry(state, Field.CHANNEL).get("selected_conversation") or ""),
        teammates=tuple(_entry(state, Field.TEAMMATES).get("selected_users") or ()),
        approvers=tuple(_entry(state, Field.APPROVERS).get("selected_users") or ()),
        notion_parent=_typed(state, Field.NOTION_PARENT),
        language=str(language.get("value") or "en"),
        summaries=read_schedule(state)[0],
    )


def request_changes_modal(press: Press, *, channel: str = "") -> dict[str, Any]:
    """The form behind *Request changes*; its metadata is the `Press` of the button, so that a stale one is noticed."""
    press = press.model_copy(update={"channel": channel or None})
    typed = PlainTextInputElement(
        action_id=Field.CHANGES,
        multiline=True,
        min_length=3,
        max_length=IDEA_LIMIT,
        focus_on_load=True,
        placeholder=PlainTextObject(text=_EXAMPLES[press.about]),
    )
    hint = "I write a new version with these changes and show what became different"
    block = _input(Field.CHANGES, "What should change", typed, optional=False, hint=hint)
    return _modal(
        View.REQUEST_CHANGES, "Request changes", "Write it", [block], press.model_dump_json(exclude_none=True)
    )


def read_changes(state: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> str:
    """The changes as typed; `state` is `view["state"]["values"]`."""
    return _typed(state, Field.CHANGES)


def _modal(kind: View, title: str, submit: str, blocks: list[InputBlock], metadata: str) -> dict[str, Any]:
    view: dict[str, Any] = SlackView(
        type="modal",
        callback_id=kind,
        title=PlainTextObject(text=title),
        submit=PlainTextObject(text=submit),
        close=PlainTextObject(text="Cancel"),
        blocks=blocks,
        private_metadata=metadata or None,
    ).to_dict()
    return view


def _input(
    field: Field, label: str, element: InputInteractiveElement, *, optional: bool = True, hint: str = ""
) -> InputBlock:
    return InputBlock(
        block_id=field,
        label=PlainTextObject(text=label),
        element=element,
        optional=optional,
        hint=PlainTextObject(text=hint) if hint else None,
    )


def _idea(idea: str) -> InputBlock:
    # A longer idea (from "Plan this" on a long message) is cut: Slack refuses a form whose text exceeds its limit.
    filled = idea if units(idea) <= IDEA_LIMIT else idea[: IDEA_LIMIT // 2].rstrip()
    typed = PlainTextInputElement(
        action_id=Field.IDEA,
        multiline=True,
        min_length=3,
        max_length=IDEA_LIMIT,
        initial_value=filled or None,
        focus_on_load=True,
        placeholder=PlainTextObject(text="A weekly report that writes itself"),
    )
    return _input(Field.IDEA, "Your idea", typed, optional=False, hint="A sentence or two; I ask about the rest")


def _title() -> InputBlock:
    typed = PlainTextInputElement(action_id=Field.TITLE, max_length=TITLE_LIMIT)
    return _input(Field.TITLE, "Title", typed, hint="What the thread and the pages are called")


def _channel() -> InputBlock:
    chosen = ConversationSelectElement(
        action_id=Field.CHANNEL,
        placeholder=PlainTextObject(text="A channel that planthread is in"),
        filter=ConversationFilter(include=["public", "private"], exclude_bot_users=True),
    )
    return _input(Field.CHANNEL, "Channel", chosen, optional=False)


def _people(field: Field, label: str, hint: str, chosen: Sequence[str]) -> InputBlock:
    people = UserMultiSelectElement(
        action_id=field,
        initial_users=list(chosen) or None,
        max_selected_items=20,
        placeholder=PlainTextObject(text="People"),
    )
    return _input(field, label, people, hint=hint)


def _language(chosen: str, languages: Sequence[tuple[str, str]]) -> InputBlock:
    options = [Option(value=tag, text=PlainTextObject(text=plain(label, 75))) for tag, label in languages[:100]]
    selected = next((option for option in options if option.value == chosen), options[0])
    element = StaticSelectElement(action_id=Field.LANGUAGE, options=options, initial_option=selected)
    return _input(Field.LANGUAGE, "Language", element, hint="The language that I ask and write in")


def _entry(state: Mapping[str, Mapping[str, Mapping[str, Any]]], field: Field) -> Mapping[str, Any]:
    return state.get(field, {}).get(field, {})


def _typed(state: Mapping[str, Mapping[str, Mapping[str, Any]]], field: Field) -> str:
    return str(_entry(state, field).get("value") or "").strip()
