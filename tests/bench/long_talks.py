"""Long interviews as teams lead them: answers of one to three sentences in several voices, with decisions planted.

Everything comes from a seed, so that the same talk is the same for everyone who measures.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.planning.checkpoints import Checkpoint, OpenPoint, Point, Reason
from bot.planning.deciding import decide, taken_back
from bot.planning.decisions import Ledger
from bot.planning.interview import Contribution, Interview, Question, QuestionKind, QuestionState, WrittenBy
from bot.planning.reading import Reading
from bot.planning.topics import PRODUCT_TOPICS

PEOPLE = (("U1", "Ana Sousa"), ("U2", "Ben Okafor"), ("U3", "Chen Li"), ("U4", "Dana Levi"), ("U5", "Emre Kaya"))
IDEA = (
    "A weekly report that writes itself: it collects the numbers from our tools on Friday, drafts the text, and the "
    "team leads only correct what is wrong before it goes to the managers on Monday."
)

DECIDING = (
    "The {role} must get the {thing} by {time} on {day}, before the {meeting} starts.",
    "We agreed that {name} approves every {thing} before it goes out to the {team} team.",
    "Only {number} people may change the {thing}, and {name} keeps the list of them.",
    "If the {tool} export is missing at {time}, the {thing} shows last week's value with a note.",
    "The first version leaves out the {thing} for {team}; that can wait until {month}.",
    "It has to work on the phones of the {team} crew, who have no laptop on {day}.",
    "Success for us is that the {role} spends under {number} minutes a week on the {thing}.",
    "We keep every {thing} for {number} months and delete it after the {meeting}.",
    "The {thing} always comes from {tool}, never from the spreadsheet that {name} maintains.",
    "A {role} should be able to correct a single number in the {thing} without starting over.",
    "Nobody outside {team} may see names in the {thing}, that is a rule from legal.",
    "Pilot with {team} in {month}, then decide in the {meeting} whether the others follow.",
    "The limit is {number} euros a month for everything, and {name} signs that.",
    "We want one reminder to the {role} on {day} at {time} and no second one.",
    "For {team} the {thing} has to be in Portuguese as well, from the first day on.",
)
TELLING = (
    "Last {month} we lost {number} hours because nobody saw that the {thing} was stale.",
    "Right now somebody copies it out of {tool} by hand and pastes it into a slide.",
    "People complain about it in the {meeting} nearly every week.",
    "That is what annoys everybody most about the way it goes today.",
    "Because otherwise the discussion starts from wrong figures and we spend the time on arguing.",
    "It sounds small, but the whole {team} group waits for it.",
    "We tried a shared document once and gave up after a few weeks.",
    "I would rather have something plain that is right than something pretty that is late.",
    "To be honest we never measured it, that is my feeling from the last quarter.",
)
SECOND_VOICE = (
    "Agreed, and for {team} it matters even more than for us.",
    "Yes, though please make sure that {name} is asked before the {thing} changes.",
    "Same here, we had {number} such cases in {month} alone.",
)
SLOTS = {
    "role": ("team lead", "accountant", "shift planner", "site manager", "controller", "editor", "dispatcher"),
    "thing": ("summary", "hours table", "cost overview", "incident list", "draft", "forecast", "headline figure",
              "backlog chart", "overtime sheet", "delivery note", "risk list", "comment column"),
    "tool": ("Jira", "Personio", "Salesforce", "Datev", "Trello", "Zendesk", "Toggl", "Asana"),
    "team": ("Lisbon", "Heron", "Night Shift", "Porto", "Falcon", "Leipzig", "Support", "Atlas"),
    "meeting": ("Monday round", "board meeting", "stand-up", "steering committee", "quarterly review"),
    "name": ("Priya", "Marta", "Jonas", "Yusuf", "Elena", "Tomas", "Ingrid", "Rafael", "Noor", "Olga"),
    "day": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"),
    "month": ("January", "March", "April", "June", "September", "November"),
    "time": ("7:30", "9:00", "11:15", "14:00", "16:45", "18:20"),
    "number": ("3", "5", "8", "12", "15", "24", "40", "90", "120", "250"),
}  # fmt: skip
QUESTIONS = {
    "problem": "When did that last go wrong, and what did it take to put it right?",
    "audience": "Who looks at it first, and what do they need to see there?",
    "scenarios": "What happens step by step from the moment the week is over?",
    "features": "What does the first version have to do about this?",
    "positioning": "What do people use for this today?",
    "success": "How would you notice after a month that it works?",
    "constraints": "Which limit here can nobody move?",
    "launch": "Who gets it first, and who decides that?",
}
FACETS = tuple(f.key for topic in PRODUCT_TOPICS for f in topic.facets)


@dataclass(frozen=True)
class Planted:
    """Words that decide something, hidden in an answer, and what a prompt has to hold of them.

    `place` is the number of the question; with `alone` they are all that is answered; `facet` is what is asked about
    then, if that matters; `replaces` is the text of the planted words that they take the place of.
    """

    text: str
    keys: tuple[str, ...]
    place: int
    alone: bool = False
    facet: str = ""
    replaces: str = ""


@dataclass(frozen=True)
class Moment:
    """The record when an answer was given, and once it is settled. `answered` is open in `before`."""

    number: int
    before: Interview
    answered: Question
    after: Interview


def talk(seed: int, answers: int, *, checkpoint_every: int = 10, planted: tuple[Planted, ...] = ()) -> Iterator[Moment]:
    """The turns of an interview, one for each answer; a checkpoint is made after every so many (0: never)."""
    yield from Talk(seed, checkpoint_every=checkpoint_every, planted=planted).turns(answers)


class Talk:
    """An interview under way. `read` says what a model makes of an answer (nothing, unless it is replaced)."""

    def __init__(self, seed: int, *, checkpoint_every: int = 10, planted: tuple[Planted, ...] = ()) -> None:
        self._chance = random.Random(seed)
        self._every = checkpoint_every
        self._planted = {each.place: each for each in planted}
        self._facet = self._chance.choice(FACETS)
        self.interview = Interview("Weekly report", IDEA, owner="U1", owner_name="Ana Sousa")

    def read(self, interview: Interview, question: Question) -> Reading:
        """How the answer is read."""
        return Reading()

    def turns(self, answers: int) -> Iterator[Moment]:
        """The next so many answers."""
        for number in range(self.interview.next_number, self.interview.next_number + answers):
            question = self._answered(number)
            before = self.interview.with_question(question)
            self.settle(question)
            if self._every and number % self._every == 0:
                self.summarise()
            yield Moment(number, before, question, self.interview)

    def settle(self, question: Question, state: QuestionState = QuestionState.ANSWERED) -> None:
        """Settle the question with what was said to it, as the bot does."""
        record = self.interview.with_question(question)
        reading = self.read(record, question)
        record = record.with_question(replace(question, state=state))
        settled = record.question(question.number)
        record = replace(
            record, ledger=Ledger((*record.ledger, *decide(record, settled, reading, float(question.number))))
        )
        gone = taken_back(record, settled)
        kept = tuple(replace(d, withdrawn=d.withdrawn or d.number in gone) for d in record.ledger)
        self.interview = replace(record, ledger=Ledger(kept))

    def summarise(self) -> None:
        """Make a checkpoint with points as a summary has them: the reasons of the last answers."""
        recent = [q for q in self.interview.questions if q.settled][-(self._every or 10) :]
        points = tuple(
            Point(text=" ".join(q.answer_text.split()[-14:]), questions=(q.number,))
            for q in recent[:: max(1, len(recent) // 4)]
        )
        ledger, last = self.interview.ledger, recent[-1].number if recent else 0
        previous = self.interview.checkpoint
        checkpoint = Checkpoint(
            number=(previous.number if previous else 0) + 1,
            side=self.interview.side,
            reason=Reason.ANSWERS,
            points=points,
            decided=tuple(d.number for d in ledger.since(previous.through_decision if previous else 0)),
            open=(OpenPoint(text="Who signs the budget for the second half of the year", owner="Ana Sousa"),),
            through_decision=ledger.last_number,
            through_question=last,
        )
        self.interview = replace(self.interview, checkpoint=checkpoint)

    def _answered(self, number: int) -> Question:
        if self._chance.random() < 0.5:
            self._facet = self._chance.choice(FACETS)
        planted = self._planted.get(number)
        self._facet = planted.facet if planted and planted.facet else self._facet
        topic = self._facet.partition(".")[0]
        text = planted.text if planted and planted.alone else self._words(number)
        voices = self._chance.sample(PEOPLE, 2)
        said = [text]
        if not (planted and planted.alone) and self._chance.random() < 0.25 and len(text.split()) < 45:
            said.append(self._filled(self._chance.choice(SECOND_VOICE)))
        return Question(
            f"q{number}", number, self._facet, QUESTIONS[topic], "It decides what comes first.", (), "",
            WrittenBy.MODEL, QuestionKind.ASK, QuestionState.OPEN,
            tuple(_said(text, voices[i], number, i) for i, text in enumerate(said)),
        )  # fmt: skip

    def _words(self, number: int) -> str:
        """15 to 60 words in one to three sentences, the planted ones in their middle."""
        wanted = self._chance.choice((1, 2, 2, 3))
        while True:
            kinds = [DECIDING, *self._chance.choices((DECIDING, TELLING, TELLING, TELLING), k=wanted - 1)]
            self._chance.shuffle(kinds)
            parts = [self._filled(self._chance.choice(kind)) for kind in kinds]
            if number in self._planted:
                parts.insert(len(parts) // 2, self._planted[number].text)
            if 15 <= len(" ".join(parts).split()) <= 60:
                return " ".join(parts)
            wanted = wanted + 1 if len(" ".join(parts).split()) < 15 else max(1, wanted - 1)

    def _filled(self, template: str) -> str:
        return template.format(**{slot: self._chance.choice(words) for slot, words in SLOTS.items()})


def _said(text: str, person: tuple[str, str], number: int, place: int) -> Contribution:
    at = f"17000{number:05}.{place:06}"
    return Contribution(f"s1:{at}", *person, text, at, f"https://acme.slack.com/archives/C1/p{at.replace('.', '')}")
