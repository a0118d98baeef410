"""Products to carve modules from: a small shop as a team would describe it, and any size of made-up product."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from bot.planning.modules.plan import Consumes, Contract, Module, ModulePlan
from bot.planning.specification import (
    Criterion,
    NonGoal,
    ProductSpecification,
    Requirement,
    Source,
    Statement,
    Workflow,
)
from bot.planning.technical.specification import (
    Alternative,
    Choice,
    Component,
    DataFlow,
    Entity,
    FlowStep,
    Interface,
    Layer,
    Operation,
    TechnicalSpecification,
)

SAID = (Source(question=1, author="U1", author_name="Ana", quote="…", permalink="https://acme.slack.test/p1"),)


def requirement(number: int, title: str, text: str, when: str = "", then: str = "") -> Requirement:
    return Requirement(
        id=f"FR-{number}",
        title=title,
        text=text,
        rationale=f"Ana asked for it ({title.casefold()}).",
        acceptance=(
            Criterion(given="a shop with 3 books", when=when or "somebody looks", then=then or f"{title} is there"),
        ),
        sources=SAID,
    )


BOOKSHOP = ProductSpecification(
    title="Bookshop",
    problem=Statement(text="Orders arrive by e-mail and get lost.", sources=SAID),
    outcome=Statement(text="No order is lost.", sources=SAID),
    workflows=(
        Workflow(
            name="Buying",
            text="A reader gets a book.",
            steps=("A reader searches the catalogue", "A reader places an order", "The shop ships the parcel"),
            sources=SAID,
        ),
    ),
    features=(
        requirement(1, "Search the catalogue", "The product shall let readers search the catalogue by title."),
        requirement(2, "Show a book", "The product shall show each book of the catalogue with its price."),
        requirement(3, "Edit the catalogue", "The product shall let the clerk add a book to the catalogue."),
        requirement(4, "Place an order", "When a reader buys a book, the product shall record an order."),
        requirement(5, "Cancel an order", "The product shall let readers cancel an order within 2 hours."),
        requirement(6, "List open orders", "The product shall list every open order for the clerk."),
        requirement(7, "Print a parcel label", "When an order is packed, the product shall print a parcel label."),
        requirement(8, "Track the parcel", "The product shall show readers where their parcel is."),
    ),
    constraints=(Statement(text="Nothing about readers leaves the EU.", sources=SAID),),
    non_goals=(NonGoal(text="No used books in the catalogue", sources=SAID),),
    next_requirement=9,
)


def component(number: int, name: str, layer: Layer, answers: Sequence[int], *uses: int, **more: Any) -> Component:
    return Component(
        id=f"C-{number}",
        name=name,
        text=f"{name} does its part.",
        layer=layer,
        answers=tuple(f"FR-{each}" for each in answers),
        uses=tuple(f"C-{each}" for each in uses),
        **more,
    )


BOOKSHOP_BUILT = TechnicalSpecification(
    title="Bookshop",
    context=Statement(text="A web shop."),
    components=(
        component(1, "Web pages", Layer.INTERFACE, range(1, 9), 2, 3, 4),
        component(2, "Catalogue", Layer.LOGIC, (1, 2, 3), 5),
        component(3, "Orders", Layer.LOGIC, (4, 5, 6), 2, 5),
        component(4, "Shipping", Layer.INTEGRATION, (7, 8), 3, 6),
        component(5, "Database", Layer.STORAGE, ()),
        component(6, "Parcel service", Layer.INTEGRATION, (), external=True),
    ),
    choices=(
        Choice(
            id="TD-1",
            title="Language",
            chosen="Python",
            text="Python, because the team knows it.",
            alternatives=(Alternative(name="Go", why_not="Nobody knows it"),),
        ),
        Choice(
            id="TD-2",
            title="Label format of Shipping",
            chosen="PDF",
            text="PDF, because the printer takes it.",
            alternatives=(Alternative(name="ZPL", why_not="No printer for it"),),
        ),
    ),
    entities=(
        Entity(name="Book", text="A title for sale.", fields=("isbn", "title", "price"), owner="C-2"),
        Entity(name="Order", text="What a reader buys.", fields=("order number", "books"), owner="C-3", personal=True),
        Entity(name="Parcel", text="What is shipped.", fields=("label",), owner="C-4"),
    ),
    flows=(
        DataFlow(
            name="Buying",
            text="From the catalogue to the parcel.",
            steps=(
                FlowStep(source="C-3", target="C-2", what="the price of a book"),
                FlowStep(source="C-4", target="C-3", what="the packed order"),
            ),
            answers=("FR-4", "FR-7"),
        ),
    ),
    interfaces=(
        Interface(
            id="IF-1",
            name="Find a book",
            text="Finds a book by its isbn.",
            provider="C-2",
            inputs=("isbn: text",),
            outputs=("book",),
            errors=("unknown isbn",),
        ),
        Interface(
            id="IF-2",
            name="Book a parcel",
            text="Books a parcel with the carrier.",
            provider="C-6",
            inputs=("address",),
            outputs=("tracking number",),
            errors=("carrier is down",),
            external=True,
        ),
    ),
    operations=(Operation(quality="Performance", text="A search answers soon.", measure="under 500 ms at 20 users"),),
)


def product_of(count: int) -> tuple[ProductSpecification, TechnicalSpecification]:
    """A product of `count` requirements about five things, each handled by a component of its own."""
    things = ("invoice", "visitor", "badge", "room", "meal")
    deeds = ("List", "Create", "Change", "Archive", "Export", "Approve", "Search", "Print")
    features = []
    for number in range(1, count + 1):
        thing, deed = things[number % 5], deeds[number // 5 % 8]
        title = f"{deed} {thing} {number}"
        features.append(requirement(number, title, f"The product shall let people {deed.casefold()} the {thing}."))
    product = BOOKSHOP.model_copy(
        update={"title": "Office", "features": tuple(features), "workflows": (), "next_requirement": count + 1}
    )
    parts = [
        component(n + 1, f"{thing.capitalize()} desk", Layer.LOGIC, [i for i in range(1, count + 1) if i % 5 == n], 6)
        for n, thing in enumerate(things)
    ]
    store = component(6, "Database", Layer.STORAGE, ())
    entities = tuple(Entity(name=thing, text=f"A {thing}.", owner=f"C-{n + 1}") for n, thing in enumerate(things))
    empty = {"choices": (), "flows": (), "interfaces": (), "operations": ()}
    update = {"title": "Office", "components": (*parts, store), "entities": entities, **empty}
    return product, BOOKSHOP_BUILT.model_copy(update=update)


def module(number: int, title: str, *needs: int, **more: Any) -> Module:
    """A module that owns the requirement of its number, provides `Ask <title>` and consumes what `needs` name."""
    content: dict[str, Any] = {
        "id": f"M-{number}",
        "title": title,
        "scope": f"Everything about {title.casefold()}.",
        "requirements": (f"FR-{number}",),
        "provides": (Contract(name=f"Ask M-{number}", purpose=f"Asks for {title.casefold()}."),),
        "consumes": tuple(Consumes(module=f"M-{each}", contract=f"Ask M-{each}") for each in needs),
        "done_when": (f"FR-{number}: it is there",),
    }
    return Module(**(content | more))


def plan(*modules: Module, **more: Any) -> ModulePlan:
    content: dict[str, Any] = {"title": "Bookshop", "modules": modules, "next_module": len(modules) + 1}
    return ModulePlan(**(content | more))


THINGS = ("order", "invoice", "reader", "parcel", "shelf", "price", "ünïcode", "本", "x" * 300, "end", "a | b", "<@U1>")
WORDS = st.lists(st.sampled_from(THINGS), min_size=1, max_size=6).map(" ".join)
LINES = st.lists(WORDS, max_size=3).map(tuple)


@st.composite
def specifications(draw: st.DrawFn) -> tuple[ProductSpecification, TechnicalSpecification]:
    """Any two specifications that are valid as types: components in circles, unknown ids, the same name twice."""
    count, parts = draw(st.integers(0, 14)), draw(st.integers(0, 6))
    features = tuple(
        requirement(n, draw(WORDS), f"The product shall {draw(WORDS)}", draw(WORDS), draw(WORDS))
        for n in range(1, count + 1)
    )
    some = st.sets(st.integers(1, 15), max_size=5).map(sorted)
    one = st.integers(1, 7).map(lambda n: f"C-{n}")
    uses = st.sets(st.integers(1, 7), max_size=2).map(sorted)
    layers = st.sampled_from(Layer)
    components = tuple(
        component(n, draw(WORDS), draw(layers), draw(some), *draw(uses), external=draw(st.booleans()))
        for n in range(1, parts + 1)
    )
    entities = tuple(
        Entity(name=draw(WORDS), text=draw(WORDS), fields=draw(LINES), owner=draw(st.none() | one))
        for _ in range(draw(st.integers(0, 4)))
    )
    flows = (
        DataFlow(
            name="Flow",
            text="It flows.",
            steps=tuple(
                FlowStep(source=draw(one), target=draw(one), what=draw(WORDS)) for _ in range(draw(st.integers(0, 3)))
            ),
        ),
    )
    interfaces = tuple(
        Interface(
            id=f"IF-{n}",
            name=draw(WORDS),
            text=draw(WORDS),
            provider=draw(one),
            inputs=draw(LINES),
            errors=draw(LINES),
        )
        for n in range(1, draw(st.integers(1, 4)))
    )
    product = BOOKSHOP.model_copy(update={"features": features, "next_requirement": count + 1})
    update = {"components": components, "entities": entities, "flows": flows, "interfaces": interfaces}
    return product, BOOKSHOP_BUILT.model_copy(update=update)
