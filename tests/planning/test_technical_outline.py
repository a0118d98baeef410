"""A technical specification from verbatim answers: nothing invented, nothing lost, ids that stay."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.planning.interview import QuestionState
from bot.planning.technical.choices import nothing_weighed
from bot.planning.technical.outline import technical_blank, technical_section
from bot.planning.technical.specification import SLICE, TECHNICAL_ORDER, Layer, TechnicalSection
from bot.planning.technical.statements import statements
from bot.planning.topics import TECHNICAL_TOPICS
from tests.planning.people import BEN, asked, interview, says
from tests.planning.technical_teams import FULL, REPORT, product_of, technical, written


def named(parts):
    return [(part.name, part.layer.value) for part in parts]


def test_the_parts_that_people_named_are_the_components_each_in_its_layer():
    record = technical(asked("architecture.parts", "A phone app for drivers, an API server and a Postgres database."))
    assert named(written(record).components) == [
        ("Phone app", "interface"),
        ("API server", "logic"),
        ("Postgres database", "storage"),
    ]


def test_a_part_is_responsible_for_what_was_said_about_it():
    page, job, *_ = written(FULL).components
    assert page.text == "Web page where leads approve the draft."
    assert job.text == "Nightly job that collects the numbers."
    assert [(s.label, s.author_name) for s in job.sources] == [("Q8", "Ana")]


def test_where_nobody_named_a_part_a_minimal_one_stands_as_an_assumption():
    spec = written(technical(asked("architecture.parts", "A web page.")))
    assert [(part.layer, part.assumed) for part in spec.components] == [
        (Layer.INTERFACE, False),
        (Layer.LOGIC, True),
        (Layer.STORAGE, True),
    ]


def test_a_layer_that_the_team_does_without_gets_no_part():
    spec = written(technical(asked("architecture.parts", "A web page and a small server, no database.")))
    assert [part.layer for part in spec.components] == [Layer.INTERFACE, Layer.LOGIC]


def test_the_database_is_the_postgres_database():
    record = technical(
        asked("architecture.parts", "A web page and a Postgres database.", says("The database holds it all.", BEN, 2))
    )
    (store,) = [part for part in written(record).components if part.layer is Layer.STORAGE]
    assert store.name == "Postgres database"
    assert [s.author_name for s in store.sources] == ["Ana", "Ben"]


def test_a_technology_is_a_part_where_nobody_named_one():
    spec = written(technical(asked("stack.choices", "Django and SQLite.")))
    assert named(spec.components) == [
        ("Interface", "interface"),
        ("Django server", "logic"),
        ("SQLite database", "storage"),
    ]


def test_a_technology_that_was_turned_down_is_no_part():
    spec = written(technical(asked("stack.choices", "SQLite, not MongoDB.")))
    assert "MongoDB database" not in [part.name for part in spec.components]


def test_systems_outside_are_marked_and_called_by_what_does_the_work():
    spec = written(FULL)
    outside = [part for part in spec.components if part.external]
    assert named(outside) == [("Jira", "integration"), ("E-mail", "integration")]
    assert [part.text for part in outside] == ["It reads tickets from Jira.", "It sends the report by e-mail."]
    assert {part.id for part in outside} <= set(spec.component("C-2").uses)


def test_the_one_that_calls_is_the_one_that_people_said():
    record = technical(
        asked("architecture.parts", "The import script writes to the archive.", "The web page asks the order service.")
    )
    spec = written(record)
    uses = {part.name: [spec.component(used).name for used in part.uses] for part in spec.components}
    assert uses["Import script"] == ["Archive"]
    assert uses["Web page"] == ["Order service"]


def test_a_requirement_is_answered_by_the_part_that_speaks_of_it_and_in_each_layer_that_it_needs():
    spec = written(FULL)
    by_layer = {part.layer: part.answers for part in spec.components if not part.external}
    assert "FR-1" in by_layer[Layer.LOGIC]  # collect the numbers: what the nightly job does
    assert "FR-2" in by_layer[Layer.INTERFACE]  # show the draft
    assert "FR-4" in by_layer[Layer.STORAGE]  # keep the last twelve reports


def test_a_requirement_that_nothing_answers_is_listed_with_an_owner():
    spec = written(FULL)
    assert FULL.product is not None
    assert spec.unanswered(FULL.product.requirement_ids) == ("FR-5",)
    (question,) = [q for q in spec.open_questions if "FR-5" in q.text]
    assert (question.text, question.owner) == ("Which part answers FR-5 (Be in German)?", "Ana")
    assert "FR-5" in spec.risks[0].text


@pytest.mark.parametrize(
    ("said", "chosen", "turned_down", "why"),
    [
        ("Postgres instead of MySQL because we know it", "Postgres", "MySQL", "“because we know it” (Q8, Ana)"),
        ("Postgres. MySQL was too slow for us", "Postgres", "MySQL", "“was too slow for us” (Q8, Ana)"),
        ("We know Vue, so Vue over React", "Vue", "React", "“We know Vue” (Q8, Ana)"),
        ("Vue, we don't want React", "Vue", "React", "Nobody said why."),
        ("We prefer Flask over Django since it is small", "Flask", "Django", "“since it is small” (Q8, Ana)"),
    ],
)
def test_a_choice_names_what_was_turned_down_for_it_and_why(said, chosen, turned_down, why):
    (choice,) = written(technical(asked("stack.choices", said))).choices
    assert choice.chosen == chosen
    assert [(a.name, a.why_not) for a in choice.alternatives] == [(turned_down, why)]


def test_a_choice_for_which_nothing_was_weighed_says_so_and_asks():
    spec = written(technical(asked("stack.choices", "Python because everybody knows it")))
    (choice,) = spec.choices
    assert [(a.name, a.why_not) for a in choice.alternatives] == [
        ("Nothing else was weighed", "Nobody named an alternative.")
    ]
    assert "What else was weighed for Python, and why was it turned down?" in [q.text for q in spec.open_questions]


def test_what_was_turned_down_for_nothing_in_particular_is_a_constraint():
    spec = written(technical(asked("stack.choices", "No Kubernetes.")))
    assert ("Hard constraint", "No Kubernetes.") in [(o.quality, o.text) for o in spec.operations]
    assert nothing_weighed(spec.choices[0])


def test_technology_that_the_product_interview_put_off_is_a_choice_with_its_source():
    before = interview(asked("features.core", "It must print lists. It must store them in Postgres."))
    (choice,) = written(technical(record=before)).choices
    assert (choice.chosen, [s.label for s in choice.sources]) == ("Postgres", ["Q1"])


def test_all_choices_that_nothing_was_weighed_for_are_one_question():
    spec = written(technical(asked("stack.choices", "Python, Flask and Redis.")))
    (question,) = [q for q in spec.open_questions if "weighed" in q.text]
    assert question.text == "What else was weighed for Python, Flask and Redis, and why was it turned down?"
    assert question.blocks == "the decisions TD-1, TD-2, TD-3"


@pytest.mark.parametrize("facet", ["stack.choices", "architecture.parts", "integrations.systems", "rollout.migration"])
def test_what_was_said_without_naming_anything_is_not_lost(facet):
    record = technical(asked(facet, "It has to feel boring to whoever runs it."))
    (rule,) = [o for o in written(record).operations if o.sources and o.sources[0].label == "Q8"]
    assert rule.text == "It has to feel boring to whoever runs it."


@pytest.mark.parametrize("facet", ["data.retention", "rollout.migration", "limits.hard", "testing.proof"])
def test_that_there_is_nothing_is_an_answer_and_leaves_no_question(facet):
    record = technical(asked(facet, "Nothing."))
    spec = written(record)
    assert "The team knows of none: “Nothing.”" in [o.text for o in spec.operations]
    assert not any("Q8" in question.text for question in spec.open_questions)


def test_that_there_is_no_system_outside_belongs_to_the_context():
    context = written(technical(asked("integrations.systems", "None."))).context
    assert context.text.endswith("It talks to no system outside as far as anybody said.")
    assert "Q8" in [source.label for source in context.sources]


def test_nobody_who_takes_part_is_a_technology():
    spec = written(technical(asked("stack.choices", says("I want what Ana wants: Elixir", BEN, 1))))
    assert [choice.chosen for choice in spec.choices] == ["Elixir"]


def test_entities_have_the_fields_and_the_retention_that_people_named():
    reports = next(entity for entity in written(FULL).entities if entity.name == "Reports")
    assert reports.fields == ("week", "figures", "name of the approver")
    assert reports.retention == "Reports are kept for one year. The approver's name is personal."
    assert reports.personal


def test_what_a_requirement_keeps_is_an_entity_with_its_source():
    spec = written(technical())
    reports = next(entity for entity in spec.entities if entity.name == "Reports")
    assert reports.text == "Reports: FR-4 keeps it."
    assert [s.label for s in reports.sources] == ["Q5"]


def test_the_main_workflow_runs_through_the_components():
    (flow,) = written(FULL).flows
    assert [(step.source, step.target, step.what) for step in flow.steps] == [
        ("C-2", "C-3", "On Friday it collects the numbers"),
        ("C-1", "C-2", "The lead opens the draft"),
        ("C-1", "C-2", "The lead approves the report"),
    ]


@pytest.mark.parametrize(
    ("step", "source", "target"),
    [
        ("the lead opens the draft", "Web page", "Order service"),
        ("it stores the order", "Order service", "Archive"),
        ("it shows the total", "Order service", "Web page"),
        ("the lead gets a confirmation", "Order service", "Web page"),
        ("it sends the order to Stripe", "Order service", "Stripe"),
        ("it sends the reminders", "Reminder job", "Reminder job"),
        ("it works out the total", "Order service", "Order service"),
    ],
)
def test_a_step_goes_from_the_part_that_does_it_to_the_part_that_it_concerns(step, source, target):
    record = technical(
        asked("architecture.parts", "A web page, an order service, a reminder job and an archive."),
        asked("integrations.systems", "Stripe."),
        record=interview(
            asked("scenarios.main", f"{step}, then the lead opens the end page."),
            asked("features.core", "It must sell."),
        ),
    )
    spec = written(record)
    first = spec.flows[0].steps[0]
    assert (spec.component(first.source).name, spec.component(first.target).name) == (source, target)


def test_an_integration_says_what_goes_in_what_comes_out_and_what_happens_when_it_fails():
    jira = next(interface for interface in written(FULL).interfaces if interface.name == "Jira")
    assert (jira.outputs, jira.errors) == (("Tickets.",), ("When Jira is down it may wait until the next night.",))


def test_an_integration_whose_failure_nobody_spoke_of_is_an_open_question():
    texts = [q.text for q in written(FULL).open_questions]
    assert "What happens when E-mail does not answer, and what may be lost then?" in texts
    assert not any("Jira does not answer" in text for text in texts)


def test_a_number_that_was_said_is_the_measure():
    load = next(o for o in written(FULL).operations if o.quality == "Performance efficiency")
    assert load.measure == "200 people; in 2 seconds"


def test_a_vague_word_without_a_number_is_a_risk_and_a_question():
    spec = written(technical(asked("performance.load", "It has to be fast.")))
    assert any("“fast” has no number" in risk.text for risk in spec.risks)
    assert any("Which number is behind “fast”" in question.text for question in spec.open_questions)


def test_what_people_said_about_a_level_of_testing_stands_there():
    unit = next(level for level in written(FULL).testing if level.level == "Unit tests")
    assert "The calculation of the figures needs unit tests" in unit.text
    assert "last year's tickets" in unit.data


def test_what_nobody_knows_is_an_assumption_and_a_risk_with_an_owner():
    record = technical(
        asked("deployment.where", state=QuestionState.UNKNOWN, recommended="It runs on one server of the team.")
    )
    spec = written(record)
    assert [a.text for a in spec.assumptions] == ["It runs on one server of the team."]
    risk = next(risk for risk in spec.risks if "rests on an assumption" in risk.text)
    assert risk.owner == "Ana"


def test_what_was_skipped_is_an_open_question_and_a_risk_where_it_weighs():
    record = technical(asked("data.model", state=QuestionState.SKIPPED, text="What is stored?"))
    spec = written(record)
    assert "What is stored?" in [question.text for question in spec.open_questions]
    assert "Nobody decided Q8 yet: What is stored?" in [risk.text for risk in spec.risks]


def test_a_question_about_the_product_is_parked_for_its_owner_and_stands_once():
    record = technical(asked("security.access", "Only leads approve. Should managers see drafts too?"))
    (parked,) = [q for q in written(record).open_questions if "managers see drafts" in q.text]
    assert parked.owner == "Ana"


def test_every_answer_is_cited_or_asked_about():
    spec = written(FULL)
    cited = {source.question for _, statement in statements(spec) for source in statement.sources}
    assert {question.number for question in FULL.questions} <= cited


def test_without_any_answer_every_section_says_so():
    spec = written(technical())
    for name in (n for n in TechnicalSection if n is not TechnicalSection.OPEN_QUESTIONS):
        assert [s for place, s in statements(spec)], name
    assert [part.layer for part in spec.components] == list(SLICE)
    assert all(part.assumed for part in spec.components)
    assert spec.choices[0].assumed
    assert len(spec.open_questions) >= len(TECHNICAL_TOPICS)


def test_a_technical_specification_needs_an_approved_product_specification():
    with pytest.raises(ValueError, match="approved product specification"):
        technical_blank(replace(FULL, product=None))


def test_what_stays_keeps_its_id_and_no_id_is_given_twice():
    first = written(technical(asked("architecture.parts", "A web page, an import job and a Postgres database.")))
    without = written(technical(asked("architecture.parts", "A web page and a Postgres database.")), first)
    again = written(
        technical(asked("architecture.parts", "A web page, a mail service and a Postgres database.")), without
    )
    ids = {part.name: part.id for spec in (first, without, again) for part in spec.components}
    assert ids["Web page"] == first.components[0].id == again.components[0].id
    assert ids["Postgres database"] == "C-3"
    assert ids["Import job"] == "C-2"
    assert ids["Mail service"] not in ("C-1", "C-2", "C-3")


SENTENCES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "A web page, a nightly job and a Postgres database",
                "Python, not Java because nobody knows it",
                "It reads from Jira",
                "none",
                "no idea",
                "Customers with a name and an address",
                "within 2 seconds",
                '`code` *bold* <@U1> | ; " # end',
            ]
        ),
        st.text(max_size=60),
    ),
    max_size=4,
)
FACETS = [facet.key for topic in TECHNICAL_TOPICS for facet in topic.facets]


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(FACETS), SENTENCES, max_size=8))
def test_whatever_people_say_references_resolve_and_ids_are_unique(said):
    record = technical(*(asked(facet, *texts) for facet, texts in said.items()))
    spec = written(record, written(record))
    components = {part.id for part in spec.components}
    assert len(components) == len(spec.components)
    assert {used for part in spec.components for used in part.uses} <= components
    assert {interface.provider for interface in spec.interfaces} <= components
    assert {entity.owner for entity in spec.entities} <= components | {None}
    assert {end for flow in spec.flows for step in flow.steps for end in (step.source, step.target)} <= components
    numbers = {question.number for question in (*record.questions, *record.earlier)} | {0}
    assert {source.question for _, statement in statements(spec) for source in statement.sources} <= numbers


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from(FACETS), SENTENCES, max_size=6))
def test_writing_the_same_record_again_changes_nothing(said):
    record = technical(*(asked(facet, *texts) for facet, texts in said.items()))
    once = written(record)
    assert written(record, once) == once


def test_a_section_leaves_all_others_as_they_are():
    spec = written(FULL)
    for name in TECHNICAL_ORDER:
        assert technical_section(FULL, name, spec) == spec, name


def test_the_product_side_of_the_team_is_what_these_tests_expect():
    assert product_of(REPORT).requirement_ids == tuple(f"FR-{n}" for n in range(1, 7))
