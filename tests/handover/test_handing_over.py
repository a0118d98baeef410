"""*Hand over* in the thread: a zip of the plan, built when it is sent, under a name of its own."""

import io
import zipfile
from collections.abc import Awaitable, Callable
from typing import Any

from bot.flow.handing_over import hand_over
from bot.flow.speaking import Kind, Speaker
from bot.handover.archive import archive_of
from bot.planning.stages import Stage
from bot.slack.actions import Action, Press
from bot.slack.delivery import Place
from bot.slack.inbound import ButtonPressed
from bot.slack.messages import Person
from bot.slack.messages.dashboard import Dashboard, dashboard_message
from tests.handover.conftest import DECIDED, Plans


def pressed(key: str = "press:1") -> ButtonPressed:
    return ButtonPressed(
        key=key,
        workspace_id="T1",
        channel_id="C1",
        user_id="UANA",
        action=Action.HAND_OVER,
        press=Press(session="s1"),
        message_ts="1",
        thread_ts="1",
    )


class Steps:
    """As much of the engine as a `Speaker` needs."""

    def __init__(self, plans: Plans) -> None:
        self.database = plans.database

    async def step(self, name: str, run: Callable[[], Awaitable[Any]]) -> Any:
        return await run()


class Uploads:
    """Slack, as far as files go."""

    def __init__(self) -> None:
        self.shared: dict[str, bytes] = {}
        self.whispers: list[str] = []

    async def upload(self, place: Place, filename: str, title: str, content: bytes) -> str:
        self.shared[filename] = content
        return f"F{len(self.shared)}"

    async def find_file(self, place: Place, filename: str) -> str | None:
        return "F0" if filename in self.shared else None

    async def whisper(self, place: Place, user_id: str, text: str, blocks: list[dict[str, Any]]) -> str:
        self.whispers.append(text)
        return "1"


async def said(plans: Plans, *events: ButtonPressed) -> Uploads:
    slack = Uploads()
    for event in events:
        async with plans.database.unit_of_work() as work:
            await hand_over(work, "s1", event)
    await Speaker(Steps(plans), slack).speak("s1")  # type: ignore[arg-type]
    return slack


async def test_the_zip_holds_the_same_files_as_an_export_in_a_folder_of_the_plans_name(plans: Plans):
    await plans.planned()
    slack = await said(plans, pressed())
    assert list(slack.shared) == ["Workshop-bookings.zip"]
    with zipfile.ZipFile(io.BytesIO(slack.shared["Workshop-bookings.zip"])) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert b"Build one module at a time" in archive.read("Workshop-bookings/AGENTS.md")
    assert {"README.md", "plan.json", "plan.schema.json", "modules/M-1-bookings.md", "sprints/S-2.md"} <= {
        name.removeprefix("Workshop-bookings/") for name in names
    }
    assert all(name.startswith("Workshop-bookings/") for name in names)


async def test_what_waits_to_be_sent_is_small_and_the_zip_shows_what_is_true_then(plans: Plans):
    await plans.session()
    await plans.write(DECIDED)
    async with plans.database.unit_of_work() as work:
        await hand_over(work, "s1", pressed())
        (waiting,) = await work.outbox.unsent("s1")
    assert waiting.kind == Kind.HANDOVER
    assert set(waiting.payload) == {"filename", "title", "session"}
    await plans.write(DECIDED.model_copy(update={"title": "Repairs"}))
    slack = Uploads()
    await Speaker(Steps(plans), slack).speak("s1")  # type: ignore[arg-type]
    with zipfile.ZipFile(io.BytesIO(slack.shared["Workshop-bookings.zip"])) as archive:
        assert archive.read("Repairs/README.md").startswith(b"# Repairs\n")


async def test_a_second_zip_has_another_name_so_that_none_is_taken_for_the_other(plans: Plans):
    await plans.planned()
    slack = await said(plans, pressed(), pressed("press:2"))
    assert list(slack.shared) == ["Workshop-bookings.zip", "Workshop-bookings-2.zip"]


async def test_after_a_crash_a_zip_that_arrived_is_not_shared_again_and_one_that_did_not_is(plans: Plans):
    await plans.planned()
    for arrived in (True, False):
        slack = Uploads()
        async with plans.database.unit_of_work() as work:
            await hand_over(work, "s1", pressed(f"press:{arrived}"))
            (waiting,) = await work.outbox.unsent("s1")
            await work.outbox.begin(waiting.operation)
        name = waiting.payload["filename"]
        if arrived:
            slack.shared[name] = b"arrived"
        await Speaker(Steps(plans), slack).speak("s1")  # type: ignore[arg-type]
        assert (slack.shared[name] == b"arrived") is arrived


async def test_the_same_plan_gives_the_same_zip(plans: Plans):
    await plans.planned()
    record = await plans.record()
    assert await archive_of(record) == await archive_of(record)


async def test_before_anything_is_approved_there_is_no_button_and_a_press_is_answered(plans: Plans):
    await plans.session()
    await plans.write(DECIDED, approved=False)
    slack = await said(plans, pressed())
    assert slack.shared == {}
    assert len(slack.whispers) == 1
    board = Dashboard(session="s1", title="x", owner=Person("UANA", "Ana"), stage=Stage.TECHNICAL_INTERVIEW)
    assert "Hand over" not in str(dashboard_message(board).blocks)


def test_the_dashboard_has_the_button_from_the_first_approval_on():
    for stage in (Stage.PRODUCT_APPROVED, Stage.TECHNICAL_INTERVIEW, Stage.MODULES_WRITING, Stage.SPRINTS_PUBLISHED):
        board = Dashboard("s1", "x", Person("UANA", "Ana"), stage, written=("Product specification, version 1",))
        buttons = dashboard_message(board).blocks[-1]["elements"]
        (found,) = [each for each in buttons if each["text"]["text"] == "Hand over"]
        assert found["action_id"] == Action.HAND_OVER
