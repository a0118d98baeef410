"""manifest.yml is what Slack accepts, asks for no more than is used, and names what the bot really listens to."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from referencing import Registry, Resource
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.manifest import bot_scopes, manifest_path
from bot.slack import listeners
from bot.slack.actions import View

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT.parent / "shared" / "contracts" / "slack" / "manifest-schema"
NEEDED_BY = {
    "app_mention": {"app_mentions:read"},
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "message.im": {"im:history"},
    "reaction_added": {"reactions:read"},
    "app_home_opened": set(),
}
"""Event → the scopes that Slack wants for it (https://docs.slack.dev/reference/events)."""

with_contracts = pytest.mark.skipif(not SCHEMAS.is_dir(), reason="Slack's manifest schema is not beside the project")


@pytest.fixture
def manifest() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(manifest_path().read_text(encoding="utf-8"))
    return found


def validator() -> jsonschema.Draft7Validator:
    documents = [json.loads(path.read_text(encoding="utf-8")) for path in SCHEMAS.rglob("manifest.schema*.json")]
    registry: Registry[Any] = Registry().with_resources(
        (
            # The collecting schema refers to released versions of its parts; those beside it stand for them.
            f"https://raw.githubusercontent.com/slackapi/manifest-schema/v0.5.0/schemas/{path.name}",
            Resource.from_contents(json.loads(path.read_text(encoding="utf-8"))),
        )
        for path in (SCHEMAS / "schemas").glob("*.json")
    )
    whole = next(document for document in documents if "All Versions" in document.get("title", ""))
    return jsonschema.Draft7Validator(whole, registry=registry)


def problems(manifest: dict[str, Any]) -> list[str]:
    return [f"{list(error.absolute_path)}: {error.message}" for error in validator().iter_errors(manifest)]


@with_contracts
def test_slack_accepts_the_manifest(manifest: dict[str, Any]):
    assert problems(manifest) == []


@with_contracts
@pytest.mark.parametrize("version", ["v1", "v2"])
def test_the_check_tells_slacks_own_examples_apart(version: str):
    valid, invalid = (
        json.loads((SCHEMAS / "tests" / f"{version}.{kind}.json").read_text(encoding="utf-8"))
        for kind in ("valid", "invalid")
    )
    assert problems(valid) == []
    assert problems(invalid) != []


@with_contracts
@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("features", "agent_view", "agent_description"), "x" * 301),
        (("features", "agent_view", "suggested_prompts"), [{"title": "t", "message": "m"}] * 5),
        (("settings", "socket_mode"), True),
        (("features", "shortcuts", 0, "type"), "channel"),
    ],
    ids=["a description too long", "too many prompts", "an unknown setting", "an unknown kind of shortcut"],
)
def test_a_slip_in_our_manifest_would_be_seen(manifest: dict[str, Any], path: tuple[Any, ...], value: object):
    place: Any = manifest
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    assert problems(manifest) != []


def test_every_scope_says_what_needs_it():
    lines = manifest_path().read_text(encoding="utf-8").splitlines()
    explained = {m[1]: m[2] for line in lines if (m := re.match(r"\s+- ([a-z_]+(?::[a-z_.]+)?)\s+# (\S.{10,})", line))}
    assert set(bot_scopes()) - set(explained) == set()


def test_every_event_has_its_scope_and_no_event_is_unknown(manifest: dict[str, Any]):
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    assert set(events) <= set(NEEDED_BY), "Slack's schema does not check event names, so this does"
    assert set().union(*(NEEDED_BY[event] for event in events)) <= set(bot_scopes())


def test_the_bot_listens_to_exactly_what_the_manifest_announces(manifest: dict[str, Any]):
    heard = Ears()
    listeners.register(heard, listeners.Doors(*[None] * 5, bot_user_id="U0"))  # type: ignore[arg-type]
    features = manifest["features"]
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    assert heard.events == {event.partition(".")[0] for event in events}
    assert heard.commands == {command["command"] for command in features["slash_commands"]}
    assert heard.shortcuts == {shortcut["callback_id"] for shortcut in features["shortcuts"]}
    assert heard.views == {View.PLAN, View.REQUEST_CHANGES, View.CAPACITY, View.SCHEDULE}


def test_the_suggested_prompts_are_words_that_the_bot_knows(manifest: dict[str, Any]):
    from bot.slack.listeners.events.direct_message import KNOWN

    prompts = manifest["features"]["agent_view"]["suggested_prompts"]
    assert {prompt["message"] for prompt in prompts} <= KNOWN


class Ears(AsyncApp):
    """Notes what is registered and otherwise does what Bolt does."""

    def __init__(self) -> None:
        super().__init__(client=AsyncWebClient(token="xoxb-nobody"))
        self.events: set[str] = set()
        self.commands: set[str] = set()
        self.shortcuts: set[str] = set()
        self.views: set[str] = set()

    def event(self, event: str, *args: Any, **kwargs: Any) -> Any:
        self.events.add(event)
        return super().event(event, *args, **kwargs)

    def command(self, command: str, *args: Any, **kwargs: Any) -> Any:
        self.commands.add(command)
        return super().command(command, *args, **kwargs)

    def shortcut(self, constraints: str, *args: Any, **kwargs: Any) -> Any:
        self.shortcuts.add(constraints)
        return super().shortcut(constraints, *args, **kwargs)

    def view(self, constraints: str, *args: Any, **kwargs: Any) -> Any:
        self.views.add(constraints)
        return super().view(constraints, *args, **kwargs)
