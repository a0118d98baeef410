"""What a made-up team says to which question: read from `demo_team.toml`, each answer given once."""

import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

PRODUCT, TECHNICAL = "product", "technical"
"""The two interviews, as the team's file names them."""

TEAM = Path(__file__).with_name("demo_team.toml")
_HEADING = re.compile(r"Q\d+ · (?P<topic>[^·\n*]+)")


@dataclass(frozen=True, slots=True)
class Line:
    """What one person says."""

    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the team says to a question.

    `done` is who declares it complete (empty: the bot waits for quiet), by the quick answer `button` if there is one.
    """

    topic: str
    about: tuple[str, ...]
    says: tuple[Line, ...]
    done: str
    button: str

    def fits(self, question: str) -> bool:
        """Whether it answers a question, given as the text of the bot's message."""
        heading = _HEADING.search(question)
        asked = question.casefold()
        return bool(
            heading
            and heading["topic"].strip().casefold() == self.topic
            and (not self.about or any(word in asked for word in self.about))
        )


def on_the_day(said: str, today: date) -> str:
    """What is filled into a form on that day: "in 7 weeks" is the Monday seven weeks on, anything else is itself."""
    ahead = re.fullmatch(r"in (\d{1,3}) weeks", said)
    monday = today - timedelta(days=today.weekday())
    return (monday + timedelta(weeks=int(ahead[1]))).isoformat() if ahead else said


class Script:
    """A team's part in the play. `owner` starts and approves, `other` is a teammate who may not approve.

    `questions` is how many the team answers on each side before it says that this is enough; `capacity` is what it
    enters in the form about the sprints, by the labels there; days are counted from the day on which it is read.
    """

    def __init__(self, path: Path = TEAM) -> None:
        data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        self.idea: str = data["idea"]
        self.owner: str = data["owner"]
        self.other: str = data["other"]
        self.questions: dict[str, int] = dict(data["questions"])
        today = datetime.now(UTC).date()
        self.capacity: dict[str, str] = {label: on_the_day(said, today) for label, said in data["capacity"].items()}
        self._left = [
            Answer(
                entry["topic"],
                tuple(entry.get("about", ())),
                tuple(Line(line["by"], line["text"]) for line in entry.get("says", ())),
                entry.get("done", ""),
                entry.get("button", ""),
            )
            for entry in data["answers"]
        ]

    def answer(self, question: str) -> Answer | None:
        """The next answer that fits, which is then used up; None when the team has nothing to say to that."""
        found = next((answer for answer in self._left if answer.fits(question)), None)
        if found:
            self._left.remove(found)
        return found
