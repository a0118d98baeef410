"""A made-up team's specification, small enough to read and with every kind of statement in it."""

from typing import Any

from bot.planning.specification import (
    Assumption,
    Audience,
    Criterion,
    Decision,
    NonGoal,
    OpenQuestion,
    ProductSpecification,
    Requirement,
    Source,
    Statement,
    Workflow,
)

THREAD = "https://acme.slack.test/archives/C1/p1700000000000100"


def source(question: int, name: str) -> Source:
    return Source(
        question=question, author="U" + name.upper(), author_name=name, quote="…", permalink=f"{THREAD}{question}"
    )


ANA_Q1 = source(1, "Ana")
BEN_Q4 = source(4, "Ben")


def requirement(id: str = "FR-1", **changes: Any) -> Requirement:
    content: dict[str, Any] = {
        "id": id,
        "title": "Weekly draft",
        "text": "When the week ends, the product shall put a draft of the report into the channel.",
        "rationale": "Ana spends Friday afternoons on it",
        "acceptance": (
            Criterion(
                given="a week with three finished tasks", when="it is Friday 15:00", then="the draft names all three"
            ),
        ),
        "sources": (ANA_Q1, BEN_Q4),
    }
    return Requirement(**(content | changes))


def weekly_report(**changes: Any) -> ProductSpecification:
    content: dict[str, Any] = {
        "title": "Weekly report",
        "problem": Statement(text="Ana writes the report by hand for two hours every Friday.", sources=(ANA_Q1,)),
        "outcome": Statement(text="The report is ready to read on Friday at 15:00.", sources=(BEN_Q4,)),
        "decisions": (Decision(text="Managers read it first", sources=(BEN_Q4,)),),
        "audience": (Audience(name="Managers", text="see in a minute what got done", sources=(BEN_Q4,)),),
        "workflows": (
            Workflow(
                name="Friday", text="The report gets out.", steps=("Draft appears", "Ana corrects"), sources=(ANA_Q1,)
            ),
        ),
        "features": (requirement(),),
        "constraints": (Statement(text="Nothing leaves the company."),),
        "success": (Statement(text="Ana needs at most ten minutes.", sources=(ANA_Q1,)),),
        "non_goals": (NonGoal(text="No daily report", sources=(BEN_Q4,)),),
        "open_questions": (
            OpenQuestion(
                text="Who reads it on holidays?", owner="Chen", blocks="the schedule", sources=(source(6, "Chen"),)
            ),
        ),
        "assumptions": (Assumption(text="English is enough", breaks="Every template", question=7),),
        "written_by": "written without a model",
        "next_requirement": 2,
    }
    return ProductSpecification(**(content | changes))
