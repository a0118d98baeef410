"""Short ways to write an interview down as a conversation."""

from collections.abc import Sequence
from dataclasses import replace

from bot.planning.interview import Contribution, Interview, Question, QuestionKind, QuestionState, WrittenBy
from bot.planning.specification import Criterion, ProductSpecification, Requirement, Statement
from bot.planning.topics import TECHNICAL_TOPICS, Side

ANA, BEN = ("UANA", "Ana"), ("UBEN", "Ben")


def says(text: str, who: tuple[str, str] = ANA, at: int = 1, **more: bool) -> Contribution:
    return Contribution(
        f"c-{who[1]}-{at}", *who, text, f"17000000{at:02}.000100", f"https://acme.slack.com/p{at}", **more
    )


def asked(
    facet: str,
    *said: Contribution | str,
    number: int = 1,
    state: QuestionState | None = None,
    kind: QuestionKind = QuestionKind.ASK,
    text: str = "",
    options: Sequence[str] = (),
    unclear: str = "",
    recommended: str = "",
) -> Question:
    contributions = tuple(s if isinstance(s, Contribution) else says(s, at=i + 1) for i, s in enumerate(said))
    settled = state or (QuestionState.ANSWERED if said else QuestionState.OPEN)
    return Question(
        f"q{number}",
        number,
        facet,
        text or f"What about {facet} number {number}?",
        "Because.",
        tuple(options),
        recommended,
        WrittenBy.BUILTIN,
        kind,
        settled,
        contributions,
        unclear,
        f"16000000{number:02}.000100",
    )


def interview(*questions: Question, **more: object) -> Interview:
    """The questions in the order given, numbered from 1 unless they have numbers of their own."""
    numbered = tuple(q if q.number != 1 else replace(q, number=i, id=f"q{i}") for i, q in enumerate(questions, start=1))
    record = Interview("Weekly report", "a weekly report that writes itself", numbered, owner="UANA", owner_name="Ana")
    return replace(record, **more)  # type: ignore[arg-type]


def approved(*requirements: str, **more: object) -> ProductSpecification:
    """An approved specification of these requirements (`FR-1` and up), with nothing else in it unless given."""
    features = tuple(
        Requirement(id=f"FR-{number}", title=text.split(" shall ")[-1].rstrip("."), text=text, acceptance=(_CRITERION,))
        for number, text in enumerate(requirements, start=1)
    )
    nothing = Statement(text="Nobody said it yet.")
    return ProductSpecification(title="Weekly report", problem=nothing, outcome=nothing, features=features, **more)


def technical(*questions: Question, earlier: Sequence[Question] = (), **more: object) -> Interview:
    """A technical interview: `earlier` are the product interview's questions, numbers go on from there."""
    before = interview(*earlier).questions
    numbered = tuple(
        replace(q, number=i, id=f"q{i}") if q.number == 1 else q for i, q in enumerate(questions, start=len(before) + 1)
    )
    known: dict[str, object] = {"side": Side.TECHNICAL, "topics": TECHNICAL_TOPICS, "earlier": before}
    return replace(interview(**known | more), questions=numbered)


_CRITERION = Criterion(given="it is in use", when="somebody tries", then="it works")
