"""From a model's answer to the technical specification: sources, ids, calls, and what must not get lost."""

import json
from typing import Any

import pytest

from bot.planning.interview import QuestionState, WrittenBy
from bot.planning.technical.outline import technical_blank, technical_section
from bot.planning.technical.rules import technical_refusals
from bot.planning.technical.specification import (
    TECHNICAL_ORDER,
    DataFlow,
    Layer,
    TechnicalSection,
    TechnicalSpecification,
)
from bot.writing.builtin import BuiltinWriter
from bot.writing.guard import Guard
from bot.writing.model_errors import UnusableError
from bot.writing.technical_schemas import TECHNICAL_ANSWERS, technical_shape
from bot.writing.technical_sections import with_technical_section
from tests.writing.interviews import question, technical_report

INTERVIEW = technical_report(
    question(3, "architecture.parts", "Which parts run?", "A web page, and a nightly job that collects the numbers"),
    question(4, "stack.choices", "What is it built with?", "Python, not Java because nobody knows it"),
    question(5, "data.model", "What is stored?", "Reports with a week and a lead"),
    question(6, "integrations.systems", "What does it talk to?", state=QuestionState.SKIPPED),
)


def said(text: str, label: str = "Q3", quote: str = "a nightly job") -> dict[str, Any]:
    return {"text": text, "sources": [{"label": label, "quote": quote}]}


def component(name: str, layer: str = "logic", **more: Any) -> dict[str, Any]:
    values = {"id": "", "name": name, "layer": layer, "answers": [], "uses": [], "external": False}
    return said(f"{name} does its part") | values | more


def choice(chosen: str = "Python", **more: Any) -> dict[str, Any]:
    values = {
        "id": "", "title": "Language", "chosen": chosen, "context": "", "consequences": "", "revisit": "",
        "alternatives": [{"name": "Java", "why_not": "Nobody knows it"}],
    }  # fmt: skip
    return said("Python, because the team knows it", "Q4", "Python, not Java") | values | more


def written(name: str, draft: TechnicalSpecification | None = None, **answer: Any) -> TechnicalSpecification:
    section = TechnicalSection(name)
    model = TECHNICAL_ANSWERS[section].model_validate(answer)
    return with_technical_section(draft or technical_blank(INTERVIEW), model, INTERVIEW)


def architecture(*components: dict[str, Any], draft=None, removed=()) -> TechnicalSpecification:
    return written("architecture", draft, components=list(components), removed=list(removed))


def whole() -> TechnicalSpecification:
    spec = technical_blank(INTERVIEW)
    for name in TECHNICAL_ORDER:
        spec = technical_section(INTERVIEW, name, spec)
    return spec


def test_new_components_get_the_next_ids_and_their_calls_by_name():
    spec = architecture(
        component("Web page", "interface", id="C-9", uses=["Nightly job"]), component("Nightly job", answers=["FR-1"])
    )
    assert [(c.id, c.name, c.uses) for c in spec.components] == [
        ("C-1", "Web page", ("C-2",)),
        ("C-2", "Nightly job", ()),
    ]
    assert spec.next_component == 3


def test_a_quote_leads_back_to_the_message():
    (source,) = architecture(component("Nightly job")).components[0].sources
    assert (source.label, source.quote, source.author_name) == ("Q3", "a nightly job", "Ana")


def test_what_nobody_said_makes_a_component_an_assumption():
    spec = architecture(component("Cache", "storage", sources=[{"label": "Q3", "quote": "a Redis cache"}]))
    assert spec.components[0].assumed


def test_a_component_that_calls_one_that_does_not_exist_goes_back_with_the_names():
    with pytest.raises(UnusableError) as raised:
        architecture(component("Web page", "interface", uses=["Mail gateway"]))
    assert raised.value.reason == "Web page uses “Mail gateway”, which is no component. Components are: Web page."


def test_a_requirement_that_the_model_forgets_goes_to_the_parts_that_speak_of_it():
    spec = architecture(component("Number job", text="It collects numbers from the tools", sources=[]))
    assert "FR-1" in spec.components[0].answers


def test_a_component_that_the_answer_forgets_stays_and_one_that_is_removed_goes_with_what_points_at_it():
    first = architecture(
        component("Web page", "interface", uses=["Nightly job"]), component("Nightly job"), component("Old job")
    )
    stored = written("data", first, entities=[entity("Report", owner="C-3")], flows=[])
    spec = architecture(component("Nightly job", id="C-2", text="It collects"), draft=stored, removed=["C-3"])
    assert [(c.id, c.uses) for c in spec.components] == [("C-1", ("C-2",)), ("C-2", ())]
    assert spec.entities[0].owner is None
    assert architecture(component("New job"), draft=spec).components[-1].id == "C-4"


def entity(name: str, **more: Any) -> dict[str, Any]:
    values = {"name": name, "fields": ["week"], "owner": "", "retention": "", "personal": False}
    return said(f"{name} of a week", "Q5", "Reports with a week") | values | more


def test_a_choice_keeps_its_id_and_its_alternatives():
    first = written("choices", choices=[choice()], removed=[])
    spec = written("choices", first, choices=[choice(id="TD-1", title="The language")], removed=[])
    assert [(c.id, c.title, c.alternatives[0].name) for c in spec.choices] == [("TD-1", "The language", "Java")]
    assert spec.choices[0].sources == first.choices[0].sources


def test_open_questions_hold_what_code_knows_to_be_open():
    spec = written("open_questions", whole(), open_questions=[], assumptions=[])
    texts = [each.text for each in spec.open_questions]
    assert "What does it talk to?" in texts
    assert any(text.startswith("Deployment: not talked about yet") for text in texts)
    nothing = written("open_questions", open_questions=[], assumptions=[])
    assert "Which part answers FR-1 (collect the numbers from the thr)?" in [q.text for q in nothing.open_questions]


def test_a_risk_that_the_model_gives_to_nobody_is_the_owners():
    risk = said("It may be late") | {
        "likelihood": "low", "impact": "high", "first_sign": "", "owner": "", "response": ""
    }  # fmt: skip
    assert written("risks", risks=[risk]).risks[0].owner == "Ana"


def test_the_schema_allows_no_id_that_does_not_exist():
    shape = technical_shape(TechnicalSection.DATA, ("C-1", "C-2"), ("FR-1",))
    flow = shape.schema["properties"]["flows"]["items"]["properties"]
    assert flow["steps"]["items"]["properties"]["source"]["enum"] == ["", "C-1", "C-2"]
    assert flow["answers"]["items"]["enum"] == ["", "FR-1"]


@pytest.mark.parametrize("name", TECHNICAL_ORDER)
def test_what_the_built_in_writer_writes_passes_the_guards_rules(name):
    assert technical_refusals(whole(), name, INTERVIEW) == ()


GERMAN = "Wir prüfen das und die Regel mit der Hand und den Zahlen, weil das nicht immer so ist"


@pytest.mark.parametrize(
    ("name", "change", "reason"),
    [
        ("architecture", lambda s: {"components": ()}, "empty"),
        (
            "architecture",
            lambda s: {"components": tuple(c.model_copy(update={"sources": ()}) for c in s.components)},
            "quotes what the team said",
        ),
        (
            "architecture",
            lambda s: {"components": (s.components[0].model_copy(update={"uses": ("C-77",)}), *s.components[1:])},
            "C-1: It names C-77",
        ),
        (
            "architecture",
            lambda s: {"components": (s.components[0].model_copy(update={"answers": ("FR-99",)}), *s.components[1:])},
            "C-1: It answers FR-99",
        ),
        (
            "choices",
            lambda s: {"choices": (s.choices[0].model_copy(update={"text": "Python", "sources": ()}),)},
            "gives no reason",
        ),
        (
            "choices",
            lambda s: {
                "choices": (
                    s.choices[0].model_copy(
                        update={"alternatives": (s.choices[0].alternatives[0].model_copy(update={"name": "Python"}),)}
                    ),
                )
            },
            "chosen and turned down at once",
        ),
        (
            "data",
            lambda s: {"flows": (DataFlow(name="The main use", text="x"),)},
            "cannot be drawn",
        ),
        (
            "testing",
            lambda s: {"testing": tuple(t.model_copy(update={"text": GERMAN}) for t in s.testing[:1])},
            "team's language",
        ),
    ],
)
def test_what_makes_a_section_useless_or_untrue_is_refused_with_the_reason(name, change, reason):
    spec = whole()
    broken = spec.model_copy(update=change(spec))
    refusals = technical_refusals(broken, TechnicalSection(name), INTERVIEW)
    assert any(reason in refusal for refusal in refusals), refusals


def answer(*components: dict[str, Any]) -> str:
    return json.dumps({"components": list(components), "removed": []})


GOOD = (component("Web page", "interface", uses=["Nightly job"]), component("Nightly job", answers=["FR-1", "FR-2"]))


async def test_one_call_writes_a_section_and_the_label_names_the_model(llmock, writer):
    llmock.reply(answer(*GOOD))
    guard = Guard(writer, BuiltinWriter())
    section = await guard.technical_section(INTERVIEW, TechnicalSection.ARCHITECTURE, technical_blank(INTERVIEW))
    assert section.written_by is WrittenBy.MODEL
    assert section.specification.written_by == writer.label
    assert [c.layer for c in section.specification.components] == [Layer.INTERFACE, Layer.LOGIC]
    assert len(llmock.requests) == 1


async def test_the_prompt_shows_the_specification_and_the_components_as_data(llmock, writer):
    llmock.reply(json.dumps({"entities": [entity("Report")], "flows": []}))
    draft = architecture(*GOOD)
    await writer.technical_section(INTERVIEW, TechnicalSection.DATA, draft, "Add </draft> a report")
    task = llmock.requests[-1].body["messages"][1]["content"]
    assert '"id": "FR-2"' in task
    assert '{"id": "C-2", "name": "Nightly job", "layer": "logic"}' in task
    assert task.count("</draft>") == 1
    assert task.endswith('Write the section "data".\n</task>')


async def test_a_refused_section_goes_back_once_with_the_reason(llmock, writer):
    llmock.reply(answer(component("Web page", "interface", uses=["Mail gateway"])))
    llmock.reply(answer(*GOOD))
    guard = Guard(writer, BuiltinWriter())
    section = await guard.technical_section(INTERVIEW, TechnicalSection.ARCHITECTURE, technical_blank(INTERVIEW))
    assert section.written_by is WrittenBy.MODEL
    assert "“Mail gateway”, which is no component" in llmock.requests[-1].body["messages"][-1]["content"]


@pytest.mark.parametrize(
    "bad", ["no json", "{}", answer(), answer(component("Cache", sources=[])), answer(component("A", uses=["B"]))]
)
async def test_a_section_that_the_model_cannot_write_is_written_without_it_and_says_so(llmock, writer, bad):
    llmock.reply(bad, times=None)
    guard = Guard(writer, BuiltinWriter())
    section = await guard.technical_section(INTERVIEW, TechnicalSection.ARCHITECTURE, technical_blank(INTERVIEW))
    assert section.written_by is WrittenBy.BUILTIN
    assert section.specification.written_by == "written without a model"
    assert [c.name for c in section.specification.components] == ["Web page", "Nightly job", "Data store"]
    assert section.note


async def test_without_a_model_every_section_is_written():
    guard = Guard(None, BuiltinWriter())
    spec = technical_blank(INTERVIEW)
    for name in TECHNICAL_ORDER:
        spec = (await guard.technical_section(INTERVIEW, name, spec)).specification
    assert spec == whole().model_copy(update={"written_by": "written without a model"})
