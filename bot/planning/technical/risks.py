"""Risks that follow from the record: what nobody knows, what hangs on one part, what is out of the team's hands."""

from collections.abc import Iterator

from bot.planning.bank.loading import load
from bot.planning.clauses import clipped, ended, plain
from bot.planning.interview import Interview, Question, QuestionState
from bot.planning.outline_gaps import assumptions
from bot.planning.retelling import retold
from bot.planning.specification import Assumption, ProductSpecification
from bot.planning.technical.lexicon import architecture
from bot.planning.technical.measures import unmeasured
from bot.planning.technical.parts import material_of
from bot.planning.technical.specification import Component, Layer, Risk, TechnicalSpecification
from bot.planning.topics import Facet

SINGLE_POINT = 0.75
"""Share of all requirements from which on one component of a slice's middle carries nearly everything."""
FEWEST = 4
"""Requirements below which one component is not much to hang on."""
HEAVY = 4
"""Impact (1 to 5) of a facet from which on leaving it open is a risk and not only a question."""

_PROMISES = ("performance.load", "recovery.failure", "observability.notice", "security.access", "deployment.where")


def risks(interview: Interview, product: ProductSpecification, spec: TechnicalSpecification) -> tuple[Risk, ...]:
    """The risks, the graver ones first, each owned by the session's owner until the team says otherwise."""
    found = [
        *_unknown(interview),
        *_undecided(interview),
        *_unanswered(interview, product, spec),
        *_single_points(interview, product, spec),
        *_outside(interview, spec),
        *_vague(interview),
    ]
    grave = ("high", "medium", "low")
    unique: dict[str, Risk] = {}
    for risk in found:
        unique.setdefault(risk.text.casefold(), risk)
    return tuple(sorted(unique.values(), key=lambda risk: grave.index(risk.impact)))


def _unknown(interview: Interview) -> Iterator[Risk]:
    phrases = architecture().phrases
    for taken in assumptions(interview, load(interview.language)):
        yield Risk(
            text=phrases["risk_unknown"].format(label=_label(taken), assumption=taken.text),
            likelihood="medium",
            impact=_impact(interview, taken.question),
            first_sign=clipped(taken.breaks, 300),
            owner=interview.owner_name,
            response=_settle(interview),
        )


def _undecided(interview: Interview) -> Iterator[Risk]:
    """Facets of weight that were skipped, or that the team stopped before talking about."""
    phrases = architecture().phrases
    answered = {q.facet for q in interview.questions if q.state is QuestionState.ANSWERED}
    for question in interview.questions:
        heavy = _weight(interview, question) >= HEAVY
        if question.state is QuestionState.SKIPPED and heavy and question.facet not in answered:
            asked = clipped(plain(question.text).replace("\n", " "), 400)
            text = phrases["risk_skipped"].format(label=question.label, question=asked)
            yield _open(interview, text, _impact(interview, question.number))
    for facet in interview.never_asked():
        if facet.impact >= HEAVY:
            topic = next(t.title for t in interview.topics if t.key == facet.topic)
            text = ended(phrases["risk_never"].format(topic=topic, asks_for=facet.asks_for))
            yield _open(interview, text, _of(facet))


def _open(interview: Interview, text: str, impact: str) -> Risk:
    return Risk(text=text, impact=impact, owner=interview.owner_name, response=_settle(interview))


def _unanswered(interview: Interview, product: ProductSpecification, spec: TechnicalSpecification) -> Iterator[Risk]:
    missing = spec.unanswered(product.requirement_ids)
    if missing:
        sources = tuple(dict.fromkeys(s for r in product.features if r.id in missing for s in r.sources))
        yield Risk(
            text=architecture().phrases["risk_requirement"].format(ids=", ".join(missing)),
            likelihood="high",
            impact="high",
            owner=interview.owner_name,
            response=_settle(interview),
            sources=sources,
        )


def _single_points(interview: Interview, product: ProductSpecification, spec: TechnicalSpecification) -> Iterator[Risk]:
    """Parts that do the work of nearly everything; an interface or a store that all use is no surprise."""
    phrases, everything = architecture().phrases, len(product.features)
    recovery = material_of(interview).on("recovery.failure")
    for part in spec.components:
        share = len(part.answers) / everything if everything else 0
        if part.layer is Layer.LOGIC and part.sources and len(part.answers) >= FEWEST and share >= SINGLE_POINT:
            said = [one for one in recovery if part.name.casefold() in one.text.casefold()]
            response = retold(said[0].text, said[0].author) if said else phrases["respond_single"]
            yield Risk(
                text=phrases["risk_single"].format(name=part.name, count=len(part.answers), all=everything),
                impact="high",
                likelihood="low",
                first_sign=phrases["risk_single_sign"].format(name=part.name),
                owner=interview.owner_name,
                response=clipped(response, 400),
                sources=part.sources,
            )


def _outside(interview: Interview, spec: TechnicalSpecification) -> Iterator[Risk]:
    phrases = architecture().phrases
    for part in spec.components:
        if part.external:
            yield Risk(
                text=phrases["risk_outside"].format(name=part.name),
                first_sign=phrases["risk_outside_sign"].format(name=part.name),
                owner=interview.owner_name,
                response=clipped(_known_response(part, spec) or phrases["respond_outside"], 400),
                sources=part.sources,
            )


def _known_response(part: Component, spec: TechnicalSpecification) -> str:
    return " ".join(error for i in spec.interfaces if i.provider == part.id for error in i.errors)


def _vague(interview: Interview) -> Iterator[Risk]:
    phrases, material = architecture().phrases, material_of(interview)
    for said in material.on(*_PROMISES):
        for word in unmeasured(said.text)[:1]:
            yield Risk(
                text=phrases["risk_vague"].format(word=word, words=clipped(said.text.rstrip(". "), 300)),
                first_sign=phrases["risk_vague_sign"],
                owner=interview.owner_name,
                response=phrases["respond_number"],
                sources=(said.source,),
            )


def _settle(interview: Interview) -> str:
    return architecture().phrases["respond_settle"].format(owner=interview.owner_name or "The team")


def _label(taken: Assumption) -> str:
    return f"Q{taken.question}"


def _impact(interview: Interview, number: int) -> str:
    return _word(_weight(interview, interview.question(number)))


def _of(facet: Facet) -> str:
    return _word(facet.impact)


def _word(weight: int) -> str:
    return "high" if weight >= 5 else "medium" if weight >= 4 else "low"


def _weight(interview: Interview, question: Question) -> int:
    return next((f.impact for topic in interview.topics for f in topic.facets if f.key == question.facet), 1)
