"""Whether Slack will let the bot work, for `planthread doctor`: both tokens and every permission; reads only."""

from collections.abc import Collection
from dataclasses import dataclass

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

_PAGE = "your app's page at api.slack.com/apps"
_WAYS_OUT = {
    "invalid_auth": "Copy the token again",
    "not_authed": "Copy the token again",
    "token_revoked": "The token was revoked: install the app again and copy the new token",
    "account_inactive": "The app was removed from the workspace: install it again and copy the new token",
    "token_expired": "The token has expired: turn token rotation off, install the app again and copy the new token",
    "not_allowed_token_type": "This is another kind of token: copy the right one",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked: whether it is all right, what it is, and what to do if it is not (else empty)."""

    ok: bool
    title: str
    what_to_do: str = ""


async def check(bot_token: str, app_token: str, api_url: str, scopes: Collection[str]) -> list[Finding]:
    """Check the bot token, the scopes that it was granted, and the app token. Raises nothing that Slack can cause."""
    client = AsyncWebClient(token=bot_token, base_url=api_url, timeout=15)
    return [*await _bot_token(client, scopes), await _app_token(client, app_token)]


async def refusal_of_app_token(app_token: str, api_url: str) -> str:
    """Slack's word for why it refuses the app token; empty when it does not, or cannot be asked just now.

    Bolt itself tries a refused token again for ever.
    """
    try:
        await AsyncWebClient(base_url=api_url, timeout=15).apps_connections_open(app_token=app_token)
    except SlackApiError as error:
        code = _code(error)
        return "" if code == "ratelimited" else code
    except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError):
        return ""
    return ""


async def _bot_token(client: AsyncWebClient, scopes: Collection[str]) -> list[Finding]:
    try:
        answer = await client.auth_test()
    except (SlackApiError, SlackClientError, aiohttp.ClientError, TimeoutError, OSError) as error:
        return [_refused(error, "SLACK_BOT_TOKEN", f"from {_PAGE} under OAuth & Permissions.")]
    who = f"Slack accepts the bot token: “{answer.get('user')}” in the workspace “{answer.get('team')}”."
    granted = {scope.strip() for scope in str(answer.headers.get("x-oauth-scopes", "")).split(",")}
    missing = sorted(set(scopes) - granted)
    if missing:
        advice = (
            f"Open {_PAGE}, paste manifest.yml under App Manifest, save, and press “Reinstall to Workspace” under "
            "Install App."
        )
        return [Finding(True, who), Finding(False, f"The app lacks permissions: {', '.join(missing)}.", advice)]
    return [Finding(True, who), Finding(True, f"All {len(scopes)} permissions of manifest.yml are granted.")]


async def _app_token(client: AsyncWebClient, token: str) -> Finding:
    try:
        await client.apps_connections_open(app_token=token)
    except (SlackApiError, SlackClientError, aiohttp.ClientError, TimeoutError, OSError) as error:
        if _code(error) == "missing_scope":
            return Finding(
                False,
                "The app token lacks the permission connections:write.",
                f"Make a new app-level token with it on {_PAGE} under Basic Information, and set SLACK_APP_TOKEN.",
            )
        return _refused(error, "SLACK_APP_TOKEN", f"from {_PAGE} under Basic Information.")
    return Finding(True, "Slack accepts the app token: Socket Mode works.")


def _refused(error: Exception, setting: str, where: str) -> Finding:
    if code := _code(error):
        return Finding(
            False, f"Slack refuses {setting} ({code}).", f"{_WAYS_OUT.get(code, 'Copy the token again')}, {where}"
        )
    return Finding(
        False,
        f"Slack could not be reached to check {setting}.",
        "See whether this machine can reach SLACK_API_URL (slack.com unless set), then try again.",
    )


def _code(error: Exception) -> str:
    """Slack's own word for why; empty when it was not Slack that refused."""
    if not isinstance(error, SlackApiError) or getattr(error.response, "status_code", 200) >= 500:
        return ""
    try:
        return str(error.response["error"])
    except (KeyError, TypeError, ValueError):
        return ""
