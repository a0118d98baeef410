"""Emoji by Slack's names: people's clients send `:name:`, screens show characters."""

import re

CHARACTERS = {
    "white_check_mark": "✅", "heavy_check_mark": "✔️", "x": "❌", "eyes": "👀", "+1": "👍", "-1": "👎",
    "tada": "🎉", "thinking_face": "🤔", "question": "❓", "grey_question": "❔", "exclamation": "❗",
    "warning": "⚠️", "rocket": "🚀", "fire": "🔥", "heart": "❤️", "smile": "😄",
    "slightly_smiling_face": "🙂", "grinning": "😀", "joy": "😂", "sob": "😭", "cry": "😢", "wave": "👋",
    "clap": "👏", "pray": "🙏", "raised_hands": "🙌", "muscle": "💪", "ok_hand": "👌", "point_up": "☝️",
    "100": "💯", "bulb": "💡", "memo": "📝", "pencil2": "✏️", "book": "📖", "page_facing_up": "📄",
    "clipboard": "📋", "calendar": "📅", "hourglass_flowing_sand": "⏳", "alarm_clock": "⏰", "lock": "🔒",
    "key": "🔑", "link": "🔗", "mag": "🔍", "gear": "⚙️", "wrench": "🔧", "hammer": "🔨", "bug": "🐛",
    "package": "📦", "zap": "⚡", "star": "⭐", "sparkles": "✨", "speech_balloon": "💬",
    "bust_in_silhouette": "👤", "busts_in_silhouette": "👥", "information_source": "ℹ️", "no_entry": "⛔",
    "no_entry_sign": "🚫", "stop_sign": "🛑", "octagonal_sign": "🛑", "construction": "🚧",
    "arrow_right": "➡️", "arrow_left": "⬅️", "leftwards_arrow_with_hook": "↩️",
    "arrows_counterclockwise": "🔄", "repeat": "🔁", "fast_forward": "⏩", "double_vertical_bar": "⏸️",
    "arrow_forward": "▶️", "black_square_for_stop": "⏹️", "seedling": "🌱", "thread": "🧵",
    "test_tube": "🧪", "red_circle": "🔴", "large_green_circle": "🟢", "large_yellow_circle": "🟡",
    "large_blue_circle": "🔵", "white_circle": "⚪", "black_circle": "⚫", "chart_with_upwards_trend": "📈",
    "bar_chart": "📊", "dart": "🎯", "robot_face": "🤖", "art": "🎨", "globe_with_meridians": "🌐",
    "bell": "🔔", "no_bell": "🔕", "shushing_face": "🤫", "sweat_smile": "😅", "sunglasses": "😎",
}  # fmt: skip

ALIASES = {"thumbsup": "+1", "thumbsdown": "-1", "thinking": "thinking_face"}

_NAMES = {character.rstrip("\ufe0f"): name for name, character in CHARACTERS.items()}
_UNICODE = re.compile("(" + "|".join(sorted(map(re.escape, _NAMES), key=len, reverse=True)) + ")\ufe0f?")
_SHORTCODE = re.compile(r":([a-z0-9_+'-]+):")


def canonical(name: str) -> str:
    """Return Slack's main name of an emoji given by name, alias, `:name:` or character."""
    bare = name.strip().strip(":").rstrip("\ufe0f")
    return _NAMES.get(bare, ALIASES.get(bare, bare))


def to_shortcodes(text: str) -> str:
    """Return text with the characters known here as `:name:`; others stay as they are."""
    return _UNICODE.sub(lambda match: f":{_NAMES[match[1]]}:", text)


def to_characters(text: str) -> str:
    """Return text with known `:name:`s as characters."""
    return _SHORTCODE.sub(lambda match: CHARACTERS.get(ALIASES.get(match[1], match[1]), match[0]), text)
