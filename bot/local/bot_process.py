"""The real bot as a child process: started, watched, started again when it dies, stopped when we stop."""

import asyncio
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

WRONG_SETTING = 2
STOPPING_SECONDS = 8.0
"""How long a bot may take to put things away before it is killed; it goes on where it was at the next start."""
TOO_OFTEN = 4
TOO_OFTEN_SECONDS = 60.0

_PROXIES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy")


class BotStoppedError(Exception):
    """The bot cannot be kept running; the message says why, in its own words where it had some."""


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """Our own environment with `settings` in it, and without proxies between the bot and this machine."""
    inherited = dict(os.environ)
    # Slack's SDK sends everything through a proxy, this machine's own addresses too; a model may still need it.
    proxies = [proxy for name in _PROXIES if (proxy := inherited.pop(name, ""))]
    if proxies:
        inherited.setdefault("ALL_PROXY", proxies[0])
        known = inherited.get("NO_PROXY") or inherited.get("no_proxy") or ""
        inherited["NO_PROXY"] = inherited["no_proxy"] = ",".join(filter(None, (known, "127.0.0.1", "localhost")))
    sources = str(Path(__file__).parents[2])
    path = os.pathsep.join(filter(None, (sources, inherited.get("PYTHONPATH", ""))))
    return {**inherited, "PYTHONPATH": path, **settings}


class BotProcess:
    """A bot that runs from `start` to `stop`.

    `settings` are environment variables, `log` is the file for what it writes, `say` tells people about restarts.
    """

    def __init__(self, settings: Mapping[str, str], log: Path, say: Callable[[str], None]) -> None:
        self._environment = environment(settings)
        self._log = log
        self._say = say
        self._deaths: deque[float] = deque(maxlen=TOO_OFTEN)
        self._child: asyncio.subprocess.Process | None = None
        self._watch: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start it, and from now on start it again whenever it dies."""
        await self._start()
        self._watch = asyncio.create_task(self._keep_running())

    async def stop(self) -> None:
        """Stop it, gently at first. A second time changes nothing."""
        if self._watch:
            self._watch.cancel()
            with suppress(asyncio.CancelledError, BotStoppedError):
                await self._watch
        await self._end()

    @property
    def pid(self) -> int:
        """The process id of the bot that runs now."""
        return self._child.pid if self._child else 0

    async def gave_up(self) -> None:
        """Wait for the day on which it cannot be kept running: raises `BotStoppedError`, and never returns else."""
        if self._watch:
            await asyncio.shield(self._watch)

    async def _start(self) -> None:
        with self._log.open("ab") as log:
            self._child = await asyncio.create_subprocess_exec(
                # -P: a folder named "bot" where somebody happens to stand must not be taken for ours.
                *(sys.executable, "-P", "-m", "bot", "run", "--with-parent"),
                env=self._environment,
                stdin=asyncio.subprocess.PIPE,  # the bot ends when this closes, however we end
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for us; we tell the bot in our own way
            )

    async def _keep_running(self) -> None:
        while True:
            code = await self._child.wait() if self._child else 0
            self._deaths.append(time.monotonic())
            often = len(self._deaths) == TOO_OFTEN and self._deaths[-1] - self._deaths[0] < TOO_OFTEN_SECONDS
            if code == WRONG_SETTING or often:
                raise BotStoppedError(self._last_words() or f"The bot keeps stopping. What it wrote is in {self._log}.")
            self._say(f"The bot {_how_it_ended(code)}. Starting it again; nothing is lost.")
            await asyncio.sleep(0.2 * 2 ** len(self._deaths))
            await self._start()

    async def _end(self) -> None:
        child = self._child
        if child is None or child.returncode is not None:
            return
        with suppress(ProcessLookupError):
            child.terminate()
        try:
            async with asyncio.timeout(STOPPING_SECONDS):
                await child.wait()
        except TimeoutError:
            child.kill()
            await child.wait()

    def _last_words(self) -> str:
        """The last line that it wrote for people; its log is JSON."""
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()[-1:]
        return next((line for line in lines if line.strip() and not line.startswith(("{", " "))), "")


def _how_it_ended(code: int) -> str:
    return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"stopped (exit code {code})"
