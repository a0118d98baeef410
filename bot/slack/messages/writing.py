"""The progress card while a document is written: one message, updated section by section."""

from collections.abc import Sequence

from bot.planning.artefact import ArtefactKind
from bot.slack.messages.message import SlackMessage, actions, context, message, section, sentence
from bot.slack.messages.publication import next_step
from bot.slack.text import as_statement, line

NOTES = 5
"""Notes on the model that are shown; the record holds them all."""


def writing_message(
    kind: ArtefactKind, headings: Sequence[str], *, done: int, version: int, written_by: str, notes: Sequence[str] = ()
) -> SlackMessage:
    """What is written (the first `done` of `headings`), what is being written now, and what is to come.

    `notes` (not escaped) tell where the model was not used or had to be put right.
    """
    if done >= len(headings):
        title = f"Version {version} of the {kind.noun} is written"
    else:
        title = f"Writing version {version} of the {kind.noun} · {done} of {len(headings)} sections"
    return message(
        title,
        section(
            f"*{title}*\n" + "\n".join(_step(line(heading, limit=80), n - done) for n, heading in enumerate(headings))
        ),
        context(_by(line(written_by, limit=100)), *_about_the_model(notes)),
    )


def refused_message(kind: ArtefactKind, refusal: str, *, session: str) -> SlackMessage:
    """It cannot be written like that: why (a sentence, not escaped), and the button to try it in another way."""
    text = f"⛔ I cannot write the {kind.noun} like that. {line(refusal, limit=500)} What there was is kept."
    again = next_step(kind.basis[-1], session) if kind.basis else None
    return message(text, section(text), *([actions(again)] if again else []))


def _by(label: str) -> str:
    """The label as a sentence; a model's name stays as it is written."""
    if not label:
        return "Written from your answers"
    return sentence(label) if label.startswith("written ") else f"Written by {label}"


def _about_the_model(notes: Sequence[str]) -> list[str]:
    """A line for each note, and one for those that do not fit."""
    told = [f"⚠️ {as_statement(line(note, limit=300))}" for note in dict.fromkeys(notes)]
    return told[:NOTES] + ([f"and {len(told) - NOTES} more"] if len(told) > NOTES else [])


def _step(heading: str, ahead: int) -> str:
    if ahead < 0:
        return f"✅ {heading}"
    return f"▫️ {heading}" if ahead else f"✍️ *{heading}* · now"
