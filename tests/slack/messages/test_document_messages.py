"""A whole document in a thread: few messages, cut at headings, nothing lost, within Slack's limits."""

import re

import pytest

from bot.planning.diff import changes
from bot.planning.document import Code, Document, Heading, Item, Listing, Paragraph, Part, Table, rich
from bot.planning.specification_document import specification_document
from bot.slack.messages.changes import changes_messages
from bot.slack.messages.chapters import document_messages
from bot.slack.messages.message import SlackMessage
from tests.documents.example_specification import requirement, weekly_report
from tests.slack.messages.slack_limits import complaints, contract_complaints

LONG = "The report names every task that was finished. " * 12


def markdown_of(messages: tuple[SlackMessage, ...]) -> list[str]:
    for message in messages:
        assert complaints("message", message.payload()) == []
    return [str(message.blocks[0]["text"]) for message in messages]


def document(*parts: Part) -> Document:
    return Document("Weekly report", parts)


def test_a_short_specification_is_one_message() -> None:
    messages = document_messages(specification_document(weekly_report(), status="draft", version=1))
    (text,) = markdown_of(messages)
    assert text.startswith("# Weekly report\n\n")
    assert messages[0].text == "Weekly report"
    assert contract_complaints("ChatPostMessageArguments", {"channel": "C1", **messages[0].payload()}) == []


def test_a_long_document_is_cut_before_headings_and_says_which_part_it_is() -> None:
    parts: list[Part] = []
    for n in range(30):
        parts += [Heading(2, f"Section {n}"), Paragraph(rich(LONG)), Paragraph(rich(LONG))]
    texts = markdown_of(messages := document_messages(document(*parts)))
    assert len(texts) == 4
    assert messages[1].text == "Weekly report (2 of 4)"
    assert all(
        re.match(r"(# Weekly report|\*\*Weekly report) \(\d of 4\)(\*\*)?\n\n## Section", text) for text in texts
    )
    assert [int(n) for n in re.findall(r"## Section (\d+)", "".join(texts))] == list(range(30))


def test_no_page_ends_in_a_heading() -> None:
    parts: list[Part] = []
    for n in range(60):
        parts += [Heading(2, f"Section {n}"), Heading(3, f"Below {n}"), Paragraph(rich("word " * (150 + 7 * n)))]
    for text in markdown_of(document_messages(document(*parts), limit=2500)):
        assert not text.rsplit("\n\n", 1)[-1].startswith("#")


def test_a_table_that_fits_is_never_cut() -> None:
    rows = tuple((rich(f"FR-{n}"), rich("x" * 60)) for n in range(40))
    parts = [Heading(2, "A"), Paragraph(rich("word " * 1900)), Heading(2, "B"), Table((rich("Id"), rich("Name")), rows)]
    tables = [text for text in markdown_of(document_messages(document(*parts))) if "| Id |" in text]
    assert len(tables) == 1
    assert tables[0].count("| FR-") == 40


def test_a_table_too_long_for_slack_is_cut_between_rows_under_the_same_header() -> None:
    rows = tuple((rich(f"FR-{n}"), rich("x" * 300)) for n in range(250))
    texts = markdown_of(document_messages(document(Table((rich("Id"), rich("Name")), rows))))
    assert all(text.count("| Id | Name |") == 1 and text.count("| FR-") <= 90 for text in texts)
    assert re.findall(r"\| FR-(\d+) \|", "".join(texts)) == [str(n) for n in range(250)]


def test_two_tables_never_share_a_message() -> None:
    table = Table((rich("Id"),), ((rich("1"),),))
    texts = markdown_of(document_messages(document(Heading(2, "A"), table, Heading(2, "B"), table)))
    assert [text.count("| --- |") for text in texts] == [1, 1]


def test_code_that_fits_is_never_cut_and_longer_code_is_fenced_in_every_part() -> None:
    short = "\n".join(f"step {n}" for n in range(200))
    (before, whole) = markdown_of(
        document_messages(document(Heading(2, "A"), Paragraph(rich("word " * 2000)), Heading(2, "B"), Code(short)))
    )
    assert "step" not in before
    assert whole.endswith(f"```\n{short}\n```")
    long = "\n".join(f"step {n}" for n in range(5000))
    texts = markdown_of(document_messages(document(Code(long, "mermaid"))))
    assert all(text.count("```") == 2 for text in texts)
    assert re.findall(r"step (\d+)\n", "".join(texts)) == [str(n) for n in range(5000)]


def test_a_long_numbered_list_keeps_its_numbers_across_messages() -> None:
    steps = Listing(tuple(Item(rich(LONG)) for _ in range(60)), ordered=True)
    texts = markdown_of(document_messages(document(steps)))
    assert len(texts) > 1
    assert re.findall(r"^(\d+)\. The", "\n".join(texts), re.MULTILINE) == [str(n) for n in range(1, 61)]


def test_many_small_parts_do_not_become_more_blocks_than_slack_takes() -> None:
    parts = [Heading(2, f"H{n}") if n % 2 == 0 else Paragraph(rich("short")) for n in range(200)]
    texts = markdown_of(document_messages(document(*parts)))
    # A heading and the text below it are a block each.
    assert all(2 * text.count("## ") <= 50 for text in texts)
    assert sum(text.count("## ") for text in texts) == 100


@pytest.mark.parametrize(
    "hostile",
    [
        "a" * 40_000,
        "😀" * 20_000,
        "`" * 40_000,
        "&<>" * 13_000,
        "<!channel> @everyone " * 2000,
        "<@A" * 13_000,
        "```\n" * 10_000,
        "\u202eעמית " * 6000,
        "a" + "\u0301" * 40_000,
        "| a | b |\n| --- | --- |\n" * 1500,
        "\n" * 40_000,
    ],
)
def test_forty_thousand_hostile_characters_fit_wherever_they_stand(hostile: str) -> None:
    parts = (
        Heading(2, hostile),
        Paragraph(rich(hostile, link="https://x.test/" + "(" * 1500)),
        Listing((Item(rich(hostile), (rich(hostile),)),), ordered=True),
        Table((rich("a"), rich("b")), ((rich(hostile), rich(hostile)),)),
        Code(hostile, hostile),
    )
    texts = markdown_of(document_messages(Document(hostile, parts)))
    everything = "".join(texts)
    assert "<" not in re.sub(r"(?s)```.*?```", "", everything) or hostile.startswith(("`", "<"))
    assert "@everyone" not in everything


def test_changes_are_told_in_the_notification_and_word_by_word_in_the_message() -> None:
    new = weekly_report(features=(requirement(title="Weekly report"),))
    (message,) = changes_messages(changes(weekly_report(), new), old_version=1, new_version=2)
    assert message.text == "Version 2: 1 changed: FR-1 · Weekly report"
    (text,) = markdown_of((message,))
    assert "Was: Weekly _draft_" in text
    assert "Now: Weekly **report**" in text


def test_a_version_that_says_the_same_is_one_plain_sentence() -> None:
    (message,) = changes_messages((), old_version=1, new_version=2)
    assert message.text == "Version 2 says the same as version 1."
