"""What an answer decides: found by code in the words themselves, whatever a model makes of them.

"One question is one decision" (`method.md`, "Asking"): every question that was answered gives at least one decision,
in the words of whoever said it, and words that decide more give more. A model may say which words, in which telegram,
and which earlier decision they replace; code takes from that only what the record bears out. Decisions are never
rewritten: words that change make new decisions that supersede the old ones, words that vanish withdraw them.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.planning.artefact import ArtefactKind
from bot.planning.decisions import Decision, Ledger
from bot.planning.interview import Contribution, Interview, Question, QuestionKind, QuestionState
from bot.planning.listening import says_something
from bot.planning.material import gather, only_unknown, opening
from bot.planning.passages import Passage, only_agrees, passages, position_of
from bot.planning.plain_text import disguises, structure
from bot.planning.reading import DecisionProposal, Kind, Reading
from bot.planning.telegrams import LONGEST_SHORT, content_words, marks, subject_of, telegram
from bot.planning.visible_text import one_line

REVIEW = "review"
"""The topic of decisions that people made in reviews, beside the topics of the interviews."""

_CHANGES_MIND = re.compile(
    r"\b(?:actually|on second thoughts?|change of plans?|changed (?:my|our) minds?|scrap that|"
    r"forget (?:what|that|about)|no longer|not any ?more|instead(?: of)?|rather than|we were wrong|correction)\b",
    re.I,
)
_INSTEAD = re.compile(
    r"\b(?:instead of|rather than|no longer|not any ?more|forget(?: about)?)\s+(.{3,80}?)(?:[.,;!]|$)", re.I
)
_SIMILAR = 0.5
_STEM = 4


def decide(interview: Interview, question: Question, reading: Reading, now: float) -> tuple[Decision, ...]:
    """The new decisions that what was said to `question` gives, numbered on from the ledger.

    `question` is as it stands once it is settled, edited, or answered late, and `reading` a confirmed one (an empty one
    where nobody read). Words that gave a decision before give none again. A contradiction gives none until it is
    resolved; the answer that resolves it then gives its own and those of what was not disputed. `now` is in seconds
    since the epoch.
    """
    if reading.kind is not Kind.ANSWER:
        return ()
    ledger = interview.ledger
    new: list[Decision] = []
    for each in _settled_with(interview, question):
        wanted = _passages(interview, each, reading)
        fresh, replaced = _compared(each, wanted, ledger)
        gone = list(replaced)
        for passage in fresh:
            proposal = _proposed(passage, reading.decisions)
            earlier = _replaced(passage, gone) or _overruled(passage, proposal, interview, each, new)
            if earlier in gone:
                gone.remove(earlier)
            new.append(_decision(interview, each, passage, proposal, earlier, ledger.last_number + len(new) + 1, now))
    return tuple(new)


def taken_back(interview: Interview, question: Question) -> tuple[int, ...]:
    """The numbers of the standing decisions of `question` whose words do not count any more, and were not replaced.

    `interview.ledger` holds the new decisions already.
    """
    counting = {c.id: c.text for c in _counting(interview, question)}
    return tuple(
        d.number
        for d in interview.ledger.standing
        if d.question == question.number and d.text not in counting.get(d.contribution, "")
    )


def requested(interview: Interview, artefact: ArtefactKind, request: Contribution, now: float) -> tuple[Decision, ...]:
    """What a change request in the review of `artefact` decides: all of it, as it is; nothing where it is kept already.

    Its facet is `review.` and the artefact's kind, its question 0: nobody asked.
    """
    text = request.text.strip()
    if not text or any(decision.contribution == request.id for decision in interview.ledger):
        return ()
    decision = Decision(
        number=interview.ledger.last_number + 1,
        side=interview.side,
        facet=f"{REVIEW}.{artefact.value}",
        question=0,
        text=text,
        short=telegram(text, interview.language),
        contribution=request.id,
        author=request.author,
        author_name=request.author_name,
        said_at=request.said_at,
        permalink=request.permalink,
        decided_at=now,
    )
    return (decision,)


# What counts --------------------------------------------------------------------------------------------------------


def _settled_with(interview: Interview, question: Question) -> tuple[Question, ...]:
    """The question and, where it resolves a contradiction, the one that was contradictory."""
    disputed = _disputed_before(interview, question)
    return (question, disputed) if disputed and _resolves(question) else (question,)


def _disputed_before(interview: Interview, question: Question) -> Question | None:
    if question.kind is not QuestionKind.RESOLVE:
        return None
    before = [q for q in interview.questions if q.number < question.number and q.facet == question.facet]
    before = [q for q in before if q.kind is not QuestionKind.RESOLVE]
    return max(before, key=lambda q: q.number, default=None)


def _resolution_of(interview: Interview, question: Question) -> Question | None:
    """The question that asked the team to resolve what was said to this one, if it was contradictory."""
    after = [q for q in interview.questions if q.number > question.number and q.facet == question.facet]
    following = min(after, key=lambda q: q.number, default=None)
    return following if following and following.kind is QuestionKind.RESOLVE else None


def _resolves(question: Question) -> bool:
    return question.state is QuestionState.ANSWERED and not question.unclear


def _counting(interview: Interview, question: Question) -> tuple[Contribution, ...]:
    """The contributions whose words decide.

    None of a question that was passed over, but for what was said later; none of a contradiction that stands.
    """
    resolution = question if question.kind is QuestionKind.RESOLVE else _resolution_of(interview, question)
    if resolution is not None and not _resolves(resolution):
        return ()
    if question.state is QuestionState.ANSWERED:
        return question.answer
    if question.state in (QuestionState.SKIPPED, QuestionState.UNKNOWN):
        return tuple(c for c in question.answer if c.late)
    # Opened again: what was decided stands until there is a new answer.
    decided = {d.contribution for d in interview.ledger.standing if d.question == question.number}
    return question.answer if decided & {c.id for c in question.answer} else ()


def _passages(interview: Interview, question: Question, reading: Reading) -> tuple[Passage, ...]:
    talk = set(reading.talk)
    counting = [c for c in _counting(interview, question) if c.text.strip() and c.id not in talk]
    saying = [c for c in counting if says_something(c, question, interview)]
    if not saying and only_unknown(question, interview):
        return ()
    saying = [c for c in saying if not only_agrees(c.text)] or saying
    evidence = [e for e in (*interview.evidence, *reading.evidence) if e.question == question.number]
    quotes = [proposal.quote for proposal in reading.decisions]
    found = [
        passage
        for c in saying
        for passage in passages(
            c, question.facet, evidence, quotes, interview.language, _overruled_in(c, question, interview)
        )
    ]
    whole = [Passage(c, c.text.strip(), question.facet) for c in (saying or counting)[:1]]
    disputed = _resolution_of(interview, question) is not None
    return _once(found or ([] if disputed else whole))


def _overruled_in(contribution: Contribution, question: Question, interview: Interview) -> Callable[[str], bool]:
    """Tells positions in a contradiction that the team did not take (where nobody can tell: any position)."""
    if _resolution_of(interview, question) is None:
        return lambda sentence: False
    positions = {opening(contribution.text)}
    for dispute in gather(interview).disputes:
        if dispute.question.number == question.number:
            positions = {opening(position.quote) for position in dispute.overruled}
    return lambda sentence: opening(sentence) in positions


def _once(found: Sequence[Passage]) -> tuple[Passage, ...]:
    by_words: dict[tuple[str, ...], Passage] = {}
    for passage in found:
        by_words.setdefault(tuple(passage.text.casefold().split()), passage)
    return tuple(by_words.values())


# What is new and what it replaces ------------------------------------------------------------------------------------


def _compared(
    question: Question, wanted: Sequence[Passage], ledger: Ledger
) -> tuple[tuple[Passage, ...], tuple[Decision, ...]]:
    """The passages that no standing decision of the question says yet, and the decisions that none says any more."""
    standing = [d for d in ledger.standing if d.question == question.number]
    kept: set[int] = set()
    fresh: list[Passage] = []
    for passage in wanted:
        inside = [d for d in standing if d.contribution == passage.contribution.id and d.text in passage.text]
        rest = passage.text
        for decision in inside:
            rest = rest.replace(decision.text, " ")
        if inside and not any(c.isalnum() for c in re.sub(r"\b(?:and|but|und|aber)\b", "", rest, flags=re.I)):
            kept |= {d.number for d in inside}
        else:
            fresh.append(passage)
    return tuple(fresh), tuple(d for d in standing if d.number not in kept)


def _replaced(passage: Passage, gone: Sequence[Decision]) -> Decision | None:
    """Which of the decisions whose words are gone these words replace: the most similar, or else one on the facet."""
    if not gone:
        return None
    best = max(gone, key=lambda d: _similarity(d.text, passage.text))
    same_facet = [d for d in gone if d.facet == passage.facet]
    if _similarity(best.text, passage.text) >= _SIMILAR or not same_facet:
        return best if _similarity(best.text, passage.text) >= _SIMILAR else None
    return max(same_facet, key=lambda d: _similarity(d.text, passage.text))


def _overruled(
    passage: Passage,
    proposal: DecisionProposal | None,
    interview: Interview,
    question: Question,
    new: Sequence[Decision],
) -> Decision | None:
    """The earlier decision that these words take the place of: as the model says, or as they say themselves."""
    taken = {d.supersedes for d in new}
    standing = [d for d in interview.ledger.standing if d.question != question.number and d.number not in taken]
    named = proposal.supersedes if proposal else None
    topic = passage.facet.partition(".")[0]
    for decision in standing:
        if decision.number == named and decision.topic == topic:
            return decision
    return _unsaid(passage, [d for d in standing if d.facet == passage.facet], interview.language)


def _unsaid(passage: Passage, standing: Sequence[Decision], language: str) -> Decision | None:
    """The decision on the same facet that somebody takes back in so many words ("managers instead of accountants")."""
    if not standing or not _CHANGES_MIND.search(passage.text):
        return None
    instead = _INSTEAD.search(passage.text)
    about = content_words(instead.group(1) if instead else passage.text, language)
    stems = {word[:_STEM] for word in about}
    alike = {d.number: len(stems & {w[:_STEM] for w in content_words(d.text, language)}) for d in standing}
    best = max(standing, key=lambda d: (alike[d.number], d.number))
    return best if alike[best.number] else None


def _similarity(one: str, other: str) -> float:
    mine, theirs = set(one.casefold().split()), set(other.casefold().split())
    return len(mine & theirs) / max(1, min(len(mine), len(theirs)))


# How it is told -----------------------------------------------------------------------------------------------------


def _proposed(passage: Passage, proposals: Sequence[DecisionProposal]) -> DecisionProposal | None:
    """What a writer proposed for just these words: a quote that lies in them and holds most of them."""
    for proposal in proposals:
        span = position_of(proposal.quote, passage.text)
        if span is not None and (span[1] - span[0]) * 2 >= len(passage.text):
            return proposal
    # One quote over several passages may still name what all of them replace; only the first takes it.
    for proposal in proposals:
        if proposal.supersedes is not None and position_of(passage.text, proposal.quote) is not None:
            return replace(proposal, short="")
    return None


def _decision(
    interview: Interview,
    question: Question,
    passage: Passage,
    proposal: DecisionProposal | None,
    earlier: Decision | None,
    number: int,
    now: float,
) -> Decision:
    said = passage.contribution
    subject = subject_of(question.text, interview.language) if passage.facet == question.facet else ""
    own = telegram(passage.text, interview.language, subject)
    proposed = one_line(proposal.short) if proposal else ""
    return Decision(
        number=number,
        side=interview.side,
        facet=passage.facet,
        question=question.number,
        text=passage.text,
        short=proposed if _is_faithful(proposed, passage.text, question, interview.language) else own,
        contribution=said.id,
        author=said.author,
        author_name=said.author_name,
        said_at=said.said_at,
        permalink=said.permalink,
        decided_at=now,
        supersedes=earlier.number if earlier else None,
    )


def _is_faithful(short: str, text: str, question: Question, language: str) -> bool:
    """Whether a model's line keeps every mark of the words, and says nothing that they or the question do not say."""
    if not short or len(short) > LONGEST_SHORT or any(structure(short)) or any(disguises(short)):
        return False
    kept = {word.casefold() for word in short.replace(":", " ").replace(",", " ").split()}
    kept = {word.strip(".!?()\"“”'’") for word in kept}
    if not {mark.casefold() for mark in marks(text)} <= kept:
        return False
    source = f"{text}\n{question.text}"
    known = {word[:_STEM] for word in content_words(source, language)}
    digits = set(re.findall(r"\d+", source))
    said = content_words(short, language)
    return set(re.findall(r"\d+", short)) <= digits and all(word[:_STEM] in known for word in said)
