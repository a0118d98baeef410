"""Markdown as HTML: tables and all, no raw HTML, no pictures from elsewhere, no links but to the web.

It reads files, Slack's markdown blocks (https://docs.slack.dev/reference/block-kit/blocks/markdown-block) and
whatever else people or models write.
"""

import re
from collections.abc import MutableMapping, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup, escape

from bot.local.page.markup import web_address
from bot.local.page.mrkdwn import entity
from bot.local.page.viewpoint import Viewpoint
from bot.local.slack.emoji import to_characters

_MENTION = re.compile(r"<([@#!][^<>\n]+)>")
_TASK = re.compile(r"<li>(\n?<p>)?\[([ xX])\] ")


class _Renderer(RendererHTML):
    """What differs from plain CommonMark output."""

    def text(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]) -> str:
        """Running text: escaped, emoji drawn, Slack's mentions resolved where someone looks."""
        content = tokens[idx].content
        eyes = env.get("eyes")
        if not isinstance(eyes, Viewpoint):
            return str(escape(to_characters(content)))
        written: list[Markup] = []
        end = 0
        for match in _MENTION.finditer(content):
            written += [escape(to_characters(content[end : match.start()])), entity(match[1], eyes) or escape(match[0])]
            end = match.end()
        return str(Markup("").join([*written, escape(to_characters(content[end:]))]))

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]) -> str:
        """A picture's text as a link: the page never loads what a message points at."""
        token = tokens[idx]
        address = web_address(str(token.attrs.get("src", "")))
        label = escape(f"🖼 {token.content or address or 'picture'}")
        if not address:
            return str(label)
        return str(Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(address, label))

    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]) -> str:
        """The start of a link that leaves the page alone."""
        address = web_address(str(tokens[idx].attrs.get("href", "")))
        if not address:
            return "<a>"
        return str(Markup('<a href="{}" target="_blank" rel="noopener noreferrer">').format(address))


_PARSER = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).enable(["table", "strikethrough"])


def markdown(text: str, eyes: Viewpoint | None = None) -> Markup:
    """Markdown as HTML in a `div` of class "markdown"; with `eyes`, Slack's mentions show names."""
    written = _PARSER.render(text, {"eyes": eyes})
    written = _TASK.sub(lambda match: f'<li class="task">{match[1] or ""}{"☐" if match[2] == " " else "☑"} ', written)
    written = written.replace("<table>", '<div class="wide"><table>').replace("</table>", "</table></div>")
    return Markup('<div class="markdown">{}</div>').format(Markup(written))  # noqa: S704 - markdown-it escaped it
