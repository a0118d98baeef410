"""Text as Slack delivers it, turned back into what people wrote."""

import html
import re

_REFERENCE = re.compile(r"<([@#!]?)([^<>|]+)(?:\|([^<>]*))?>")
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")


def mentioned(text: str) -> tuple[str, ...]:
    """The user ids that a text mentions, in order, each once."""
    return tuple(dict.fromkeys(_MENTION.findall(text)))


def without_mention(text: str, user_id: str) -> str:
    """The text without mentions of that user."""
    return re.sub(rf"<@{re.escape(user_id)}(?:\|[^<>]*)?>", "", text).strip()


def plain_text(text: str, names: dict[str, str] | None = None) -> str:
    """What was written: `&lt;` becomes `<`, links show their address, people, channels and groups their names.

    `names` maps user ids to display names; without one a mention stays `@U…`. The format is Slack's
    (https://docs.slack.dev/messaging/formatting-message-text#retrieving-messages).
    """
    known = names or {}

    def shown(match: re.Match[str]) -> str:
        sign, target, label = match.group(1), match.group(2), match.group(3)
        if sign == "@":
            return f"@{known.get(target) or label or target}"
        if sign == "#":
            return f"#{label or target}"
        if sign == "!":
            return f"@{label.lstrip('@')}" if label else f"@{target.split('^')[0]}"
        if not label or label == target or target == f"http://{label}" or target == f"mailto:{label}":
            return label if target.startswith("mailto:") and label else target
        return f"{label} ({target})"

    return html.unescape(_REFERENCE.sub(shown, text))
