"""A question of the interview: one message while it is open, the same message once it is settled."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block

from bot.planning.interview import Progress, Question, QuestionState, WrittenBy
from bot.slack.actions import Action, Press
from bot.slack.messages.message import (
    Person,
    SlackMessage,
    actions,
    button,
    context,
    listed,
    message,
    names,
    section,
)
from bot.slack.text import as_statement, line, mrkdwn

QUESTION_LIMIT = 1500
"""Characters of a question that are shown; the guard allows far less."""

WHY_LIMIT = 500
"""Characters of the reason."""

QUICK_ANSWERS = 3
"""At most this many quick answers: more make people jump to free text (`method.md`, "Asking")."""


def question_message(
    question: Question, *, topic: str, progress: Progress, session: str, can_go_back: bool
) -> SlackMessage:
    """The open question: number, topic, progress, the question, why it is asked, quick answers and controls.

    `topic` is the topic's title. It holds exactly one question: the reason and the answers lose their question marks.
    """
    return message(
        f"{heading(question, topic)}: {_asked(question)}",
        context(f"*{heading(question, topic)}* · {progress}"),
        section(_asked(question)),
        *reasons(question),
        *quick_answers(question, session),
        controls(question, session, can_go_back=can_go_back),
    )


def settled_question_message(
    question: Question, *, topic: str, progress: Progress, decided_by: str = ""
) -> SlackMessage:
    """The same message once the question no longer waits: no buttons, and what became of it.

    `decided_by` is the display name of whoever pressed the button that settled it, if anybody did.
    """
    outcome = outcome_of(question, decided_by)
    return message(
        f"{heading(question, topic)}: {_asked(question)}\n{outcome}",
        context(f"*{heading(question, topic)}* · {progress}"),
        section(_asked(question)),
        context(outcome),
    )


def outcome_of(question: Question, decided_by: str = "") -> str:
    """What became of a question, in a line of mrkdwn."""
    who = f" by {line(decided_by, limit=80)}" if decided_by else ""
    match question.state:
        case QuestionState.ANSWERED:
            return f"✅ {_answered(question)}"
        case QuestionState.SKIPPED:
            return f"↷ Skipped{who} · kept as an open question"
        case QuestionState.UNKNOWN:
            default = as_statement(line(question.recommended, limit=300)).rstrip(".")
            knows = f"Nobody knows yet{f' ({line(decided_by, limit=80)})' if decided_by else ''}"
            return f"≈ Assumed: {default} · {knows}" if default else f"≈ {knows} · kept as an open question"
        case QuestionState.SET_ASIDE:
            return f"⏸ Set aside{who} · it comes back after the earlier question"
        case QuestionState.OPEN:
            return "Waiting for an answer"


def heading(question: Question, topic: str) -> str:
    """How a question is called: "Q4 · audience"."""
    return f"{question.label} · {line(topic, limit=60).lower()}"


def reasons(question: Question) -> tuple[Block, ...]:
    """Why it is asked, and whether the question bank had to stand in for a model."""
    why = as_statement(line(question.why, limit=WHY_LIMIT))
    lines = [f"_Why: {why}_"] if why else []
    if question.written_by is WrittenBy.BUILTIN:
        lines.append("From the built-in question bank")
    return (context(*lines),) if lines else ()


def quick_answers(question: Question, session: str) -> tuple[Block, ...]:
    """Buttons with the options, or nothing where there are none."""
    options = [option for option in question.options[:QUICK_ANSWERS] if option.strip()]
    if not options:
        return ()
    return (
        actions(
            *(
                button(as_statement(option), Action.ANSWER, Press(session=session, question=question.id, option=n), n=n)
                for n, option in enumerate(options)
            )
        ),
    )


def controls(question: Question, session: str, *, can_go_back: bool, skip: str = "Skip") -> Block:
    """The ways past a question without answering it."""
    press = Press(session=session, question=question.id)
    row = [button(skip, Action.SKIP, press), button("We don't know", Action.UNKNOWN, press)]
    if can_go_back:
        row.append(button("Back", Action.BACK, press))
    row.append(button("That's enough", Action.ENOUGH, press))
    return actions(*row)


def _asked(question: Question) -> str:
    return mrkdwn(question.text, limit=QUESTION_LIMIT)


def _answered(question: Question) -> str:
    people = [Person(c.author, c.author_name) for c in question.answer]
    if not people:
        return "Answered"
    # A pressed button leaves no message in the thread, so what it said is told here.
    chosen: Sequence[str] = [line(c.text, limit=100) for c in question.answer if c.text.strip() in question.options]
    what = f": {as_statement(listed(list(dict.fromkeys(chosen))))}" if chosen else ""
    return f"Answered by {names(people)}{what}"
