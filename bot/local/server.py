"""The local server: Slack under /slack, Notion under /notion, and room for a page in the browser, on one port.

`create_app` puts it together; `LocalServer` runs it inside the event loop that is there. It serves no third-party
JavaScript of its own: the page's assets come from NiceGUI, which mounts itself on `LocalServer.app`.
"""

import asyncio
import socket
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from types import TracebackType

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount

from bot.local.slack.routes import APP_TOKEN, BOT_TOKEN, slack_routes
from bot.local.slack.workspace import SlackWorkspace

NOTION_TOKEN = "ntn_local"  # noqa: S105 — opens nothing but the local Notion


def create_app(slack: SlackWorkspace, notion_routes: Sequence[BaseRoute] = ()) -> Starlette:
    """Return the app with both protocols; a page may be mounted on it afterwards, for all other paths.

    The routes of Notion begin with "/v1" and are served under "/notion".
    """
    routes = [*slack_routes(slack)]
    if notion_routes:
        routes.append(Mount("/notion", routes=list(notion_routes)))
    return Starlette(routes=routes)


class LocalServer:
    """Serves an app on 127.0.0.1 while the `async with` block runs; port 0 takes a free one.

    >>> async with LocalServer(slack, notion_routes=notion_routes(store)) as server:
    ...     server.slack_api_url, server.notion_api_url

    A page is mounted before entering: `server = LocalServer(slack); ui.run_with(server.app); async with server: …`
    """

    bot_token = BOT_TOKEN
    app_token = APP_TOKEN
    notion_token = NOTION_TOKEN

    def __init__(
        self,
        slack: SlackWorkspace,
        *,
        notion_routes: Sequence[BaseRoute] = (),
        app: Starlette | None = None,
        port: int = 0,
    ) -> None:
        self.slack = slack
        self.app = app or create_app(slack, notion_routes)
        # asyncio turns Nagle's algorithm off only where the protocol is named: without it each answer takes 40 ms more.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", port))
        # Whoever is started beside it may knock before it serves: they wait instead of being turned away.
        self._socket.listen(128)
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/"
        slack.world.base_url = self.url
        self._server: _EmbeddedServer | None = None
        self._serving: asyncio.Task[None] | None = None

    @property
    def slack_api_url(self) -> str:
        """What the bot gets as SLACK_API_URL."""
        return f"{self.url}slack/api/"

    @property
    def notion_api_url(self) -> str:
        """What the bot gets as NOTION_API_URL."""
        return f"{self.url}notion"

    async def __aenter__(self) -> "LocalServer":
        config = uvicorn.Config(
            self.app,
            # The process that embeds the server decides how logs look; failures must not be silent.
            log_config=None,
            log_level="error",
            access_log=False,
            lifespan="on",
            ws="websockets-sansio",
            timeout_graceful_shutdown=1,
        )
        self._server = _EmbeddedServer(config)
        self._serving = asyncio.create_task(self._server.serve(sockets=[self._socket]))
        while not self._server.started:
            if self._serving.done():
                self._serving.result()
                raise RuntimeError(f"The local server did not start on port {self.port}.")
            await asyncio.sleep(0.005)
        self.slack.dispatcher.resume()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.slack.dispatcher.stop()
        if self._server is not None and self._serving is not None:
            self._server.stop()
            with suppress(asyncio.CancelledError):
                await self._serving
        self._socket.close()


class _EmbeddedServer(uvicorn.Server):
    """A server that leaves signals to whoever owns the process, and stops at once when told."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Ask the server to end."""
        self.should_exit = True
        self._stopping.set()

    async def main_loop(self) -> None:
        """Do uvicorn's housekeeping (the Date header) until asked to stop."""
        counter = 0
        while not await self.on_tick(counter):
            counter = (counter + 1) % 864000
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), 0.1)

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        """Take no signals."""
        return nullcontext()
