"""What a listener could not deal with: logged under a reference, told to whoever is there to be told."""

import secrets

import structlog
from slack_bolt.async_app import AsyncApp, AsyncRespond

from bot.slack.messages import notices

log = structlog.get_logger()


def register(app: AsyncApp) -> None:
    """One handler for all."""
    app.error(on_error)


async def on_error(error: Exception, respond: AsyncRespond | None, body: dict[str, object]) -> None:
    """Log it; answer where Slack gave us a way to answer."""
    reference = secrets.token_hex(4)
    log.error("a listener failed", reference=reference, type=body.get("type"), error=repr(error), exc_info=error)
    if respond is not None and respond.response_url:
        told = notices.not_understood(reference)
        await respond(text=told.text, blocks=list(told.blocks), response_type="ephemeral", replace_original=False)
