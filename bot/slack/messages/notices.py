"""Short notices for one person (ephemeral): why a press or a command did nothing, and what helps."""

from collections.abc import Sequence

from bot.planning.artefact import ArtefactKind
from bot.slack.actions import Action, Press
from bot.slack.messages.message import (
    Person,
    SlackMessage,
    actions,
    button,
    context,
    counted,
    message,
    names,
    said,
    section,
)
from bot.slack.text import line, link, mention, name


def starting(idea: str, *, channel: str = "") -> SlackMessage:
    """The acknowledgement of `/plan <idea>`. `channel` is an id such as `C…`, shown as a link to it."""
    where = f" in <#{channel}>" if channel.isalnum() and channel.isascii() else " here"
    # It is sent before anybody knows whether the bot may post there, so it promises nothing.
    return said(f"On it: a planning thread{where} for “{line(idea, limit=200)}”.")


def already_starting(permalink: str = "") -> SlackMessage:
    """A second `/plan` with the same idea at the same moment."""
    where = f" {link('Open it', permalink)}." if permalink else ""
    return said(f"That idea has a planning thread already.{where}")


def idea_too_long(length: int, limit: int) -> SlackMessage:
    """An idea that does not fit; nothing was started."""
    return said(
        f"That idea is {counted(length, 'character')} long, and I take up to {limit}. "
        "Start with a sentence or two: the details fit better into the answers."
    )


def not_in_channel(bot_id: str, bot_name: str, *, again: Press) -> SlackMessage:
    """The bot is not a member of the channel; `again` starts the same session once it was invited."""
    me = mention(bot_id, bot_name)
    text = f"I am not in this channel yet, so I cannot open a thread here. Type `/invite` {me} and press the button."
    return message(
        text,
        section(text),
        actions(button("I invited you: start", Action.START, again, style="primary")),
        context("Your idea is kept."),
    )


def shared_with_another_company() -> SlackMessage:
    """A Slack Connect channel, and no administrator allowed those."""
    return said(
        "This channel is shared with another company, so I stay out of it. "
        "Use a channel of your own, or ask your administrator to allow shared channels."
    )


def stale_button() -> SlackMessage:
    """A button of a question or version that is not the current one any more."""
    return said("That button is from an earlier moment: the thread has moved on. Nothing was changed.")


def other_version(current: int) -> SlackMessage:
    """An approval of a version that is not the newest."""
    return said(f"That was for an earlier version. Please look at version {current} and decide there.")


def still_written(kind: ArtefactKind) -> SlackMessage:
    """A press that has to wait until a version is written."""
    return said(f"I am still writing the {kind.noun}. Please look at the new version and decide there.")


def still_asking(kind: ArtefactKind) -> SlackMessage:
    """A press that has to wait until an interview is over."""
    return said(f"I am still asking about the {kind.noun}. Answer the open question, or press *That's enough* there.")


def basis_changed(kind: ArtefactKind) -> SlackMessage:
    """An approval of something that was written from an earlier version of `kind`."""
    return said(
        f"This was written from an earlier version of the {kind.noun}, so it cannot be approved any more. "
        "*Update what is affected* above brings it up to date."
    )


def not_yet(kind: ArtefactKind) -> SlackMessage:
    """A step that needs something approved first."""
    return said(f"That has to wait until the {kind.noun} is approved. Nothing was changed.")


def cycle_first() -> SlackMessage:
    """An approval of a module plan in which modules need each other in a circle."""
    return said(
        "Some modules need each other in a circle, so none of them can be built first. "
        "Cut one of the edges above, then approve."
    )


def not_allowed(approvers: Sequence[Person]) -> SlackMessage:
    """Somebody who may not approve tried to."""
    if not approvers:
        return said("You may not approve this, and nobody is named who may. Ask the owner of the session.")
    return said(f"Only {names(approvers)} may approve this. Nothing was changed.")


def guests_cannot_approve() -> SlackMessage:
    """A guest of the workspace tried to approve."""
    return said("Guests cannot approve. Ask a member of the workspace to do it.")


def session_gone() -> SlackMessage:
    """The session of a button or thread is no longer stored."""
    return said("I no longer have the session that this belongs to. Start a new one with `/plan` and your idea.")


def no_session_here() -> SlackMessage:
    """A mention in a thread that is not a session's."""
    return said("This thread is not a planning session. Type `/plan` and your idea in the channel to start one.")


def nothing_to_go_back_to() -> SlackMessage:
    """*Back* on the first question."""
    return said("This is the first question, so there is none to go back to.")


def files_are_not_read(owner_name: str) -> SlackMessage:
    """Somebody answered with an attachment only."""
    return said(f"{name(owner_name)}, I cannot read files. Please write the answer as a message in this thread.")


def answer_changed(question: str, *, deleted: bool) -> SlackMessage:
    """Somebody edited or deleted an answer that a written specification rests on; `question` such as "Q4"."""
    what = "An answer was deleted" if deleted else "An answer was changed"
    return said(
        f"{what}: {line(question)}. The specification above was written before that. "
        "*Request changes* or *Back to questions* brings it up to date."
    )


def model_cannot_help(reason: str) -> SlackMessage:
    """The owner is told why the built-in writer stands in; `reason` is a sentence that names the setting."""
    return said(
        f"I am going on without the model. {line(reason, limit=400)} Nothing is lost: I ask and write from what is "
        "built in, and use the model again as soon as it answers. Whoever runs planthread can check it with "
        "`planthread doctor`. (I say this once.)"
    )


def page_left_alone() -> SlackMessage:
    """Nobody touches the page that a person edited in Notion."""
    return said("The page in Notion stays as it is. The approved version is here in the thread.")


def not_understood(reference: str) -> SlackMessage:
    """A payload that did not parse."""
    return said(
        f"I could not make sense of that, and nothing was changed. Please try it again. (Reference: {line(reference)})"
    )
