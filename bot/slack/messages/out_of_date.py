"""A changed artefact, and what rests on it: named, with one button that brings just that up to date."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from bot.planning.artefact import ArtefactKind
from bot.slack.actions import Action, Press
from bot.slack.messages.message import SlackMessage, actions, button, context, listed, message, section
from bot.slack.text import line


def out_of_date_message(
    changed: ArtefactKind,
    *,
    session: str,
    version: int,
    affected: Sequence[tuple[ArtefactKind, Sequence[str]]],
) -> SlackMessage:
    """What is out of date now that version `version` of `changed` is approved.

    `affected` gives, for each artefact that was written from it, the ids and names that the change touches ("M-2
    Reports"; not escaped); none where only its basis changed.
    """
    title = f"Version {version} of the {changed.noun} changed what was written from it"
    lines = []
    for kind, places in affected:
        named = listed([line(place, limit=80) for place in places], 12)
        lines.append(f"• {kind.noun.capitalize()}: {named or 'nothing in it changes'}")
    blocks: list[Block] = [
        section(f"⚠️ *{title}. Out of date:*\n" + "\n".join(lines)),
        actions(
            button(
                "Update what is affected",
                Action.UPDATE_AFFECTED,
                Press(session=session, kind=changed, version=version),
                style="primary",
            )
        ),
        context("Its approvals no longer count. I rewrite only what is named here; everything else stays as it is."),
    ]
    return message(f"{title}. Out of date: {'; '.join(lines)}", *blocks)
