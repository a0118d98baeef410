"""No credential reaches a log, whoever logs it and wherever it hides."""

import io
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import structlog

from bot import logs

SECRETS = {
    "a bot token": ("xoxb-12345-67890-AbCdEfGhIjKl", "67890"),
    "a refresh token": ("xoxe.xoxb-1-Mi0yLTEyMzQ1", "Mi0y"),
    "an app token": ("xapp-1-A0123-4567-0123456789abcdef", "A0123"),
    "a Notion token": ("ntn_1234567890abcdefGHIJ", "1234567890"),
    "an old Notion token": ("secret_abcdefghijklmnop", "abcdefghijkl"),
    "a model's key": ("sk-proj-AbCd1234_efgh-5678", "AbCd1234"),
    "a header": ("Authorization: Bearer eyJhbGciOi.JIUzI1NiJ9", "eyJhbGciOi"),
    "a response URL": ("https://hooks.slack.com/commands/T012/345/hushhush", "hushhush"),
    "a connection ticket": ("wss://wss-primary.slack.com/link/?ticket=abc-def-123&app_id=A1", "abc-def-123"),
    "a database's address": ("postgresql://planner:hunter2@db.example.org/plans", "hunter2"),
}


@pytest.fixture(autouse=True)
def _leave_logging_as_it_was() -> Iterator[None]:
    handlers, level = logging.root.handlers[:], logging.root.level
    dbos = logging.getLogger("dbos")
    dbos_before = dbos.handlers[:], dbos.propagate
    yield
    structlog.reset_defaults()
    logging.root.handlers[:], logging.root.level = handlers, level
    dbos.handlers[:], dbos.propagate = dbos_before


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(params=[io.StringIO, Terminal], ids=["file", "terminal"])
def out(request: pytest.FixtureRequest) -> io.StringIO:
    stream: io.StringIO = request.param()
    logs.set_up(stream)
    return stream


@pytest.mark.parametrize(("text", "secret"), SECRETS.values(), ids=SECRETS)
def test_a_secret_is_gone_wherever_it_appears(out: io.StringIO, text: str, secret: str):
    structlog.get_logger().warning(f"event with {text}", plain=text, nested={"deep": [{"er": (text,)}]})
    logging.getLogger("slack_bolt.app").warning("library says %s", text)
    written = out.getvalue()
    assert "event with" in written
    assert "library says" in written
    assert logs.REDACTED in written
    assert secret not in written


def test_a_secret_in_an_exception_is_gone(out: io.StringIO):
    try:
        raise ValueError("cannot connect with xoxb-1-hidden")
    except ValueError as error:
        structlog.get_logger().error("failed", exc_info=error)
        logging.getLogger("dbos").exception("failed too")
    lines = out.getvalue()
    assert lines.count("ValueError: cannot connect with [redacted]") == 2
    assert "hidden" not in out.getvalue()


def test_a_secret_inside_an_object_is_gone(out: io.StringIO):
    @dataclass
    class Account:
        key: str

    structlog.get_logger().info("account", account=Account("ntn_abcdef123456"))
    assert "Account(key='[redacted]')" in out.getvalue()


def test_a_value_that_is_named_a_secret_is_gone_whatever_it_looks_like(out: io.StringIO):
    structlog.get_logger().info("started", slack_bot_token="plain-looking", body={"response_url": "http://x/y"})
    assert "plain-looking" not in out.getvalue()
    assert "http://x/y" not in out.getvalue()


def test_ordinary_words_stay():
    text = "The secret of a good plan: ask-once, bearer bonds, task-1234567, https://acme.slack.com/archives/C1/p2"
    assert logs.redact(text) == text


def test_outside_a_terminal_each_line_is_one_json_object():
    out = io.StringIO()
    logs.set_up(out)
    structlog.get_logger().info("first", session="s1")
    logging.getLogger("sqlalchemy.engine").warning("second")
    first, second = (json.loads(line) for line in out.getvalue().splitlines())
    assert (first["event"], first["session"], first["level"]) == ("first", "s1", "info")
    assert (second["event"], second["logger"], second["level"]) == ("second", "sqlalchemy.engine", "warning")


def test_libraries_keep_their_chatter_to_themselves(out: io.StringIO):
    for name in ("slack_bolt", "dbos", "httpx", "apscheduler.scheduler", "sqlalchemy.engine"):
        logging.getLogger(name).info("chatter")
    assert out.getvalue() == ""
