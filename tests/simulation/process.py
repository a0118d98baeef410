"""The bot's workflows, put together as `bot.app` does it, between the engine's stand-in and Slack's."""

from collections.abc import Mapping
from typing import cast

from bot.flow.crafts import crafts
from bot.flow.engine import Engine
from bot.flow.parts import Parts, Quiet
from bot.flow.schedules import SCHEDULED_SUMMARY
from bot.flow.session import SessionFlow
from bot.flow.sleeping import STIR, Sleeping
from bot.flow.speaking import SPEAK
from bot.flow.waiting import WAKE, WaitingFlow
from bot.planning.summaries import Limits
from bot.slack.delivery import Delivery, Identity
from bot.slack.inbound import ButtonPressed
from bot.writing.builtin import BuiltinWriter
from bot.writing.guard import Guard
from bot.writing.own_words import OwnWords
from tests.simulation.slack import Slack
from tests.simulation.team import RESUME
from tests.simulation.works import Works


def a_process(works: Works, zones: Mapping[str, str]) -> Slack:
    """Teach the engine what it has to do; `zones` are those in the profiles of the people. What it says is in Slack."""
    slack = Slack(works.clock, zones, lambda: works.running, works.may_die)
    guard = Guard(None, BuiltinWriter())
    parts = Parts(
        engine=cast(Engine, works),
        delivery=cast(Delivery, slack),
        identity=Identity("T1", "Acme", "https://acme.example/", "UBOT", "planthread", "B1"),
        guard=guard,
        quiet=Quiet(20, 90),
        limits=Limits(10, 6000),
        summariser=OwnWords(),
    )
    sessions, sleeping = SessionFlow(parts, crafts(guard)), Sleeping(parts)

    async def resume(argument: str) -> None:
        pressed = ButtonPressed.model_validate_json(argument)
        await sleeping.resume(pressed.press.session, pressed)
        await sessions.speak(pressed.press.session)

    works.workflows |= {
        SCHEDULED_SUMMARY: sessions.scheduled_summary,
        SPEAK: sessions.speak,
        WAKE: WaitingFlow(parts).run,
        STIR: sleeping.stir,
        RESUME: resume,
    }
    return slack
