"""The peer: the smallest Bolt app there is. It says back what is said in threads; `python -m tests.bench.echo_app`."""

import asyncio
import os
from typing import Any

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp, AsyncSay
from slack_sdk.web.async_client import AsyncWebClient


async def main() -> None:
    """Run until killed."""
    url = os.environ["SLACK_API_URL"]
    app = AsyncApp(client=AsyncWebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=url))

    @app.event("message")
    async def echo(event: dict[str, Any], say: AsyncSay) -> None:
        if not event.get("subtype"):
            await say(text=event["text"], thread_ts=event.get("thread_ts") or event["ts"])

    handler = AsyncSocketModeHandler(app, os.environ["SLACK_APP_TOKEN"], web_client=AsyncWebClient(base_url=url))
    await handler.start_async()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    asyncio.run(main())
