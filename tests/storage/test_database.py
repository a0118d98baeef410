"""What the database itself guarantees, whoever writes to it."""

import asyncio
import subprocess
import sys

import pytest
import sqlalchemy
from alembic import command
from alembic.config import Config
from sqlalchemy.exc import IntegrityError

from bot.planning.topics import Side
from storage import Database, DatabaseBusyError
from storage.database import MIGRATIONS
from storage.tables import Base
from tests.storage.conftest import a_question, a_session


async def test_migrations_give_exactly_the_tables_that_the_code_knows(database: Database):
    def compare(connection: sqlalchemy.Connection) -> list:
        from alembic.autogenerate import compare_metadata
        from alembic.migration import MigrationContext

        context = MigrationContext.configure(connection, opts={"include_name": _ours})
        return compare_metadata(context, Base.metadata)

    async with database.engine.connect() as connection:
        assert await connection.run_sync(compare) == []


def _ours(name: str | None, kind: str, _parents: dict) -> bool:
    return kind != "table" or name in Base.metadata.tables


async def test_migrating_again_changes_nothing(database: Database):
    async with database.unit_of_work() as work:
        await work.sessions.start(a_session(), "k1")
    await database.migrate()
    async with database.unit_of_work() as work:
        assert await work.sessions.get("s1") is not None


async def test_two_questions_can_never_be_open_at_once(database: Database):
    async with database.unit_of_work() as work:
        await work.sessions.start(a_session(), "k1")
        await work.interviews.add_question("s1", Side.PRODUCT, a_question(1))
    with pytest.raises(IntegrityError):
        async with database.unit_of_work() as work:
            await work.interviews.add_question("s1", Side.PRODUCT, a_question(2))


async def test_a_transaction_that_fails_leaves_nothing_behind(database: Database):
    async def dies_half_way() -> None:
        async with database.unit_of_work() as work:
            await work.sessions.start(a_session(), "k1")
            raise RuntimeError("the process dies here")

    with pytest.raises(RuntimeError):
        await dies_half_way()
    async with database.unit_of_work() as work:
        assert await work.sessions.get("s1") is None


async def test_sequence_numbers_have_no_gaps_and_no_doubles_under_contention(database: Database):
    async with database.unit_of_work() as work:
        await work.sessions.start(a_session(), "k1")

    async def next_number() -> int:
        async with database.unit_of_work() as work:
            return await work.sessions.next_sequence("s1")

    numbers = await asyncio.gather(*(next_number() for _ in range(30)))
    assert sorted(numbers) == list(range(1, 31))


async def test_deleting_a_session_deletes_everything_of_it(database: Database):
    async with database.unit_of_work() as work:
        await work.sessions.start(a_session(), "k1")
        await work.interviews.add_question("s1", Side.PRODUCT, a_question(1))
        await work.outbox.add("s1", "op", "post", {"text": "hello"})
    async with database.engine.begin() as connection:
        await connection.execute(sqlalchemy.text("DELETE FROM sessions"))
        for table in Base.metadata.sorted_tables:
            if table.name not in ("workspaces", "sessions"):
                count = await connection.scalar(sqlalchemy.select(sqlalchemy.func.count()).select_from(table))
                assert count == 0, table.name


def test_a_second_process_on_one_sqlite_file_is_refused_with_a_way_on(tmp_path):
    first = Database(f"sqlite:///{tmp_path / 'one.db'}")
    first.claim()
    program = (
        "from storage import Database, DatabaseBusyError\n"
        f"database = Database('sqlite:///{tmp_path / 'one.db'}')\n"
        "try:\n    database.claim()\nexcept DatabaseBusyError as error:\n    print(error)\n"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert "already using" in told
    assert "PLANTHREAD_DATA_DIR" in told
    asyncio.run(first.close())
    again = Database(f"sqlite:///{tmp_path / 'one.db'}")
    again.claim()
    with pytest.raises(DatabaseBusyError):
        Database(f"sqlite:///{tmp_path / 'one.db'}").claim()
    asyncio.run(again.close())


async def test_an_upgrade_keeps_what_an_earlier_version_stored(database_url: str):
    database = Database(database_url)
    async with database.engine.connect() as connection, connection.begin():
        await connection.run_sync(_migrate, "0001")
        for statement in (
            "INSERT INTO sessions VALUES ('s1', 'T1', 'C1', '', 'k1', 'Report', 'an idea', '', 'en', 'UANA', 'Ana', "
            "'product_review', '', '', '', 0, 0, 1.0, 1.0)",
            "INSERT INTO questions (id, session_id, number, round, facet, text, why, options, recommended, written_by, "
            "note, kind, state, unclear, decided_by, posted_at) VALUES ('s1.1', 's1', 1, 1, 'audience.primary', "
            "'Who?', 'x', '[]', '', 'builtin', '', 'ask', 'answered', '', '', '')",
            "INSERT INTO approvals VALUES ('s1', 'product_specification', 1, 'abc', 'UANA', 'Ana', 1.0)",
        ):
            await connection.execute(sqlalchemy.text(statement))
    await database.migrate()
    async with database.reading() as work:
        session = await work.sessions.get("s1")
        interview = await work.interviews.load(session, Side.PRODUCT)
        approvals = (await work.connection.execute(sqlalchemy.text("SELECT count(*) FROM approvals"))).scalar_one()
    await database.close()
    assert session.capacity is None
    assert [question.number for question in interview.questions] == [1]
    assert approvals == 1


def _migrate(connection: sqlalchemy.Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
