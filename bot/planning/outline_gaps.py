"""What the answers leave open: skipped and unclear questions, what nobody knows, disputes, and questions asked back."""

from collections.abc import Iterator, Sequence

from bot.planning.bank.loading import Bank
from bot.planning.clauses import clipped, ended, plain
from bot.planning.interview import Interview, Question, QuestionKind, QuestionState
from bot.planning.listening import says_something
from bot.planning.material import Material, only_unknown, source_of
from bot.planning.specification import Assumption, NonGoal, OpenQuestion, Requirement, Source
from bot.planning.topics import topic_of


def assumptions(interview: Interview, bank: Bank) -> tuple[Assumption, ...]:
    """What is taken for granted because the team did not know, and what breaks if it is wrong."""
    found = []
    for question in interview.questions:
        if _is_unknown(question, interview) and question.recommended and not _answered_later(question, interview):
            entry = bank.facets.get(question.facet)
            breaks = entry.breaks if entry else ""
            found.append(
                Assumption(
                    text=clipped(ended(plain(question.recommended)), 1900), breaks=breaks, question=question.number
                )
            )
    return tuple(found)


def open_questions(
    interview: Interview, material: Material, bank: Bank, conflicts: Sequence[tuple[Requirement, NonGoal]] = ()
) -> tuple[OpenQuestion, ...]:
    """Everything that somebody still has to decide, with its owner and what waits for it.

    `conflicts` are requirements that were also left out.
    """
    found = [
        *_left_open(interview, bank),
        *never_asked(interview, bank),
        *_disputes(interview, material, bank),
        *_both_named(interview, bank, conflicts),
        *_asked(interview, material, bank),
        *_not_written(interview, material, bank),
    ]
    unique = {question.text.casefold(): question for question in reversed(found)}
    return tuple(unique.values())[::-1]


def never_asked(interview: Interview, bank: Bank) -> Iterator[OpenQuestion]:
    """What the team stopped before talking about, whoever writes; the facet is named, because no question was put."""
    for facet in interview.never_asked():
        entry = bank.facets.get(facet.key)
        text = bank.phrases["open_never_asked"].format(topic=topic_of(facet.key).title, asks_for=facet.asks_for)
        yield OpenQuestion(text=text, owner=interview.owner_name, blocks=entry.blocks if entry else "")


def _left_open(interview: Interview, bank: Bank) -> Iterator[OpenQuestion]:
    """Skipped questions, those nobody knows and nothing was recommended for, and answers that stayed unclear.

    Each facet appears once, with what was said last.
    """
    last = {q.facet: q.number for q in interview.questions if q.kind is not QuestionKind.RESOLVE}
    first = {q.facet: q for q in reversed(interview.questions) if q.kind is not QuestionKind.RESOLVE}
    for question in interview.questions:
        if question.kind is not QuestionKind.RESOLVE and last[question.facet] != question.number:
            continue
        # A follow-up leans on the question before it, which says better what is open.
        text = question.text if question.kind is QuestionKind.RESOLVE else first[question.facet].text
        unknown = _is_unknown(question, interview)
        skipped = question.state in (QuestionState.SKIPPED, QuestionState.OPEN, QuestionState.SET_ASIDE)
        if skipped and not question.answer:
            yield _open(text, question, interview, bank, ())
        elif skipped or (unknown and not question.recommended and not _answered_later(question, interview)):
            yield _open(text, question, interview, bank, _said(question))
        elif (
            question.state is QuestionState.ANSWERED
            and question.unclear
            and not unknown
            and not _answered_later(question, interview)
        ):
            text = bank.phrases["open_unclear"].format(label=question.label, question=text)
            yield _open(text, question, interview, bank, _said(question))


def _disputes(interview: Interview, material: Material, bank: Bank) -> Iterator[OpenQuestion]:
    for dispute in material.disputes:
        if dispute.resolution:
            continue
        first, second = dispute.positions
        text = bank.phrases["open_dispute"].format(
            name1=first.author_name or "One person",
            quote1=_quoted(first.quote, 300),
            name2=second.author_name or "another person",
            quote2=_quoted(second.quote, 300),
        )
        yield _open(text, dispute.question, interview, bank, dispute.positions)


def _both_named(
    interview: Interview, bank: Bank, conflicts: Sequence[tuple[Requirement, NonGoal]]
) -> Iterator[OpenQuestion]:
    for requirement, non_goal in conflicts:
        yield OpenQuestion(
            text=bank.phrases["both_named"].format(title=requirement.title),
            sources=(*requirement.sources, *non_goal.sources),
            owner=interview.owner_name,
            blocks=requirement.title,
        )


def _asked(interview: Interview, material: Material, bank: Bank) -> Iterator[OpenQuestion]:
    """Questions that people asked inside their answers, and technology, which waits for the technical interview."""
    for said in material.asked:
        text = bank.phrases["open_asked"].format(name=said.author or "Somebody", question=said.text)
        yield _open(text, said.question, interview, bank, (said.source,))
    for said in material.technical:
        text = bank.phrases["open_technical"].format(words=_quoted(said.text, 300), name=said.author or "somebody")
        yield OpenQuestion(
            text=text,
            sources=(said.source,),
            owner=interview.owner_name,
            blocks=bank.phrases["blocks_technical"],
        )


def _not_written(interview: Interview, material: Material, bank: Bank) -> Iterator[OpenQuestion]:
    """Answers in which nothing was found to write down: they are shown rather than lost."""
    used = {said.question.number for facet in material.by_facet.values() for said in facet}
    used |= {said.question.number for said in (*material.asked, *material.technical)}
    for dispute in material.disputes:
        used |= {dispute.question.number, *(said.question.number for said in dispute.resolution)}
    for question in interview.questions:
        spoken = any(says_something(c, question, interview) for c in question.answer)
        if question.number in used or not spoken or question.state is not QuestionState.ANSWERED:
            continue
        text = bank.phrases["open_not_written"].format(label=question.label, words=_quoted(question.answer_text, 300))
        yield _open(text, question, interview, bank, _said(question))


def _open(text: str, question: Question, interview: Interview, bank: Bank, sources: tuple[Source, ...]) -> OpenQuestion:
    entry = bank.facets.get(question.facet)
    return OpenQuestion(
        text=clipped(plain(text).replace("\n", " ") or question.label, 1900),
        sources=sources,
        owner=interview.owner_name,
        blocks=entry.blocks if entry else "",
    )


def _said(question: Question) -> tuple[Source, ...]:
    return tuple(source_of(c, question) for c in question.answer if c.text.strip())


def _quoted(text: str, length: int) -> str:
    return clipped(plain(text).replace("\n", " ").strip(" .") or "…", length)


def _is_unknown(question: Question, interview: Interview) -> bool:
    if question.state is QuestionState.UNKNOWN:
        return True
    return question.state is QuestionState.ANSWERED and only_unknown(question, interview)


def _answered_later(question: Question, interview: Interview) -> bool:
    """Whether a later question on the same facet settled what this one left open."""
    return any(
        q.facet == question.facet
        and q.number > question.number
        and q.state in (QuestionState.ANSWERED, QuestionState.UNKNOWN, QuestionState.SKIPPED)
        and (q.state is not QuestionState.ANSWERED or not q.unclear)
        for q in interview.questions
    )
