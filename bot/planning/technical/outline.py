"""A technical specification from the verbatim answers, without a model.

It sorts, frames and cites what people said and adds no facts. What nobody said is said so: as a marked assumption (no
sources) in its section, as a risk with an owner, and as an open question. The order of the sections matters: data,
interfaces and risks speak of the components, and open questions of all of them (`TECHNICAL_ORDER`).
"""

from bot.planning.bank.loading import load
from bot.planning.clauses import clipped
from bot.planning.interview import Interview
from bot.planning.outline_gaps import assumptions
from bot.planning.specification import ProductSpecification, Statement
from bot.planning.technical.amendments import technical_amended
from bot.planning.technical.architecture import components, main_part
from bot.planning.technical.choices import choices
from bot.planning.technical.data import entities
from bot.planning.technical.flows import flows
from bot.planning.technical.gaps import technical_open_questions
from bot.planning.technical.ids import matched
from bot.planning.technical.interfaces import interfaces
from bot.planning.technical.lexicon import architecture
from bot.planning.technical.parts import material_of, says_nothing
from bot.planning.technical.qualities import operations, testing
from bot.planning.technical.risks import risks
from bot.planning.technical.specification import Layer, TechnicalSection, TechnicalSpecification


def technical_blank(interview: Interview, written_by: str = "") -> TechnicalSpecification:
    """An empty draft to write the sections into: the product's title and language, and a context to be replaced.

    Raises `ValueError` when the interview does not know the approved product specification.
    """
    product = product_of(interview)
    context = Statement(text=product.outcome.text, sources=product.outcome.sources)
    return TechnicalSpecification(
        title=product.title, context=context, language=interview.language, written_by=written_by
    )


def technical_section(
    interview: Interview, name: TechnicalSection, draft: TechnicalSpecification, request: str = ""
) -> TechnicalSpecification:
    """`draft` with the section written from the interview.

    With `request`, the draft stays as it is but for what the request names (`technical.amendments`); applying the same
    request for every section changes it once. Raises `ValueError` as `technical_blank` does.
    """
    if request.strip():
        return technical_amended(draft, request, interview)
    return draft.model_copy(update=_written(interview, name, draft))


def product_of(interview: Interview) -> ProductSpecification:
    """The approved product specification that a technical interview starts from; raises `ValueError` without one."""
    if interview.product is None:
        raise ValueError("A technical specification is written from an approved product specification.")
    return interview.product


def _written(interview: Interview, name: TechnicalSection, draft: TechnicalSpecification) -> dict[str, object]:
    product = product_of(interview)
    match name:
        case TechnicalSection.ARCHITECTURE:
            parts, number = components(interview, product, draft.components, draft.next_component)
            return {"components": parts, "next_component": number}
        case TechnicalSection.CHOICES:
            return _choices(interview, draft)
        case TechnicalSection.DATA:
            return {
                "entities": entities(interview, product, draft.components),
                "flows": flows(interview, product, draft.components),
            }
        case TechnicalSection.INTERFACES:
            found, number = interfaces(
                interview, product, draft.components, draft.entities, draft.interfaces, draft.next_interface
            )
            return {"interfaces": found, "next_interface": number}
        case TechnicalSection.OPERATIONS:
            return {"operations": operations(interview, product)}
        case TechnicalSection.TESTING:
            return {"testing": testing(interview, product, draft.components)}
        case TechnicalSection.RISKS:
            return {"risks": risks(interview, product, draft)}
        case TechnicalSection.OPEN_QUESTIONS:
            taken = assumptions(interview, load(interview.language))
            known = draft.model_copy(update={"assumptions": taken, "open_questions": ()})
            return {"assumptions": taken, "open_questions": technical_open_questions(interview, product, known)}
        case TechnicalSection.OVERVIEW:
            return {"title": product.title, "context": _context(interview, product, draft)}


def _choices(interview: Interview, draft: TechnicalSpecification) -> dict[str, object]:
    found = choices(interview)
    ids, number = matched(found, draft.choices, draft.next_choice, "TD-", lambda choice: choice.chosen)
    named = tuple(one.model_copy(update={"id": identifier}) for one, identifier in zip(found, ids, strict=True))
    return {"choices": named, "next_choice": number}


def _context(interview: Interview, product: ProductSpecification, draft: TechnicalSpecification) -> Statement:
    """Where the system begins and ends: what it is for, what it is made of, and which systems stand around it."""
    phrases, parts = architecture().phrases, draft.components
    names = {layer: part.name for layer in Layer if (part := main_part(parts, layer))}
    text = product.outcome.text
    if {Layer.INTERFACE, Layer.LOGIC, Layer.STORAGE} <= names.keys():
        text = phrases["context_begins"].format(
            outcome=text,
            interface=names[Layer.INTERFACE],
            logic=names[Layer.LOGIC],
            storage=names[Layer.STORAGE],
        )
    outside = [part.name for part in parts if part.external]
    around = phrases["context_outside"].format(systems=", ".join(outside)) if outside else phrases["context_alone"]
    alone = [s.source for s in material_of(interview).on("integrations.systems") if says_nothing(s.text)]
    sources = (*product.outcome.sources, *(s for part in parts if part.external for s in part.sources), *alone)
    return Statement(text=clipped(f"{text} {around}", 1900), sources=tuple(dict.fromkeys(sources)))
