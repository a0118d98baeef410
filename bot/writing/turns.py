"""One turn with a model: the prompt that it is given, and what its answer says about the record."""

import re

from bot.planning.interview import Ask, Evidence, Interview, Question, QuestionKind
from bot.planning.prompts import render
from bot.planning.reading import DecisionProposal, Position, QuestionProposal, Reading, Turn
from bot.planning.topics import Side
from bot.planning.visible_text import one_line
from bot.writing import record, schemas
from bot.writing.approved import approved
from bot.writing.context import told

MOST_DUE = 6
"""As many of the facets that are due are named: the others do not come next."""

SHARE_OF_THE_APPROVED = 3
"""A technical question is asked with the approved specification in at most this part of the prompt: a third."""

_TURN = {Side.PRODUCT: "turn", Side.TECHNICAL: "turn_technical"}
"""The prompt of a turn; the one with what changes from turn to turn is named after it."""


def turn_prompt(interview: Interview, answered: Question | None, room: int) -> tuple[str, str]:
    """What the system says and what the user says, with about `room` characters of the conversation in it.

    What never changes comes first, then what changes seldom, the newest last: endpoints can cache the beginning.
    """
    facets = [facet for topic in interview.topics for facet in topic.facets]
    system = render(_TURN[interview.side], facets="\n".join(f"- {f.key}: {f.asks_for}" for f in facets))
    idea = record.idea(interview)
    more = {}
    if interview.side is Side.TECHNICAL:
        more["specification"] = approved(interview, room // SHARE_OF_THE_APPROVED)
        room -= len(more["specification"])
    ahead = sum(map(len, (system, idea, *more.values())))
    conversation = told(interview, answered, ahead, room)
    as_if = interview.settled_as_if(answered) if answered else interview
    step = as_if.next_step()
    due = [f.key for f in step.facets[:MOST_DUE]] if isinstance(step, Ask) else []
    task = render(
        f"{_TURN[interview.side]}_task",
        language=interview.language,
        idea=idea,
        decisions=conversation.decisions,
        summary=_block("summary", conversation.summary),
        record=conversation.record,
        in_full=_block("in_full", conversation.in_full),
        open_question=f"{answered.label}, the last line of the record" if answered else "none",
        due=", ".join(due) or "nothing",
        follow_up=_follow_up(interview, answered),
        **more,
    )
    return system, task


def turn_of(answer: schemas.TurnAnswer, interview: Interview, answered: Question | None) -> Turn:
    """How the model read the answer to `answered`, and its next question; labels are the record's again."""
    return Turn(_reading(answer, interview, answered), _proposal(answer.question))


def _follow_up(interview: Interview, answered: Question | None) -> str:
    """The facet that may be followed up, if any, as the method decides it."""
    step = interview.settled_as_if(answered, unclear="?").next_step() if answered else None
    follows = isinstance(step, Ask) and step.kind is QuestionKind.FOLLOW_UP
    return f"allowed, about {answered.facet}" if answered and follows else "not allowed"


def _block(tag: str, content: str) -> str:
    return f"<{tag}>\n{content}\n</{tag}>\n" if content else ""


def _reading(answer: schemas.TurnAnswer, interview: Interview, answered: Question | None) -> Reading:
    if answered is None:
        return Reading()
    who = {label: author for author, label in record.people(interview).items()}
    names = {c.author: c.author_name for c in answered.contributions}
    messages = {label: said for said, label in record.messages(answered).items()}
    return Reading(
        kind=answer.kind,
        evidence=tuple(Evidence(e.facet, answered.number, e.quote) for e in answer.evidence),
        unclear=one_line(answer.unclear),
        explanation=one_line(answer.explanation),
        positions=tuple(
            Position(who[p.person], names[who[p.person]], p.quote)
            for p in answer.positions
            if who.get(p.person, "") in names
        ),
        talk=tuple(messages[label] for label in answer.talk if label in messages),
        decisions=tuple(DecisionProposal(d.quote, d.short, _number(d.supersedes)) for d in answer.decisions),
    )


def _number(label: str) -> int | None:
    """The number in a label such as `D4`; whether there is such a decision is not for the model to say."""
    found = re.fullmatch(r"D([0-9]{1,6})", label)
    return int(found[1]) if found else None


def _proposal(answer: schemas.QuestionAnswer) -> QuestionProposal | None:
    if not answer.text:
        return None
    return QuestionProposal(answer.facet, answer.text, answer.why, answer.options, answer.recommended)
