"""What Slack's and Notion's JSON becomes on the page, without a browser: its marks, and nothing that runs."""

import re
import time
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.local.page.blocks import blocks_html
from bot.local.page.markdown import markdown
from bot.local.page.messages import Shown, message_html
from bot.local.page.mrkdwn import mrkdwn
from bot.local.page.notion_blocks import PageBody, rich
from bot.local.page.viewpoint import Viewpoint
from bot.local.slack import Message, SlackWorkspace
from tests.browser.showcase import CHOICES, DASHBOARD, HOSTILE, MODAL, PROGRESS, QUESTION, RICH

WORKSPACE = SlackWorkspace()
ANA = Viewpoint.of(WORKSPACE, WORKSPACE.person("Ana"))
CHEN = Viewpoint.of(WORKSPACE, WORKSPACE.person("Chen"))
PRODUCT = WORKSPACE.channel("#product").id
DANGEROUS = {"script", "iframe", "object", "embed", "style", "link", "meta", "base", "form", "svg", "math"}


class _Reading(HTMLParser):
    """Collects elements, attributes and text as a browser would see them."""

    def __init__(self, written: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(written)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def runs_something(written: str) -> list[str]:
    """What in a piece of HTML could execute or load from elsewhere."""
    found = []
    for name, attributes in _Reading(written).elements:
        if name in DANGEROUS:
            found.append(name)
        for key, value in attributes.items():
            address = (value or "").strip().lower()
            if key.startswith("on") or (key == "href" and not re.match(r"https?://|mailto:|/|#", address)):
                found.append(f"{name} {key}={value}")
            if key == "src" and not address.startswith("/page/files/"):
                found.append(f"{name} {key}={value}")
    return found


def test_a_moment_is_shown_by_the_clock_of_whoever_looks_and_its_fallback_where_that_cannot_be() -> None:
    noon = int(datetime(2026, 7, 1, 12, 0, tzinfo=UTC).timestamp())
    told = f"next <!date^{noon}^{{date_short}} at {{time}}|on 1 July>"
    assert _Reading(str(mrkdwn(told, ANA))).text == "next 1 Jul 2026 at 13:00"
    assert _Reading(str(mrkdwn(told, CHEN))).text == "next 1 Jul 2026 at 20:00"
    assert _Reading(str(mrkdwn(f"<!date^{noon}^{{moon}}|on 1 July>", ANA))).text == "on 1 July"
    assert _Reading(str(mrkdwn("<!date^soon^{time}|on 1 July>", ANA))).text == "on 1 July"
    led = _Reading(str(mrkdwn(f"<!date^{noon}^{{date_short}}^https://example.com/|on 1 July>", ANA)))
    assert (led.text, led.elements[0][1]["href"]) == ("1 Jul 2026", "https://example.com/")
    now = int(time.time())
    assert _Reading(str(mrkdwn(f"<!date^{now}^{{date_short_pretty}}|now>", CHEN))).text == "today"


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("*bold* and _it_ and ~gone~", "<strong>bold</strong> and <em>it</em> and <s>gone</s>"),
        ("2*3*4 snake_case_name", "2*3*4 snake_case_name"),
        ("*bold <https://a.example|link>*", '<strong>bold <a href="https://a.example" target="_blank" rel="noopener'),
        ("`*not bold*`", "<code>*not bold*</code>"),
        ("```\na < b\n```", "<pre>a &lt; b</pre>"),
        ("&gt; said\nanswer", "<blockquote>said</blockquote>answer"),
        ("a &amp;lt; b", "a &amp;lt; b"),
        ("one\ntwo", "one<br>two"),
        (":tada: :no_such_emoji:", "🎉 :no_such_emoji:"),
        ("at 12:30:45", "at 12:30:45"),
        ("<!here> look", '<span class="mention crowd">@here</span> look'),
        ("<mailto:a@b.example|a@b.example>", '<a href="mailto:a@b.example"'),
        ("<javascript:alert(1)|click>", "&lt;javascript:alert(1)|click&gt;"),
        ("</script>", "&lt;/script&gt;"),
    ],
)
def test_mrkdwn_reads_as_in_slack(stored: str, shown: str) -> None:
    assert shown in mrkdwn(stored, ANA)


def test_a_mention_of_the_reader_stands_out() -> None:
    ana = f"<@{WORKSPACE.person('Ana').id}>"
    assert mrkdwn(ana, ANA) == '<span class="mention me">@Ana</span>'
    assert mrkdwn(ana, CHEN) == '<span class="mention">@Ana</span>'


def test_a_private_channel_has_no_name_for_those_outside() -> None:
    leads = f"<#{WORKSPACE.channel('#leads').id}>"
    assert "#leads" in mrkdwn(leads, ANA)
    assert "leads" not in mrkdwn(leads, CHEN)


def test_markdown_has_tables_tasks_and_no_pictures_from_elsewhere() -> None:
    written = markdown("| a | b |\n|---|--:|\n| 1 | 2 |\n\n- [x] done\n\n![chart](https://tracker.example/x.png)")
    assert '<td style="text-align:right">2</td>' in written
    assert '<li class="task">☑ done' in written
    assert "<img" not in written
    assert '<a href="https://tracker.example/x.png"' in written


NASTY = [
    HOSTILE,
    '"><script>alert(1)</script>',
    "<https://x.example|<img src=x onerror=alert(1)>>",
    '<https://x.example"onmouseover="alert(1)|x>',
    "<a href='java\tscript:alert(1)'>x</a>",
    "[x](javascript:alert(1)) [y](data:text/html;base64,PHNjcmlwdD4=) ![z](javascript:alert(1))",
    "&lt;script&gt;alert(1)&lt;/script&gt; &amp;lt;script&amp;gt;",
    "<@U0ANA00001|<b>x</b>> <#C1|<img src=x>> <!date^1^{date}|<script>>",
    "```<script>alert(1)</script>``` `<script>`",
    "\ue0000\ue001 <https://x.example|\ue0005\ue001>",
    "<svg onload=alert(1)> <math><mi xlink:href='javascript:alert(1)'>",
]


def everywhere(text: str) -> list[str]:
    """A text in every place where the page shows text of others."""
    plain, marked = {"type": "plain_text", "text": text}, {"type": "mrkdwn", "text": text}
    option = [{"text": plain, "value": text, "description": plain}]
    blocks = [
        {"type": "header", "text": plain},
        {"type": "section", "text": marked, "fields": [marked, plain], "block_id": text},
        {"type": "section", "text": plain, "accessory": {"type": "image", "image_url": text, "alt_text": text}},
        {"type": "image", "image_url": text, "alt_text": text, "title": plain},
        {"type": "context", "elements": [marked, plain]},
        {"type": "markdown", "text": text},
        {"type": "alert", "text": marked, "level": text},
        {"type": "card", "title": marked, "subtitle": marked, "body": marked},
        {"type": "task_card", "title": text, "status": text, "sources": [{"url": text, "text": text}]},
        {"type": text},
        {
            "type": "actions",
            "elements": [
                {"type": "button", "text": plain, "action_id": text, "value": text, "url": text, "style": text},
                {"type": "static_select", "action_id": text, "placeholder": plain, "options": option},
                {"type": "multi_static_select", "action_id": text, "options": option, "initial_options": option},
                {"type": "checkboxes", "action_id": text, "options": option},
                {"type": "overflow", "action_id": text, "options": option},
                {"type": "datepicker", "action_id": text, "placeholder": plain, "initial_date": text},
            ],
        },
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "text", "text": text, "style": {"bold": True}},
                        {"type": "link", "url": text, "text": text},
                        {"type": "user", "user_id": text},
                        {"type": "emoji", "name": text},
                    ],
                },
                {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": text}]},
            ],
        },
        {"type": "table", "rows": [[{"type": "raw_text", "text": text}]]},
    ]
    attached = [{"color": text, "text": text}]
    message = Message("1700000000.000100", PRODUCT, text, text, reactions={text: [text]}, attachments=attached)
    span = {"type": "text", "plain_text": text, "href": text, "annotations": {"bold": True, "color": text}}
    page = [
        {
            "type": kind,
            "id": text,
            kind: {"rich_text": [span], "language": text, "icon": {"type": "emoji", "emoji": text}},
        }
        for kind in ("paragraph", "heading_1", "callout", "toggle", "code", "quote", "to_do", "table_of_contents")
    ] + [{"type": "bookmark", "id": "b", "bookmark": {"url": text}}]
    drawn = PageBody(page, lambda _: rich([span])).segments()
    return [
        str(blocks_html(blocks, ANA)),
        str(message_html(Shown(message, shortcuts=((text, text),)), ANA)),
        *(segment.content for segment in drawn if segment.kind == "html"),
    ]


@pytest.mark.parametrize("text", NASTY)
def test_no_text_becomes_something_that_runs(text: str) -> None:
    for written in everywhere(text):
        assert runs_something(written) == []


@given(st.text(alphabet=st.sampled_from(list("<>&\"'`*_~|@#!:/()[]= \n\ue000\ue001aU1xjs")), max_size=60))
def test_no_mixture_of_marks_becomes_something_that_runs(text: str) -> None:
    for written in (str(mrkdwn(text, ANA)), str(markdown(text, ANA))):
        reading = _Reading(written)
        assert runs_something(written) == []
        assert "\ue000" not in str(mrkdwn(text, ANA))
        assert {name for name, _ in reading.elements} <= {
            "a", "b", "blockquote", "br",
            "button", "code", "del", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr",
            "li", "ol", "p", "pre", "s", "span", "strong", "table", "tbody", "td", "th", "thead", "time", "tr", "ul",
        }  # fmt: skip


@pytest.mark.parametrize(
    "odd",
    [
        {"type": "section", "text": 7, "fields": 3},
        {"type": "rich_text", "elements": [{"type": "rich_text_list", "indent": "deep"}]},
        {"type": "table", "rows": [[None]]},
        {"type": "actions", "elements": ["button"]},
    ],
)
def test_a_block_of_an_odd_shape_is_named_and_the_next_one_is_drawn(odd: dict[str, object]) -> None:
    after = {"type": "section", "text": {"type": "mrkdwn", "text": "still here"}}
    written = blocks_html([odd, after], ANA)
    assert f"(a block of type “{odd['type']}” that the page cannot draw)" in written
    assert "still here" in written


def test_every_control_says_what_it_does_and_has_a_name() -> None:
    written = str(blocks_html([*DASHBOARD, *QUESTION, *CHOICES, *PROGRESS, *RICH, *MODAL["blocks"]], ANA))
    assert "(a block of type" not in written
    assert "(element)" not in written
    for name, attributes in _Reading(written).elements:
        if name == "select":
            assert attributes["aria-label"]
            assert attributes["data-do"] == "choose"
