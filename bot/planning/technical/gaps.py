"""What the technical interview leaves open: questions, requirements without a part, choices without alternatives.

Product questions that came up on the way are among them, for the product side (`parked`).
"""

from collections.abc import Iterator
from dataclasses import replace

from bot.planning.bank.loading import load
from bot.planning.clauses import clipped, joined, plain
from bot.planning.interview import Interview, QuestionState
from bot.planning.listening import says_something
from bot.planning.material import source_of
from bot.planning.outline_gaps import open_questions
from bot.planning.parked import parked
from bot.planning.specification import OpenQuestion, ProductSpecification
from bot.planning.technical.choices import is_decided, nothing_weighed, without_why
from bot.planning.technical.lexicon import architecture
from bot.planning.technical.measures import unmeasured
from bot.planning.technical.parts import material_of
from bot.planning.technical.specification import TechnicalSpecification
from bot.planning.technical.statements import statements


def technical_open_questions(
    interview: Interview,
    product: ProductSpecification,
    spec: TechnicalSpecification,
) -> tuple[OpenQuestion, ...]:
    """Everything that somebody still has to decide, with its owner and what waits for it, each said once."""
    # Technology that the product interview put off is among the choices here: it is not asked about again.
    material = replace(material_of(interview), technical=())
    heard = open_questions(interview, material, load(interview.language))
    for_the_product = parked(interview)
    messages = {(s.permalink, s.quote) for each in for_the_product for s in each.sources}
    found = [
        *(q for q in heard if not any((s.permalink, s.quote) in messages for s in q.sources)),
        *for_the_product,
        *parts_missing(interview, product, spec),
        *_nothing_weighed(interview, spec),
        *_failures(interview, spec),
        *_numbers(interview),
        *_not_written(interview, spec),
    ]
    unique = {question.text.casefold(): question for question in reversed(found)}
    return tuple(unique.values())[::-1]


def parts_missing(
    interview: Interview, product: ProductSpecification, spec: TechnicalSpecification
) -> Iterator[OpenQuestion]:
    """A question for each requirement that no component answers."""
    missing = spec.unanswered(product.requirement_ids)
    phrases = architecture().phrases
    for requirement in product.features:
        if requirement.id in missing:
            yield OpenQuestion(
                text=phrases["ask_part"].format(id=requirement.id, title=requirement.title),
                sources=requirement.sources,
                owner=interview.owner_name,
                blocks=phrases["blocks_part"].format(id=requirement.id),
            )


def _nothing_weighed(interview: Interview, spec: TechnicalSpecification) -> Iterator[OpenQuestion]:
    """One question for all choices that nothing was weighed for, and one for each refusal without a reason."""
    phrases = architecture().phrases
    alone = [choice for choice in spec.choices if nothing_weighed(choice) and is_decided(choice)]
    if alone:
        yield OpenQuestion(
            text=phrases["ask_alternative"].format(names=joined([choice.chosen for choice in alone])),
            sources=tuple(dict.fromkeys(source for choice in alone for source in choice.sources)),
            owner=interview.owner_name,
            blocks=phrases["blocks_choices"].format(ids=", ".join(choice.id for choice in alone)),
        )
    for choice in spec.choices:
        blocks = phrases["blocks_choice"].format(title=choice.title)
        for alternative in choice.alternatives:
            if without_why(alternative):
                text = phrases["ask_reason"].format(title=choice.title, alternative=alternative.name)
                yield OpenQuestion(text=text, sources=choice.sources, owner=interview.owner_name, blocks=blocks)


def _failures(interview: Interview, spec: TechnicalSpecification) -> Iterator[OpenQuestion]:
    phrases = architecture().phrases
    for interface in spec.interfaces:
        if interface.external and not interface.errors:
            yield OpenQuestion(
                text=phrases["ask_failure"].format(system=interface.name),
                sources=interface.sources,
                owner=interview.owner_name,
                blocks=phrases["blocks_failure"].format(system=interface.name),
            )


def _numbers(interview: Interview) -> Iterator[OpenQuestion]:
    phrases = architecture().phrases
    for said in material_of(interview).on("performance.load", "recovery.failure", "observability.notice"):
        for word in unmeasured(said.text)[:1]:
            words = clipped(said.text.rstrip(". "), 300)
            yield OpenQuestion(
                text=phrases["ask_number"].format(word=word, words=words),
                sources=(said.source,),
                owner=interview.owner_name,
                blocks=phrases["blocks_number"],
            )


def _not_written(interview: Interview, spec: TechnicalSpecification) -> Iterator[OpenQuestion]:
    """Answers that nothing in the document cites: they are shown rather than lost."""
    cited = {source.question for _, statement in statements(spec) for source in statement.sources}
    cited |= {assumption.question for assumption in spec.assumptions}
    phrases = architecture().phrases
    for question in interview.questions:
        spoken = any(says_something(c, question, interview) for c in question.answer)
        if question.state is not QuestionState.ANSWERED or not spoken or question.number in cited:
            continue
        words = clipped(plain(question.answer_text).replace("\n", " ").strip(" ."), 300)
        yield OpenQuestion(
            text=phrases["ask_not_written"].format(label=question.label, words=words),
            sources=tuple(source_of(c, question) for c in question.answer if c.text.strip()),
            owner=interview.owner_name,
            blocks=phrases["blocks_writing"],
        )
