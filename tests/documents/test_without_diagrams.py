"""A document for a place that shows pictures instead: no source of a diagram, and no heading over nothing."""

from bot.planning.document import Code, Document, Heading, Paragraph, rich, without_diagrams

DIAGRAM = Code("flowchart LR\n  a --> b", "mermaid")
TEXT = Paragraph(rich("Read me."))


def test_the_source_of_a_diagram_is_left_out_with_the_heading_that_held_nothing_else() -> None:
    document = Document("Plan", (Heading(2, "Timeline"), DIAGRAM, Heading(2, "Sprints"), TEXT))
    assert without_diagrams(document).parts == (Heading(2, "Sprints"), TEXT)


def test_a_heading_with_more_below_it_stays() -> None:
    kept = (Heading(2, "Flows"), Heading(3, "Main"), TEXT, Code("x = 1", "python"))
    document = Document(
        "Plan", (Heading(2, "Flows"), DIAGRAM, Heading(3, "Main"), TEXT, DIAGRAM, Code("x = 1", "python"))
    )
    assert without_diagrams(document).parts == kept


def test_a_diagram_at_the_end_takes_its_heading_along() -> None:
    assert without_diagrams(Document("Plan", (TEXT, Heading(2, "Picture"), DIAGRAM))).parts == (TEXT,)
