"""The team's words in EARS form: framed, never changed."""

import pytest

from bot.planning.ears import short_title
from bot.planning.lists import names_in, steps_in, things_in
from bot.planning.openings import without_trigger
from bot.planning.retelling import retold
from bot.planning.specification import Priority
from bot.planning.wishes import obligation


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("Pull the numbers from the tracker", "The product shall pull the numbers from the tracker."),
        ("it must never send without approval", "The product shall not send without approval."),
        ("Managers can edit the draft", "The product shall let managers edit the draft."),
        ("let the lead change the wording", "The product shall let the lead change the wording."),
        (
            "Managers must approve before it goes out",
            "The product shall require managers to approve before it goes out.",
        ),
        ("the report must show what changed", "The report shall show what changed."),
        (
            "numbers are pulled from the tracker",
            "The product shall make sure that numbers are pulled from the tracker.",
        ),
        (
            "if nobody approves by noon it reminds the lead",
            "If nobody approves by noon, the product shall remind the lead.",
        ),
        (
            "reminder on Thursday if nothing is approved",
            "If nothing is approved, the product shall provide a reminder on Thursday.",
        ),
        ("so, I think: we want to see what changed", "The product shall let the team see what changed."),
        ("I'd like a weekly digest by email", "The product shall provide a weekly digest by email."),
        ("a way to correct a count afterwards", "The product shall let people correct a count afterwards."),
        ("no charts", "The product shall work without charts."),
        ("works offline because the wifi is bad", "The product shall work offline."),
        ("whoever counts must not see the figure", "The product shall not let whoever counts see the figure."),
        ("sending reminders by text message", "The product shall send reminders by text message."),
        ("scan the label", "The product shall let people scan the label."),
        ("change a number when it's wrong", "The product shall change a number when it's wrong."),
        (
            "the numbers that look odd to the lead should be marked",
            "The numbers that look odd to the lead shall be marked.",
        ),
        ("if only if", "The product shall do justice to this wish: “if only if”."),
    ],
)
def test_a_wish_becomes_one_obligation_in_its_own_words(said, sentence):
    duty = obligation(said)
    assert duty.sentence == sentence


@pytest.mark.parametrize(
    ("said", "priority"),
    [
        ("it must print a list", Priority.MUST),
        ("it should print a list", Priority.SHOULD),
        ("nice to have: a list", Priority.COULD),
        ("charts would be nice", Priority.COULD),
        ("it would be great if it could print a list", Priority.COULD),
        ("charts are nice but can wait", Priority.WONT),
        ("charts - later", Priority.WONT),
        ("send the counts later", None),
        ("print a list", None),
    ],
)
def test_the_priority_is_what_somebody_said_and_nothing_else(said, priority):
    assert obligation(said).priority is priority


def test_the_reason_stands_apart_from_the_obligation():
    duty = obligation("big buttons because we wear gloves")
    assert (duty.sentence, duty.reason) == ("The product shall provide big buttons.", "because we wear gloves")


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("copy it and print it", "the product copies it and prints it"),
        ("never send twice", "the product does not send twice"),
        ("the report must show what changed", "the report shows what changed"),
        ("the figures must be marked", "the figures are marked"),
    ],
)
def test_what_can_be_observed_is_told_in_the_present(said, outcome):
    assert obligation(said).outcome == outcome


@pytest.mark.parametrize(
    ("said", "things"),
    [
        ("Print labels", ["Print labels"]),
        (
            "Collect the numbers from the tools, write a draft from them, and let the lead edit it",
            ["Collect the numbers from the tools", "write a draft from the numbers", "let the lead edit the draft"],
        ),
        ("it must scan codes and print a list", ["it must scan codes", "it must print a list"]),
        (
            "When it is done, it compares figures and shows differences to Eva",
            ["when it is done, it compares figures", "when it is done, it shows differences to Eva"],
        ),
        (
            "nice to have: charts, a search and an archive",
            ["nice to have: charts", "nice to have: a search", "nice to have: an archive"],
        ),
        ("I need an export, and a list of all changes", ["I need an export", "I need a list of all changes"]),
        ("approve or reject the draft", ["approve or reject the draft"]),
        ("copy and paste the rows", ["copy and paste the rows"]),
        ("remind the lead on Thursday and again on Friday", ["remind the lead on Thursday and again on Friday"]),
        ("one click to approve, please", ["one click to approve"]),
    ],
)
def test_a_list_is_taken_apart_only_where_each_part_makes_sense(said, things):
    assert things_in(said) == things


@pytest.mark.parametrize(
    ("told", "steps"),
    [
        (
            "Friday at 3 the lead opens the draft, checks it and hits send",
            ["Friday at 3 the lead opens the draft", "the lead checks it", "the lead hits send"],
        ),
        (
            "I get an aisle -> scan the label -> type the number",
            ["I get an aisle", "I scan the label", "I type the number"],
        ),
        (
            "An owner picks a free slot, gets a confirmation",
            ["An owner picks a free slot", "the owner gets a confirmation"],
        ),
        ("They answer yes or no", ["They answer yes or no"]),
    ],
)
def test_steps_are_told_one_by_one_with_who_does_them(told, steps):
    assert steps_in(told) == steps


def test_names_in_a_list_come_apart_but_clauses_do_not():
    assert names_in("team leads and the finance folks") == ["team leads", "the finance folks"]
    assert names_in("people who read and who approve it") == ["people who read and who approve it"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("I copy numbers and paste them", "Ana copies numbers and pastes them."),
        ("we don't know our figures", "The team does not know the team's figures."),
        ("I only read it, fix two sentences and send it", "Ana only reads it, fixes two sentences and sends it."),
        ("we print lists, people write numbers", "The team prints lists, people write numbers."),
        ("we're the ones who watch it", "They are the ones who watch it."),
        ("takes me all morning", "It takes Ana all morning."),
        ("because I wear gloves", "Because Ana wears gloves."),
        ("I forgot it, and we've lost my notes", "Ana forgot it, and the team has lost their notes."),
        ("so, I think the leads decide", "The leads decide."),
        ("in the US it is i.e. different", "In the US it is i.e. different."),
    ],
)
def test_people_are_told_about_instead_of_speaking(said, told):
    assert retold(said, "Ana") == told


def test_a_name_with_special_characters_is_only_a_name():
    assert retold("I read my list", r"A\1na\g<0>") == r"A\1na\g<0> reads their list."


@pytest.mark.parametrize("text", ["", "a", "of the and", "word " * 40, "the the the the the the the the the of"])
def test_a_title_has_one_to_eight_words_and_does_not_lead_on(text):
    title = short_title(text)
    assert 1 <= len(title.split()) <= 8
    assert not title.endswith((" of", " the", " and"))


def test_a_trigger_that_points_back_stays_behind_its_noun():
    assert without_trigger("change a number when it is wrong") == ("", "change a number when it is wrong")
