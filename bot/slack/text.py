"""Text on its way into Slack: escaped so that it reads as itself, pings nobody unasked, and fits.

Slack's mrkdwn has no escape for `*`, `_`, `~` and backticks, so where they would format they become look-alikes; `&`,
`<` and `>` have entities (https://docs.slack.dev/messaging/formatting-message-text). Lengths are counted in UTF-16 code
units, the strictest of the countings that Slack's clients and servers may use.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from datetime import UTC, datetime

from bot.planning.visible_text import clean, one_line

_USER = re.compile(r"<@([UW][A-Z0-9]{1,20})>")
_USER_ID = re.compile(r"[UW][A-Z0-9]{1,20}")
_WEB = re.compile(r"https?://[^\s<>|]+", re.IGNORECASE)

_UNSEEN_JOINT = "\u2060"
"""A word joiner: nobody sees it, and Slack no longer finds the word behind the sign."""

_GROUP_PING = re.compile(r"([@＠])(?=(?:channel|here|everyone)\b)", re.IGNORECASE)
_CONTROL_START = re.compile(r"<(?=[@!#])")
_PING_IN_CODE = re.compile(r"<(?=!(?:channel|here|everyone|subteam)|[@#][A-Z])", re.IGNORECASE)
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_LOOK_ALIKES = str.maketrans({"`": "'", "*": "∗", "~": "∼"})
# An underscore formats at the edge of a word only; names_like_this stay as they are.
_EDGE_UNDERSCORE = re.compile(r"(?<![^\W_])_+|_+(?![^\W_])")
_QUOTE_START = re.compile(r"^(\s*)(>+)", re.MULTILINE)
_TOKEN = re.compile(r"&(?:amp|lt|gt);|<[^<>\n]*>|[^&<]+|.", re.DOTALL)
_QUESTION = re.compile(r"https?://\S+|[?？؟⸮՞፧\u037e]+!*(\s|$)?", re.IGNORECASE)
_LONGEST_GRAPHEME = 32


def mrkdwn(text: str, *, limit: int | None = None, mentions: Collection[str] = ()) -> str:
    """Plain text for a mrkdwn text object or a message's `text`.

    Only `<@U…>` of the user ids in `mentions` survives as a mention. `limit` is in UTF-16 units of what comes back.
    """
    pieces = _USER.split(clean(text) if limit is None else _beginning(text, limit))
    # split() with one group gives text and ids by turns.
    escaped = [_escaped(piece) if n % 2 == 0 else _mention(piece, mentions) for n, piece in enumerate(pieces)]
    whole = "".join(escaped)
    return whole if limit is None else clip(whole, limit)


def line(text: str, *, limit: int | None = None) -> str:
    """Plain text as mrkdwn on one line, without mentions: for names, titles and list entries."""
    return mrkdwn(one_line(text if limit is None else _beginning(text, limit)), limit=limit)


def plain(text: str, limit: int) -> str:
    """Text for a plain_text object, on one line; what looks like a mention is taken apart. Never empty."""
    shown = _GROUP_PING.sub(rf"\1{_UNSEEN_JOINT}", one_line(_beginning(text, limit)))
    return clip(_CONTROL_START.sub(f"<{_UNSEEN_JOINT}", shown), limit) or "…"


def name(text: str) -> str:
    """A display name as mrkdwn; one in right-to-left letters is isolated, so that it does not reorder the line."""
    shown = line(text, limit=80) or "someone"
    if any(unicodedata.bidirectional(c) in ("R", "AL") for c in shown):
        return f"\u2068{shown}\u2069"
    return shown


def mention(user_id: str, display_name: str) -> str:
    """`<@U…>` for someone who is meant to notice; the name where the id is not one of Slack's."""
    return f"<@{user_id}>" if _USER_ID.fullmatch(user_id) else name(display_name)


def moment(at: float, words: str) -> str:
    """A moment (seconds since the epoch) that every reader sees by their own clock: "today at 17:00".

    `words` stand there where a client cannot show it
    (https://docs.slack.dev/messaging/formatting-message-text#date-formatting).
    """
    shown = line(words, limit=100).replace("|", "¦").replace("^", "ˆ")
    return f"<!date^{int(at)}^{{date_short_pretty}} at {{time}}|{shown}>"


def link(label: str, address: str) -> str:
    """A link with a label; the label alone when the address is not http(s)."""
    shown = line(label, limit=300).replace("|", "¦")
    if not _WEB.fullmatch(address) or len(address) > 2900:
        return shown
    return f"<{address.translate(_ENTITIES)}|{shown}>"


def day(moment: float, address: str = "") -> str:
    """The day of `moment` (seconds since the epoch) in the reader's own time zone, leading to an http(s) address.

    https://docs.slack.dev/messaging/formatting-message-text#date-formatting
    """
    there = _WEB.fullmatch(address) and "^" not in address and len(address) <= 2900
    target = f"^{address.translate(_ENTITIES)}" if there else ""
    known = datetime.fromtimestamp(moment, UTC)
    return f"<!date^{int(moment)}^{{date_short}}{target}|{known.day} {known:%b %Y}>"


def for_markdown_block(markdown: str) -> str:
    """Markdown that was already escaped (`bot.planning.markdown`) made safe to put into Slack's markdown block.

    Whether such a block notifies "@channel" is documented nowhere, so it gets no chance to, not even in code, where
    `<` cannot be escaped.
    """
    return _PING_IN_CODE.sub(f"<{_UNSEEN_JOINT}", _GROUP_PING.sub(rf"\1{_UNSEEN_JOINT}", markdown))


def as_statement(text: str) -> str:
    """The text without question marks, for what stands beside the one question of a message; addresses keep theirs."""
    return _QUESTION.sub(_full_stop, text)


def clip(escaped: str, limit: int) -> str:
    """The text within `limit` UTF-16 units, its end shown by an ellipsis; no entity, mention or grapheme is cut."""
    if units(escaped) <= limit:
        return escaped
    kept: list[str] = []
    room = limit - 1
    for token in _tokens(escaped):
        room -= units(token)
        if room < 0:
            break
        kept.append(token)
    return "".join(kept).rstrip() + "…" if limit > 0 else ""


def units(text: str) -> int:
    """The length in UTF-16 code units."""
    return len(text) + sum(c > "\uffff" for c in text)


def graphemes(text: str) -> Iterator[str]:
    """What a reader sees as single characters (the essential rules of UAX #29), at most 32 code points each."""
    cluster = ""
    for character in text:
        if cluster and _extends(cluster, character) and len(cluster) < _LONGEST_GRAPHEME:
            cluster += character
            continue
        if cluster:
            yield cluster
        cluster = character
    if cluster:
        yield cluster


def _beginning(text: str, limit: int) -> str:
    """The cleaned text as far as the limit can show any of it, so that a book is not escaped to show a line of it.

    Escaping only ever lengthens: what stands behind the limit now is cut afterwards.
    """
    return clean(text[: 8 * limit + 2000])[: 2 * limit + 100]


def _escaped(text: str) -> str:
    text = _QUOTE_START.sub(lambda m: m.group(1) + "›" * len(m.group(2)), text)
    text = _EDGE_UNDERSCORE.sub(lambda m: "ˍ" * len(m.group()), text.translate(_LOOK_ALIKES))
    return _GROUP_PING.sub(rf"\1{_UNSEEN_JOINT}", text).translate(_ENTITIES)


def _mention(user_id: str, allowed: Collection[str]) -> str:
    return f"<@{user_id}>" if user_id in allowed else f"&lt;@{user_id}&gt;"


def _full_stop(match: re.Match[str]) -> str:
    if match.group().lower().startswith("http"):
        return match.group()
    return "." + match.group(1) if match.group(1) is not None else ""


def _tokens(escaped: str) -> Iterator[str]:
    for match in _TOKEN.finditer(escaped):
        token = match.group()
        if len(token) > 1 and token[0] in "&<":
            yield token
        else:
            yield from graphemes(token)


def _extends(cluster: str, character: str) -> bool:
    if character == "\u200d" or cluster[-1] == "\u200d" or unicodedata.category(character).startswith("M"):
        return True
    if "\U0001f3fb" <= character <= "\U0001f3ff" or "\u1160" <= character <= "\u11ff":
        return True
    return _is_flag_half(character) and len(cluster) == 1 and _is_flag_half(cluster)


def _is_flag_half(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"
