"""`planthread export` as a person calls it, while a bot may be running."""

import asyncio
from pathlib import Path

from storage import Database
from tests.cli.conftest import Command
from tests.handover.conftest import Plans, plans


async def test_a_plan_is_written_while_the_bot_holds_the_database(planthread: Command, plans: Plans, tmp_path: Path):
    await plans.planned()
    bot = Database(plans.url)
    bot.claim()
    try:
        code, said = await asyncio.to_thread(planthread, "export", "workshop", "--to", "out")
    finally:
        await bot.close()
    assert code == 0, said
    assert f"Begin with {Path('out/README.md')}." in said
    assert (tmp_path / "out" / "plan.json").is_file()


async def test_an_unknown_name_exits_2_and_names_the_sessions(planthread: Command, plans: Plans):
    await plans.planned()
    code, said = await asyncio.to_thread(planthread, "export", "zebra", "--to", "out")
    assert (code, said) == (2, "No session fits “zebra”. There are:\n  s1  Workshop bookings\n")


async def test_a_file_of_somebody_else_is_named_and_left(planthread: Command, plans: Plans, tmp_path: Path):
    await plans.planned()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "README.md").write_text("ours")
    code, said = await asyncio.to_thread(planthread, "export", "s1", "--to", "out")
    assert code == 1
    assert "Left as they are, because somebody else wrote or edited them: README.md." in said
    assert (tmp_path / "out" / "README.md").read_text() == "ours"


async def test_a_database_that_cannot_be_read_is_one_sentence(planthread: Command, tmp_path: Path):
    nowhere = str(tmp_path / "nowhere")
    code, said = await asyncio.to_thread(planthread, "export", "s1", "--to", "out", PLANTHREAD_DATA_DIR=nowhere)
    assert code == 1
    assert said.startswith("There is no database at")
    code, said = await asyncio.to_thread(
        planthread, "export", "s1", "--to", "out", DATABASE_URL="postgresql://x@127.0.0.1:1/y"
    )
    assert code == 1
    assert said.startswith("The database in DATABASE_URL does not answer")
    assert "Traceback" not in said


__all__ = ["plans"]
