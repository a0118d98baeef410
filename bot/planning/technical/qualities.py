"""Operational constraints by the qualities of ISO/IEC 25010:2023, and what is proven at which level of testing."""

import re
from collections.abc import Iterator, Sequence

from bot.planning.clauses import clipped, ended, joined
from bot.planning.interview import Interview
from bot.planning.material import Said
from bot.planning.retelling import retold
from bot.planning.specification import ProductSpecification, Statement
from bot.planning.technical.choices import ruled_out
from bot.planning.technical.lexicon import architecture
from bot.planning.technical.measures import measures
from bot.planning.technical.names import parts_in, systems_in
from bot.planning.technical.parts import material_of, people_in, says_nothing
from bot.planning.technical.specification import Component, Layer, Operation, TestLevel
from bot.planning.technical.stances import stances

MOST_IDS = 12
"""Requirement ids that a level of testing names; more are told as a range."""

_DATA = re.compile(r"\b(?:data|sample|samples|fixtures?|copy|copies|anonymi[sz]ed|examples?|recorded)\b", re.I)


def operations(interview: Interview, product: ProductSpecification) -> tuple[Operation, ...]:
    """What binds whoever builds and runs it: each sentence under its quality, with the numbers that were said."""
    material = material_of(interview)
    found = [
        _operation(said, quality)
        for facet, quality in architecture().qualities.items()
        for said in material.on(facet)
        if not says_nothing(said.text)
    ]
    found += [_operation(said, quality) for said, quality in _left_over(interview)]
    found += list(_nothing_there(interview))
    hard = architecture().qualities["limits.hard"]
    found += [Operation(quality=hard, text=s.text, sources=s.sources) for s in ruled_out(interview)]
    limit = architecture().phrases["product_limit"]
    found += [
        Operation(quality=limit, text=s.text, sources=s.sources, measure=_measure(s.text))
        for s in product.constraints
        if s.sources
    ]
    phrases = architecture().phrases
    unique = {(one.quality, one.text.casefold()): one for one in reversed(found)}
    return tuple(unique.values())[::-1] or (
        Operation(quality=phrases["no_operations_quality"], text=phrases["no_operations"]),
    )


def testing(interview: Interview, product: ProductSpecification, parts: Sequence[Component]) -> tuple[TestLevel, ...]:
    """The levels of testing: what the specification itself asks to prove, with what people said about each level."""
    said = [one for one in material_of(interview).on("testing.proof") if not says_nothing(one.text)]
    by_level: dict[str, list[Said]] = {}
    for one in said:
        by_level.setdefault(_level(one.text), []).append(one)
    framed = {level: (text, asking) for level, text, asking in _frames(product, parts)}
    order = [*framed, *(level for level in by_level if level not in framed)]
    return tuple(_test_level(level, *framed.get(level, ("", ())), by_level.get(level, [])) for level in order)


def _operation(said: Said, quality: str) -> Operation:
    text = clipped(retold(said.text, said.author), 1900)
    return Operation(quality=quality, text=text, measure=_measure(said.text), sources=(said.source,))


def _measure(text: str) -> str:
    return clipped("; ".join(measures(text)), 300)


def _left_over(interview: Interview) -> Iterator[tuple[Said, str]]:
    """What was said on parts and systems without naming one, so that nothing that was said goes missing."""
    material, people, phrases = material_of(interview), people_in(interview), architecture().phrases
    for said in material.on("architecture.parts"):
        if not says_nothing(said.text) and all(named.declined for named in parts_in(said.text)):
            yield said, phrases["architecture_rule"]
    for said in material.on("integrations.systems"):
        if not says_nothing(said.text) and all(named.declined for named in systems_in(said.text, people)):
            yield said, phrases["integration_rule"]
    for said in material.on("stack.choices"):
        if not says_nothing(said.text) and not stances(said.text, people, unknown=True):
            yield said, phrases["stack_rule"]


def _nothing_there(interview: Interview) -> Iterator[Operation]:
    """Topics on which the team says that there is nothing: that is an answer, too (systems: the context's)."""
    frame = architecture().phrases["none_named"]
    for topic in interview.topics:
        for said in material_of(interview).on(*(f.key for f in topic.facets if f.key != "integrations.systems")):
            if says_nothing(said.text):
                quality = architecture().qualities.get(said.question.facet, topic.title)
                yield Operation(quality=quality, text=frame.format(words=said.text), sources=(said.source,))


def _level(text: str) -> str:
    lower = text.casefold()
    found = (
        level
        for level, signs in architecture().levels.items()
        if any(re.search(rf"(?<!\w){re.escape(sign)}(?!\w)", lower) for sign in signs)
    )
    return next(found, architecture().phrases["said_level"])


def _frames(
    product: ProductSpecification, parts: Sequence[Component]
) -> Iterator[tuple[str, str, Sequence[Statement]]]:
    """The levels that follow from the specification, each with what asks for it: criteria for acceptance tests, parts
    for unit tests, systems outside for contract tests.
    """
    phrases = architecture().phrases
    acceptance, unit, contract, *_ = architecture().levels
    interface = [p.name for p in parts if p.layer is Layer.INTERFACE]
    if product.features and interface:
        ids = _ids(product.requirement_ids)
        yield acceptance, phrases["acceptance_text"].format(ids=ids, interface=joined(interface)), product.features
    else:
        yield acceptance, phrases["acceptance_none"], product.features
    inner = [p for p in parts if p.layer is Layer.LOGIC and not p.external]
    if inner:
        yield unit, phrases["unit_text"].format(components=joined([p.name for p in inner])), inner
    outside = [p for p in parts if p.external]
    if outside:
        yield contract, phrases["contract_text"].format(systems=joined([p.name for p in outside])), outside


def _test_level(level: str, frame: str, asking: Sequence[Statement], said: Sequence[Said]) -> TestLevel:
    told = [ended(retold(one.text, one.author)) for one in said]
    data = [text for one, text in zip(said, told, strict=True) if _DATA.search(one.text)]
    text = clipped(" ".join(dict.fromkeys([*([frame] if frame else []), *told])), 1900)
    cited = [*(one.source for one in said), *(source for statement in asking for source in statement.sources)]
    # One source a person and question: sixty requirements would cite the same message sixty times.
    once = {(source.question, source.author): source for source in reversed(cited)}
    return TestLevel(level=level, text=text, data=clipped(" ".join(data), 600), sources=tuple(once.values())[::-1])


def _ids(ids: Sequence[str]) -> str:
    return ", ".join(ids) if len(ids) <= MOST_IDS else f"{ids[0]} to {ids[-1]}"
