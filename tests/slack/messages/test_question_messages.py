"""What the team sees of a question: open, asked back about, contradicted, settled."""

import re
from dataclasses import replace

import pytest

from bot.planning.interview import Contribution, Progress, Question, QuestionState, WrittenBy
from bot.planning.reading import Position
from bot.slack.actions import Action, Press, action_of
from bot.slack.messages.contradiction import contradiction_message
from bot.slack.messages.explanation import explanation_message
from bot.slack.messages.message import SlackMessage
from bot.slack.messages.question import question_message, settled_question_message

Q4 = Question(
    id="q-4",
    number=4,
    facet="audience.primary",
    text="Who will read the weekly report first?",
    why="you said “managers”, yet the export you described is what accountants use.",
    options=("Managers", "Accountants", "Both equally"),
    recommended="Managers",
    written_by=WrittenBy.MODEL,
)
PROGRESS = Progress(3, 7)


def asked(question: Question = Q4, *, can_go_back: bool = True) -> SlackMessage:
    return question_message(question, topic="Audience", progress=PROGRESS, session="s-1", can_go_back=can_go_back)


def settled(question: Question, decided_by: str = "") -> SlackMessage:
    return settled_question_message(question, topic="Audience", progress=PROGRESS, decided_by=decided_by)


def lines(message: SlackMessage) -> list[str]:
    """What a person sees, a line for every text and for every row of buttons."""
    seen = []
    for block in message.blocks:
        if block["type"] == "actions":
            seen.append(" ".join(f"[{element['text']['text']}]" for element in block["elements"]))
        else:
            seen += [part["text"] for part in block.get("elements", [block.get("text")])]
    return seen


def presses(message: SlackMessage) -> list[tuple[Action | None, Press | None]]:
    buttons = [element for block in message.blocks if block["type"] == "actions" for element in block["elements"]]
    return [(action_of(element["action_id"]), Press.parse(element["value"])) for element in buttons]


def said(author: str, name: str, text: str) -> Contribution:
    return Contribution(id=text, author=author, author_name=name, text=text, said_at="1.0", permalink="")


def test_a_question_looks_as_the_design_draws_it() -> None:
    assert lines(asked()) == [
        "*Q4 · audience* · 3 of 7 topics clear",
        "Who will read the weekly report first?",
        "_Why: you said “managers”, yet the export you described is what accountants use._",
        "[Managers] [Accountants] [Both equally]",
        "[Skip] [We don't know] [Back] [That's enough]",
    ]
    assert asked().text == "Q4 · audience: Who will read the weekly report first?"


def test_every_button_knows_its_session_question_and_option() -> None:
    about = Press(session="s-1", question="q-4")
    assert presses(asked()) == [
        *((Action.ANSWER, about.model_copy(update={"option": n})) for n in range(3)),
        (Action.SKIP, about),
        (Action.UNKNOWN, about),
        (Action.BACK, about),
        (Action.ENOUGH, about),
    ]


def test_the_first_question_has_no_way_back() -> None:
    assert lines(asked(can_go_back=False))[-1] == "[Skip] [We don't know] [That's enough]"


def test_a_question_without_options_or_reason_is_just_the_question() -> None:
    assert lines(asked(replace(Q4, options=(), why="")))[1:-1] == ["Who will read the weekly report first?"]


def test_a_question_from_the_bank_says_so() -> None:
    assert "From the built-in question bank" in lines(asked(replace(Q4, written_by=WrittenBy.BUILTIN)))


@pytest.mark.parametrize(
    "asks_too",
    [
        {"why": "Is it for managers? Or for accountants?! 谁？ من؟"},
        {"options": ("Managers?", "Accountants?")},
    ],
)
def test_the_message_asks_one_thing_whatever_stands_beside_it(asks_too: dict[str, object]) -> None:
    message = asked(replace(Q4, **asks_too))  # type: ignore[arg-type]
    assert len(re.findall("[?？؟]", "\n".join(lines(message)))) == 1
    assert message.text.count("?") == 1


@pytest.mark.parametrize(
    ("question", "by", "outcome"),
    [
        (
            replace(
                Q4,
                state=QuestionState.ANSWERED,
                contributions=(
                    said("U1", "Ana", "the managers, on Friday"),
                    said("U2", "Ben", "yes"),
                    said("U1", "Ana", "!"),
                ),
            ),
            "",
            "✅ Answered by Ana and Ben",
        ),
        (
            replace(Q4, state=QuestionState.ANSWERED, contributions=(said("U1", "Ana", "Managers"),)),
            "",
            "✅ Answered by Ana: Managers",
        ),
        (replace(Q4, state=QuestionState.SKIPPED), "Ana", "↷ Skipped by Ana · kept as an open question"),
        (replace(Q4, state=QuestionState.UNKNOWN), "Ana", "≈ Assumed: Managers · Nobody knows yet (Ana)"),
        (
            replace(Q4, state=QuestionState.UNKNOWN, recommended="Managers come first."),
            "Ana",
            "≈ Assumed: Managers come first · Nobody knows yet (Ana)",
        ),
        (
            replace(Q4, state=QuestionState.UNKNOWN, recommended=""),
            "",
            "≈ Nobody knows yet · kept as an open question",
        ),
        (
            replace(Q4, state=QuestionState.SET_ASIDE),
            "Ben",
            "⏸ Set aside by Ben · it comes back after the earlier question",
        ),
    ],
)
def test_a_settled_question_keeps_its_words_loses_its_buttons_and_says_what_became_of_it(
    question: Question, by: str, outcome: str
) -> None:
    assert lines(settled(question, by)) == [
        "*Q4 · audience* · 3 of 7 topics clear",
        "Who will read the weekly report first?",
        outcome,
    ]


def test_an_answer_that_was_replaced_names_only_who_said_what_counts() -> None:
    question = replace(
        Q4,
        state=QuestionState.ANSWERED,
        contributions=(replace(said("U1", "Ana", "x"), superseded=True), said("U2", "Ben", "y")),
    )
    assert lines(settled(question))[-1] == "✅ Answered by Ben"


def test_asking_back_is_explained_and_the_question_stays_word_for_word() -> None:
    message = explanation_message(Q4, "The export is the file with the numbers. Is that clear?")
    assert lines(message) == [
        "The export is the file with the numbers. Is that clear.",
        "*Q4 is still open:* Who will read the weekly report first?",
    ]


def test_a_contradiction_names_both_positions_and_people_and_asks_for_a_resolution() -> None:
    question = replace(
        Q4,
        number=5,
        text="Which of the two holds for the first version?",
        options=("Managers first", "Accountants first"),
    )
    positions = (Position("U1", "Ana", "managers read it"), Position("U2", "Ben", "only accountants <!here> do"))
    message = contradiction_message(
        question, positions, topic="Audience", progress=PROGRESS, session="s-1", can_go_back=True
    )
    assert lines(message) == [
        "*Q5 · audience* · 3 of 7 topics clear",
        "Two answers do not fit together:\n• <@U1>: “managers read it”\n• <@U2>: “only accountants &lt;!here&gt; do”",
        "Which of the two holds for the first version?",
        "[Managers first] [Accountants first]",
        "[Leave it open] [We don't know] [Back] [That's enough]",
    ]
    assert "Ana: “managers read it”" in message.text
