"""What a reader finds in the document of a technical specification, and that its diagrams are always drawn."""

import re
from dataclasses import replace

import mermaidx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.planning.document import Callout, Code, Heading, Span, Table
from bot.planning.markdown import markdown
from bot.planning.technical.diagrams import MOST_NODES, container_diagram, left_out_of_diagram, sequence_diagram
from bot.planning.technical.document import technical_document
from bot.planning.technical.specification import Component, DataFlow, FlowStep, Layer, TechnicalSection
from tests.planning.technical_teams import FULL, technical, written
from tests.planning.test_mermaid import HOSTILE

SPEC = written(FULL)


def document_of(spec=SPEC, record=FULL):
    return technical_document(spec, record.product, status="in review", version=2, thread_url="https://acme/t")


def diagrams(document):
    return [part.text for part in document.parts if isinstance(part, Code) and part.language == "mermaid"]


def drawn(diagram):
    """The texts in the drawing; `mermaidx` raises where the diagram does not parse."""
    return re.sub(r"<style>.*?</style>", "", mermaidx.render(diagram).svg(), flags=re.S)


def test_decisions_come_first_and_the_sections_follow_in_order():
    headings = [p.text for p in document_of().parts if isinstance(p, Heading) and p.level == 2]
    assert headings == ["Decisions", *(name.heading for name in TechnicalSection)]


def test_a_decision_says_in_a_line_what_gave_way_to_it():
    boxes = [p for p in document_of().parts if isinstance(p, Callout) and p.icon == "✅"]
    lines = ["".join(span.text for span in box.content) for box in boxes]
    assert "TD-3 · Database: Postgres · turned down: MongoDB" in lines
    assert "TD-1 · Language: Python · nothing else was weighed" in lines


def test_a_choice_that_nobody_made_is_no_decision():
    record = technical()
    headings = [p.text for p in document_of(written(record), record).parts if isinstance(p, Heading)]
    assert "Decisions" not in headings
    assert "Assumption:** Nobody named a technology yet" in markdown(document_of(written(record), record))


def test_a_statement_links_to_the_message_behind_it():
    component = next(p for p in document_of().parts if "Nightly job that collects" in repr(p))
    assert Span("Q8, Ana", link="https://acme.slack.com/p1") in component.items[1].content


def test_every_requirement_stands_with_the_parts_that_answer_it_and_the_rest_stands_out():
    document = document_of()
    table = next(p for p in document.parts if isinstance(p, Table) and p.header[0][0].text == "Requirement")
    rows = {row[0][0].text: row[1][0].text for row in table.rows}
    assert rows["FR-2 · Show the draft to the lead"] == "C-1 Web page, C-2 Nightly job"
    assert rows["FR-5 · Be in German"] == "no part yet"
    assert any(isinstance(p, Callout) and "No part answers FR-5 yet." in p.content[0].text for p in document.parts)


def test_the_containers_are_grouped_by_layer_and_systems_outside_are_marked():
    source = container_diagram(SPEC)
    assert 'subgraph storage["What keeps the data"]\n    C3["C-3 Postgres database"]' in source
    assert "C2 --> C3" in source
    assert "class C4,C5 outside" in source
    assert "Nightly job" in drawn(source)


def test_the_main_flow_is_drawn_as_a_sequence():
    _, sequence = diagrams(document_of())
    assert "C1->>C2: The lead opens the draft" in sequence
    assert "The lead opens the draft" in drawn(sequence)


def test_without_any_answer_the_diagrams_are_drawn_as_well():
    for diagram in diagrams(document_of(written(technical()), technical())):
        assert drawn(diagram)


def test_too_many_components_leave_the_picture_and_the_document_names_them():
    many = tuple(
        Component(id=f"C-{n}", name=f"Part {n}", layer=Layer.LOGIC, text="x", uses=("C-1",) if n > 1 else ())
        for n in range(1, 31)
    )
    spec = SPEC.model_copy(update={"components": many})
    source = container_diagram(spec)
    assert source.count('["C-') == MOST_NODES
    assert "C-1 Part 1" in source  # what all others call stays
    missing = left_out_of_diagram(spec)
    assert len(missing) == 30 - MOST_NODES
    assert f"Not in the picture, for want of room: {missing[0].id}" in markdown(document_of(spec))


@pytest.mark.parametrize("steps", [(), (FlowStep(source="C-9", target="C-1", what="x"),)])
def test_a_flow_that_cannot_be_drawn_has_no_diagram(steps):
    assert sequence_diagram(DataFlow(name="x", text="x", steps=steps), SPEC) == ""


TEXT = HOSTILE.filter(lambda text: bool(text.strip()))


@st.composite
def specifications(draw):
    """A specification with any names and any calls, also ones that lead nowhere."""
    count = draw(st.integers(1, 6))
    ids = [f"C-{n}" for n in range(1, count + 2)]
    parts = tuple(
        Component(
            id=f"C-{n}",
            name=draw(TEXT),
            text="x",
            layer=draw(st.sampled_from(Layer)),
            uses=tuple(draw(st.lists(st.sampled_from(ids), max_size=3))),
            external=draw(st.booleans()),
        )
        for n in range(1, count + 1)
    )
    steps = st.builds(FlowStep, source=st.sampled_from(ids), target=st.sampled_from(ids), what=TEXT)
    flow = DataFlow(name=draw(TEXT), text="x", steps=tuple(draw(st.lists(steps, max_size=5))))
    return SPEC.model_copy(update={"components": parts, "flows": (flow,)})


@settings(max_examples=6, deadline=None)
@given(specifications())
def test_every_diagram_parses_whatever_people_call_things(spec):
    for diagram in diagrams(document_of(spec)):
        assert "Unsupported markdown" not in drawn(diagram)


def test_the_writer_is_named_under_the_title():
    spec = SPEC.model_copy(update={"written_by": "written without a model"})
    assert "Technical specification · version 2 · in review · written without a model" in markdown(document_of(spec))


def test_a_specification_of_sixty_requirements_is_readable():
    assert FULL.product is not None
    features = tuple(
        FULL.product.features[0].model_copy(update={"id": f"FR-{n}", "title": f"Collect numbers {n}"})
        for n in range(1, 61)
    )
    record = replace(FULL, product=FULL.product.model_copy(update={"features": features}))
    spec = written(record)
    text = markdown(document_of(spec, record))
    assert "Each acceptance criterion of FR-1 to FR-60 is one test" in text
    assert spec.unanswered(record.product.requirement_ids) == ()
