"""Made-up teams: an idea, people, and what each says to each question. Tests and the demo play them."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from bot.local.script import on_the_day
from bot.planning.interview import (
    Ask,
    Contribution,
    Interview,
    Question,
    QuestionKind,
    QuestionState,
    Reopen,
    WrittenBy,
)
from bot.planning.reading import Kind, confirm
from bot.writing.writer import Writer


@dataclass(frozen=True)
class Person:
    """A teammate with a Slack-like user id."""

    id: str
    name: str
    role: str


@dataclass(frozen=True)
class Reply:
    """What one person says. `text` of `skip` or `unknown` in a team's file stands for that button."""

    author: Person
    text: str


@dataclass(frozen=True)
class Team:
    """An idea and the replies to each facet: to its question, to a follow-up, and to a request to resolve.

    `capacity` is what they fill into the form about the team, by its labels.
    """

    name: str
    title: str
    idea: str
    people: tuple[Person, ...]
    answers: dict[str, tuple[Reply, ...]]
    follow_ups: dict[str, tuple[Reply, ...]]
    resolutions: dict[str, tuple[Reply, ...]]
    buttons: dict[str, str]
    capacity: dict[str, str]

    @property
    def owner(self) -> Person:
        """Who starts the session."""
        return self.people[0]

    def replies(self, facet: str, kind: QuestionKind = QuestionKind.ASK) -> tuple[Reply, ...]:
        """What the team says to a question of that kind on the facet; never nothing."""
        table = {
            QuestionKind.ASK: self.answers,
            QuestionKind.FOLLOW_UP: self.follow_ups,
            QuestionKind.RESOLVE: self.resolutions,
        }[kind]
        return table.get(facet, (Reply(self.owner, "We don't know"),))


def names() -> tuple[str, ...]:
    """The teams there are."""
    return tuple(sorted(path.stem for path in Path(__file__).parent.glob("*.toml")))


def load(name: str) -> Team:
    """The team of that name. Raises `FileNotFoundError` when there is none."""
    return read(Path(__file__).with_name(f"{name}.toml"))


def read(path: Path) -> Team:
    """The team in that file. Raises `FileNotFoundError` when there is none."""
    data = tomllib.loads(path.read_text("utf-8"))
    people = tuple(Person(entry["id"], entry["name"], entry["role"]) for entry in data["people"])
    by_name = {person.name: person for person in people}

    def table(key: str) -> dict[str, tuple[Reply, ...]]:
        return {
            facet: tuple(Reply(by_name[reply["by"]], reply["says"].strip()) for reply in replies)
            for facet, replies in data.get(key, {}).items()
        }

    return Team(
        path.stem,
        data["title"],
        data["idea"],
        people,
        table("answers"),
        table("follow_ups"),
        table("resolutions"),
        data.get("buttons", {}),
        {label: on_the_day(said, datetime.now(UTC).date()) for label, said in data.get("capacity", {}).items()},
    )


async def interviewed(team: Team, writer: Writer, language: str = "en") -> Interview:
    """The interview of the team, played to its end with that writer. Follows `Interview.next_step` as the flow does."""
    interview = Interview(
        team.title, team.idea, language=language, owner=team.owner.id, owner_name=team.owner.name,
        idea_permalink="https://acme.slack.com/archives/C1/p1000",
    )  # fmt: skip
    turn = await writer.turn(interview, None)
    clock = _clock()
    while turn.proposal is not None:
        step = interview.next_step()
        assert not isinstance(step, Reopen)
        kind = (
            QuestionKind.RESOLVE
            if turn.reading.kind is Kind.CONTRADICTION
            else step.kind
            if isinstance(step, Ask)
            else QuestionKind.ASK
        )
        proposal = turn.proposal
        number = len(interview.questions) + 1
        question = Question(
            f"q{number}", number, proposal.facet, proposal.text, proposal.why, proposal.options, proposal.recommended,
            WrittenBy.BUILTIN, kind, posted_at=next(clock),
        )  # fmt: skip
        button = team.buttons.get(proposal.facet, "") if kind is QuestionKind.ASK else ""
        if button:
            state = QuestionState.SKIPPED if button == "skip" else QuestionState.UNKNOWN
            interview = interview.with_question(replace(question, state=state, decided_by=team.owner.id))
            turn = await writer.turn(interview, None)
            continue
        said = tuple(
            Contribution(
                f"c{number}-{i}",
                r.author.id,
                r.author.name,
                r.text,
                at,
                f"https://acme.slack.com/archives/C1/p{at.replace('.', '')}",
            )
            for i, r in enumerate(team.replies(proposal.facet, kind))
            for at in [next(clock)]
        )
        answered = replace(question, contributions=said)
        interview = interview.with_question(answered)
        turn = await writer.turn(interview, answered)
        reading = confirm(turn.reading, answered, interview)
        settled = replace(answered, state=QuestionState.ANSWERED, unclear=reading.unclear)
        interview = replace(interview.with_question(settled), evidence=(*interview.evidence, *reading.evidence))
    return interview


def _clock() -> Iterator[str]:
    second = 1_700_000_000
    while True:
        second += 7
        yield f"{second}.000100"
