"""The installed app, as its manifest.yml declares it: what it may call, hears and offers."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.local.slack.errors import ManifestError

DEFAULT_PATH = Path(__file__).parents[3] / "manifest.yml"


@dataclass(frozen=True)
class AppManifest:
    """The parts of a manifest that change how Slack treats the app."""

    name: str
    scopes: tuple[str, ...]
    events: frozenset[str]
    """Subscribed bot events, such as "message.channels"."""
    commands: dict[str, str]
    """Slash command to its description."""
    escaped_commands: frozenset[str]
    """Commands whose text arrives with mentions and links resolved (`should_escape`)."""
    usage_hints: dict[str, str]
    shortcuts: tuple[tuple[str, str], ...]
    """Message shortcuts as (callback id, name)."""
    has_home: bool
    is_agent: bool
    """Declares `agent_view` or `assistant_view`: without it, agent methods answer `not_authorized`."""

    @classmethod
    def read(cls, path: Path = DEFAULT_PATH) -> "AppManifest":
        """Read a manifest; raise `ManifestError`."""
        try:
            manifest = yaml.safe_load(path.read_text(encoding="utf-8"))
            return cls._of(manifest)
        except OSError as error:
            raise ManifestError(f"There is no manifest at {path}: {error.strerror}.") from error
        except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
            raise ManifestError(f"{path} is not a Slack app manifest: {error}") from error

    @classmethod
    def _of(cls, manifest: dict[str, Any]) -> "AppManifest":
        features = manifest["features"]
        commands = features.get("slash_commands", [])
        return cls(
            name=features["bot_user"]["display_name"],
            scopes=tuple(manifest["oauth_config"]["scopes"]["bot"]),
            events=frozenset(manifest["settings"].get("event_subscriptions", {}).get("bot_events", [])),
            commands={c["command"]: c.get("description", "") for c in commands},
            escaped_commands=frozenset(c["command"] for c in commands if c.get("should_escape")),
            usage_hints={c["command"]: c.get("usage_hint", "") for c in commands},
            shortcuts=tuple(
                (s["callback_id"], s["name"]) for s in features.get("shortcuts", []) if s["type"] == "message"
            ),
            has_home=bool(features.get("app_home", {}).get("home_tab_enabled")),
            is_agent="agent_view" in features or "assistant_view" in features,
        )
