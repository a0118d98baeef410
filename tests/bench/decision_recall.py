"""Whether what a team decided is still in the prompt after ten checkpoints, whoever reads the answers.

Decisions are planted in the middle of long answers, in quick answers, and in place of earlier ones. One counts as
recalled where the prompt of a turn holds the id of the decision that its words became and each of its key words.
"""

import re
from collections.abc import Callable, Iterator

from bot.planning.interview import Interview, Question
from bot.planning.listening import listen
from bot.planning.reading import DecisionProposal, Reading, confirm
from bot.writing.turns import turn_prompt
from tests.bench.long_talks import Planted, Talk
from tests.bench.measurement import Measurement, Size

ROOM = 48_000
ANSWERS = 100
"""Ten checkpoints, one after every ten."""

PLANTED = (
    Planted("The invoices must go to Zurich before 17:45.", ("Zurich", "17:45"), 3, facet="features.core"),
    Planted("Magdalena", ("Magdalena",), 6, alone=True),
    Planted("Our budget is 48500 euros until 30 November 2027.", ("48500", "30", "November", "2027"), 12),
    Planted("Only Wolfgang may unlock a closed week.", ("Wolfgang",), 17),
    Planted("At most 7 minutes", ("7",), 24, alone=True),
    Planted("We go with Postgres 16 in Frankfurt.", ("Postgres", "16", "Frankfurt"), 31),
    Planted(
        "Actually, the invoices must go to Basel instead of Zurich.", ("Basel", "Zurich"), 38, facet="features.core",
        replaces="The invoices must go to Zurich before 17:45.",
    ),
    Planted("The pilot runs from 4 to 22 May in Gdansk.", ("4", "22", "May", "Gdansk"), 45),
    Planted("No mail leaves the building on Sundays.", ("No", "Sundays"), 58),
    Planted("Section 12b of the works agreement has to hold.", ("12b",), 66),
    Planted("The threshold is 3.75 percent, decided by Oksana.", ("3.75", "Oksana"), 79),
    Planted("Not before Svalbard has 2 people", ("Not", "Svalbard", "2"), 93, alone=True),
)  # fmt: skip

Reader = Callable[[Interview, Question], Reading]


def cooperative(interview: Interview, question: Question) -> Reading:
    """A model that quotes each sentence, and sees what the planted change of mind replaces."""
    made = []
    for sentence in _sentences(question):
        earlier = next((each.replaces for each in PLANTED if each.replaces and each.text == sentence), "")
        replaced = next((d.number for d in interview.ledger.standing if earlier and earlier in d.text), None)
        made.append(DecisionProposal(sentence, sentence.rstrip("."), replaced))
    return Reading(decisions=tuple(made))


def builtin(interview: Interview, question: Question) -> Reading:
    """No model: rules only."""
    return listen(interview, question)


def dropping(interview: Interview, question: Question) -> Reading:
    """A model that finds no decision, or only the first."""
    return Reading(decisions=tuple(DecisionProposal(each) for each in _sentences(question)[: question.number % 2]))


def merging(interview: Interview, question: Question) -> Reading:
    """A model that makes one decision of everything, in a few words of its own."""
    return Reading(decisions=(DecisionProposal(question.answer_text, "the team agreed on the report"),))


def inventing(interview: Interview, question: Question) -> Reading:
    """A model that makes decisions up, changes numbers and names, and has everything replace everything."""
    real = _sentences(question)[0]
    return Reading(
        decisions=(
            DecisionProposal("Everything is written in Fortran by 1999", "Fortran 1999", 1),
            DecisionProposal(real, "Rasputin pays 666 euros", 999),
            DecisionProposal(real, "", question.number),
        )
    )


READERS: dict[str, Reader] = {
    "cooperative": cooperative,
    "built-in": builtin,
    "drops": dropping,
    "merges": merging,
    "invents": inventing,
}


class PlantedTalk(Talk):
    """A talk whose answers are read by one of the `READERS`."""

    def __init__(self, seed: int, reader: Reader) -> None:
        super().__init__(seed, planted=PLANTED)
        self._reader = reader

    def read(self, interview: Interview, question: Question) -> Reading:
        return confirm(self._reader(interview, question), question, interview)


async def measure(size: Size) -> list[Measurement]:
    """The share that is recalled in the prompts after the checkpoints, over all readers; the least of them."""
    return [Measurement("decision_recall", min(recall(reader) for reader in READERS.values()), "share")]


def recall(reader: Reader, seed: int = 5) -> float:
    """The share of what was planted so far that each prompt right after a checkpoint holds."""
    checked = list(_recalled(reader, seed))
    return sum(checked) / len(checked)


def _recalled(reader: Reader, seed: int) -> Iterator[bool]:
    talking = PlantedTalk(seed, reader)
    for moment in talking.turns(ANSWERS + 1):
        if moment.number % 10 != 1 or moment.number == 1:
            continue
        prompt = "\n".join(turn_prompt(moment.before, moment.answered, ROOM))
        for planted in PLANTED:
            if planted.place < moment.number:
                yield holds(prompt, planted, moment.before)


def holds(prompt: str, planted: Planted, interview: Interview) -> bool:
    """Whether the prompt holds the decision that these words became, by id and key words."""
    became = [d for d in interview.ledger if planted.text in d.text or (d.question == planted.place and planted.alone)]
    ids = bool(became) and all(re.search(rf"\b{d.label}\b", prompt) for d in became)
    replaced = not planted.replaces or any(
        d.supersedes is not None and planted.replaces in interview.ledger.decision(d.supersedes).text for d in became
    )
    return ids and replaced and all(re.search(rf"(?<!\w){re.escape(key)}(?!\w)", prompt) for key in planted.keys)


def _sentences(question: Question) -> list[str]:
    return [each for each in re.findall(r"[^.]+(?:\.(?=\d)[^.]+)*\.?", question.answer_text.replace("\n", " ")) if each]
