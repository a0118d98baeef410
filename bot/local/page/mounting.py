"""Putting the page on the local server: routes, assets, and a policy under which nothing loads from elsewhere."""

from pathlib import Path

from nicegui import core, ui
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.local.notion import NotionStore
from bot.local.page.desk import Desk
from bot.local.page.files import serve_file
from bot.local.page.try_page import TryPage
from bot.local.slack import SlackWorkspace

ASSETS = Path(__file__).parent / "assets"
POLICY = "; ".join(
    (
        "default-src 'self'",
        # NiceGUI's own page is inline modules and Vue templates; injected text would need handlers in attributes.
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "script-src-attr 'none'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
FAVICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="6" fill="#2b3a55"/>'
    '<path d="M8 6v6a4 4 0 0 0 4 4h5M14 13l3 3-3 3" fill="none" stroke="#fff" stroke-width="2" '
    'stroke-linecap="round" stroke-linejoin="round"/><circle cx="8" cy="6" r="2" fill="#fff"/></svg>'
)
_DESK = "planthread.desk"


def mount(app: Starlette, slack: SlackWorkspace, notion: NotionStore) -> None:
    """Serve the page at "/" of the app, before the app is started.

    It takes ``/page/…`` for its own files, and the addresses of messages (``/archives/…``) and of Notion pages
    (``/notion/page/…``), which open the page at that place; everything that has no route yet falls to NiceGUI.
    Several apps in one process may have the page, one running at a time.
    """
    _forget_the_last_app()
    desk = Desk(slack, notion)

    async def file(request: Request) -> Response:
        return await serve_file(slack, request)

    app.router.routes[0:0] = [
        Route("/page/files/{file_id}", file),
        Mount("/page/assets", StaticFiles(directory=ASSETS)),
        Route("/archives/{channel}/{message}", _open_in_page),
        Route("/notion/page/{page_id}", _open_in_page),
    ]
    app.add_middleware(_AtTheDesk, desk=desk)
    # NiceGUI asks for FastAPI but only uses what Starlette has: mount, router, user middleware.
    ui.run_with(
        app,  # type: ignore[arg-type]
        title="Acme · planthread",
        favicon=FAVICON,
        language="en-US",
        tailwind=False,
        show_welcome_message=False,
        reconnect_timeout=10,
        binding_refresh_interval=None,
    )


class _AtTheDesk:
    """Tells the page whose desk it stands at, and the browser to load nothing from elsewhere."""

    def __init__(self, app: ASGIApp, desk: Desk) -> None:
        self._app = app
        self._desk = desk

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope[_DESK] = self._desk

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers["Content-Security-Policy"] = POLICY
                    headers["Referrer-Policy"] = "no-referrer"
                    headers["X-Content-Type-Options"] = "nosniff"
            await send(message)

        await self._app(scope, receive, guarded if scope["type"] == "http" else send)


@ui.page("/")
def _page(request: Request) -> None:
    ui.add_head_html('<link rel="stylesheet" href="/page/assets/page.css"><script src="/page/assets/page.js"></script>')
    TryPage(request.scope[_DESK], request.query_params.get("as", ""), request.query_params.get("open", ""))


async def _open_in_page(request: Request) -> Response:
    address = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(str(request.url.replace(path="/", query="").include_query_params(open=address)))


def _forget_the_last_app() -> None:
    """NiceGUI is one per process and closes its middleware list once it has served; a second app starts afresh."""
    core.app.middleware_stack = None
    core.app.user_middleware.clear()
