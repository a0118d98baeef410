"""`planthread try`: the page, the real bot beside it, and what is kept; the demo, from idea to page."""

import asyncio
import io
import os
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from rich.console import Console

from bot.local.demo import DemoError, play
from bot.local.notion import NotionStore
from bot.local.script import Script
from bot.local.slack import SlackWorkspace
from tests.cli.conftest import Command

ADDRESS = re.compile(r"planthread is ready: (http://127\.0\.0\.1:\d+/)")


class Trying:
    """A `try` that runs, and what it has said so far."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.said = ""

    def waits_for(self, pattern: str | re.Pattern[str]) -> re.Match[str]:
        """Read on until this was said."""
        assert self.process.stdout
        while not (found := re.search(pattern, self.said)):
            line = self.process.stdout.readline()
            assert line, f"it ended before it said {pattern}:\n{self.said}"
            self.said += line
        return found

    def stop(self) -> int:
        """Press Ctrl-C and return the exit code."""
        self.process.send_signal(signal.SIGINT)
        rest, _ = self.process.communicate(timeout=60)
        self.said += rest
        return self.process.returncode

    @property
    def bot(self) -> int:
        """The bot's process id."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return int(children.read_text().split()[0])


@pytest.fixture
def trying(planthread: Command) -> Iterator[Trying]:
    process = planthread.start("try", "--no-browser")
    yield Trying(process)
    process.kill()
    process.communicate()


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds the bot's process by Linux's /proc")
def test_it_serves_the_page_starts_the_bot_anew_when_it_dies_and_ends_quietly(planthread: Command, trying: Trying):
    address = trying.waits_for(ADDRESS)[1]
    trying.waits_for("the built-in writer")
    assert "Acme · planthread" in httpx.get(address, trust_env=False).text

    code, said = planthread("try", "--no-browser")
    assert (code, said.splitlines()[0]) == (1, f"It runs already: {address}")

    first = trying.bot
    os.kill(first, signal.SIGKILL)
    trying.waits_for("was ended by SIGKILL. Starting it again; nothing is lost.")
    assert trying.stop() == 0
    assert "Traceback" not in trying.said

    second = Trying(planthread.start("try", "--no-browser"))
    assert second.waits_for(ADDRESS)[1] == address, "links in old messages keep working"
    second.process.terminate()
    second.process.communicate(timeout=60)
    assert second.process.returncode == 0


def test_it_keeps_what_was_said_until_it_is_to_begin_anew(planthread: Command):
    folder = planthread.folder / "data" / "try"
    slack = SlackWorkspace(folder)
    somebody_wrote(slack, "remember me")
    (folder / "notes.txt").write_text("somebody's own")

    kept = Trying(planthread.start("try", "--no-browser"))
    kept.waits_for(ADDRESS)
    assert kept.stop() == 0
    assert "remember me" in texts(folder)

    fresh = Trying(planthread.start("try", "--no-browser", "--fresh"))
    fresh.waits_for(ADDRESS)
    assert fresh.stop() == 0
    assert "remember me" not in texts(folder)
    assert (folder / "notes.txt").exists()


def test_a_model_that_is_set_halfway_is_told_in_the_bots_own_words(planthread: Command):
    code, said = planthread("try", "--no-browser", OPENAI_API_KEY="sk-half")
    assert code == 1
    assert "OPENAI_MODEL is not set" in said.splitlines()[-1]


def test_a_port_that_is_taken_is_told(planthread: Command):

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        code, said = planthread("try", "--no-browser", "--port", port)
    assert (code, said) == (1, f"Port {port} is taken. Choose another one, or leave --port away.\n")


@pytest.mark.campaign  # .ci/run plays the same demo from the image's installation
@pytest.mark.timeout(240)
def test_the_demo_goes_from_the_idea_to_the_published_sprint_plan(planthread: Command):
    code, said = planthread("try", "--demo", "--speed", "fast", COLUMNS="160")
    assert code == 0, said
    beats = [
        "Made-up people",
        "types /plan a weekly report",
        "Q1 ·",
        "Ana: presses [That's enough]",
        "Ben: presses [Approve]",
        "Only Ana may approve this",
        "Ana: presses [Approve]",
        "of the product specification is published in Notion",
        "Ana: presses [Start the technical interview]",
        "Q13 · architecture",
        "Ben: presses [Up to 20]",
        "architecture.png",
        "Ben: presses [Fine as it is]",
        "of the technical specification is published in Notion",
        "Ana: presses [Carve the modules]",
        "modules.png",
        "of the module plan is published in Notion",
        "Ana: fills in “How many people work on it”: 2",
        "timeline.png",
        "of the sprint plan is published in Notion",
        "Sprint plan published",
        "In Notion: 🧭 A weekly report that writes itself",
        "In Notion: the database “Documents”",
        "A weekly report that writes itself: technical specification",
        "In Notion: 🧩 M-1",
        "In Notion: the database “Sprints”",
        "In Notion: the database “Tasks”",
        "In Notion: ☑️ T-",
    ]
    place = -1
    for beat in beats:
        found = said.find(beat, place + 1)
        assert found >= 0, f"“{beat}” is missing after “{beats[beats.index(beat) - 1]}”:\n{said}"
        place = found
    assert "presses [We don't know]" not in said, "the team has an answer to every question"
    assert not (planthread.folder / "data" / "try").exists(), "the demo leaves what somebody tried alone"


async def test_a_demo_that_the_bot_does_not_answer_says_where_it_stopped():
    with pytest.raises(DemoError, match="The bot did not take /plan"):
        await play(SlackWorkspace(), NotionStore(), Console(file=io.StringIO()), fast=True)


def test_the_made_up_team_gives_each_answer_once_and_only_where_it_fits():
    script = Script()
    first, second = script.answer("*Q1 · problem* · 0 of 8"), script.answer("*Q2 · problem* · 0 of 8")
    assert first
    assert second
    assert first.says != second.says
    assert script.answer("*Q3 · problem* · 0 of 8") is None
    assert script.answer("no question at all") is None


def somebody_wrote(slack: SlackWorkspace, text: str) -> None:

    async def post() -> None:
        await slack.post("ana", "#product", text)
        await slack.close()

    asyncio.run(post())


def texts(folder: Path) -> list[str]:
    """What stands in #product, read from what was kept."""

    slack = SlackWorkspace(folder)
    found = [message.text for message in slack.history("#product", "ana")]
    asyncio.run(slack.close())
    return found
