"""Logs: to standard error, for people in a terminal and as one JSON object a line elsewhere; never with a secret.

`set_up` is called once, by the command line. The libraries that log by the standard module come under the same roof.
"""

import logging
import re
import sys
from collections.abc import Mapping
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

REDACTED = "[redacted]"

_SECRETS = re.compile(
    r"""
      \bxox[a-z](?:\.xox[a-z])?-[\w-]+               # Slack: bot, user, refresh and configuration tokens
    | \bxapp-[\w-]+                                  # Slack: app-level tokens
    | \b(?:ntn_|secret_)\w+                          # Notion
    | \bsk-[\w-]{6,}                                 # OpenAI and those that imitate it
    | (?<=hooks\.slack\.com/)[^\s"'<>\\]+            # whoever has a response URL or webhook may post
    | (?<=/slack/response/)[^\s"'<>\\]+              # the local workspace's response URLs
    | (?<=[?&]ticket=)[^\s&"'<>\\]+                  # a Socket Mode connection
    | (?<=://)[^\s/:@]+:[^\s/@]+(?=@)                # user and password in a database's address
    | (?i:(?<=bearer\s)[\w.~+/=-]{8,})                 # any Authorization header
    | (?i:(?<=basic\s)[a-z0-9+/]{12,}={0,2})
    """,
    re.VERBOSE,
)
_SECRET_NAMES = re.compile(r"(?i)(?:token|secret|password|api_key|apikey|authorization|response_url)$")

_LIBRARIES = ("slack_bolt", "slack_sdk", "dbos", "httpx", "httpx2", "httpcore", "apscheduler", "sqlalchemy", "alembic",
              "openai", "aiohttp", "asyncio", "uvicorn", "nicegui")  # fmt: skip


def redact(text: str) -> str:
    """The text with everything that looks like a credential replaced by `[redacted]`."""
    return _SECRETS.sub(REDACTED, text)


def redact_event(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """A structlog processor: no value leaves the process with a credential in it, however deep it is buried."""
    return {key: _clean(key, value) for key, value in event.items()}


def _clean(key: str, value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return REDACTED if value and _SECRET_NAMES.search(key) else redact(value)
    if isinstance(value, Mapping):
        return {str(name): _clean(str(name), item) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(key, item) for item in value]
    # What a renderer would turn into text later is turned into text here, where it can still be checked.
    return redact(repr(value))


def set_up(stream: TextIO | None = None, *, level: int = logging.INFO) -> None:
    """Send all logs to `stream` (standard error): ours from `level` on, the libraries' from warnings on."""
    out = stream or sys.stderr
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    after: list[Processor] = [structlog.processors.format_exc_info, redact_event, _renderer(out)]
    structlog.configure(
        processors=[*before, *after],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(out),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*before, structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *after],
        )
    )
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(logging.WARNING)
    for name in _LIBRARIES:
        logging.getLogger(name).setLevel(logging.WARNING)
    # DBOS brings a handler of its own unless its logger has one already.
    logging.getLogger("dbos").handlers[:] = [handler]
    logging.getLogger("dbos").propagate = False


def _renderer(out: TextIO) -> Processor:
    if out.isatty():
        # The plain formatter: the pretty one shows local variables, and with them whatever they hold.
        return structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    return structlog.processors.JSONRenderer()
