"""A project to plan with: a bicycle workshop that takes bookings, as its three approved artefacts; and larger ones."""

from bot.planning.modules.plan import Consumes, Contract, Module, ModulePlan
from bot.planning.specification import (
    Assumption,
    Audience,
    Criterion,
    Priority,
    ProductSpecification,
    Requirement,
    Source,
    Statement,
)
from bot.planning.technical.specification import (
    Alternative,
    Choice,
    Component,
    Entity,
    Interface,
    Layer,
    Operation,
    Risk,
    TechnicalSpecification,
    TestLevel,
)

SAID = (Source(question=1, author="U1", author_name="Ana", quote="said", permalink="https://acme.slack.com/p1"),)


def requirement(number: int, title: str, *criteria: tuple[str, str, str], **more: object) -> Requirement:
    return Requirement(
        id=f"FR-{number}",
        title=title,
        text=f"The product shall let customers {title[0].lower()}{title[1:]}.",
        acceptance=tuple(Criterion(given=g, when=w, then=t) for g, w, t in criteria),
        **{"sources": SAID} | more,
    )


PRODUCT = ProductSpecification(
    title="Workshop bookings",
    problem=Statement(text="Bookings are taken by phone.", sources=SAID),
    outcome=Statement(text="Customers book a repair themselves.", sources=SAID),
    audience=(Audience(name="Customers", text="They bring a bicycle.", sources=SAID),),
    features=(
        requirement(
            1,
            "Book a slot for a repair",
            ("Friday has a free slot", "a customer chooses Friday at ten", "the slot is theirs and shown as taken"),
            ("Friday is full", "a customer looks at Friday", "the next free day is offered"),
        ),
        requirement(
            2,
            "See the price before booking",
            ("a price list is kept", "a customer picks a brake repair", "the price of a brake repair is shown"),
        ),
        requirement(
            3,
            "Get a reminder the day before",
            ("a repair is booked for Friday", "it is Thursday at noon", "the customer has a text message"),
            ("the message cannot be delivered", "it is Thursday at one", "the workshop sees it on its list"),
        ),
        requirement(
            4,
            "Cancel a booking until the evening before",
            ("a repair is booked", "the customer cancels in time", "the slot is free again"),
            ("a repair is booked", "the customer cancels too late", "the product says so and names the phone number"),
        ),
        requirement(
            5,
            "See the day's repairs in the workshop",
            ("three repairs are booked for today", "a mechanic opens the day", "the three stand there in order"),
            priority=Priority.SHOULD,
        ),
        requirement(
            6,
            "Note what was done",
            ("a repair is finished", "the mechanic notes two parts", "the parts are on the customer's bill"),
            priority=Priority.SHOULD,
            sources=(),
        ),
        requirement(
            7,
            "Print the week",
            ("a week has bookings", "a mechanic prints it", "one page holds all of them"),
            priority=Priority.COULD,
        ),
        requirement(
            8, "Pay in advance", ("a price is shown", "a customer pays", "the bill says paid"), priority=Priority.WONT
        ),
    ),
    assumptions=(Assumption(text="Customers have a mobile phone.", breaks="reminders reach nobody"),),
    next_requirement=9,
)

TECHNICAL = TechnicalSpecification(
    title="Workshop bookings",
    context=Statement(text="One small web application.", sources=SAID),
    components=tuple(
        Component(id=f"C-{n}", name=name, text=name, sources=SAID, **more)
        for n, name, more in (
            (1, "Booking page", {"layer": Layer.INTERFACE, "answers": ("FR-1", "FR-2", "FR-4"), "uses": ("C-2",)}),
            (2, "Bookings", {"layer": Layer.LOGIC, "answers": ("FR-1", "FR-2", "FR-4"), "uses": ("C-3",)}),
            (3, "Booking store", {"layer": Layer.STORAGE, "answers": ("FR-1",)}),
            (4, "Reminders", {"layer": Layer.LOGIC, "answers": ("FR-3",), "uses": ("C-5", "C-3")}),
            (5, "SMS gateway", {"layer": Layer.INTEGRATION, "answers": ("FR-3",), "external": True}),
            (6, "Workshop page", {"layer": Layer.INTERFACE, "answers": ("FR-5", "FR-6", "FR-7"), "uses": ("C-2",)}),
        )
    ),
    choices=(
        Choice(
            id="TD-1", title="Storage", chosen="PostgreSQL", text="It keeps slots apart.", sources=SAID,
            alternatives=(Alternative(name="Files", why_not="Two people book at once."),),
        ),
        Choice(
            id="TD-2", title="Deployment", chosen="one container", text="The workshop has one.", sources=SAID,
            alternatives=(Alternative(name="A cluster", why_not="Nobody runs one."),),
        ),
    ),
    entities=(
        Entity(name="Booking", text="A repair at a time", owner="C-3", retention="two years", personal=True),
        Entity(name="Price", text="What a repair costs", owner="C-3"),
    ),
    interfaces=(
        Interface(
            id="IF-1", name="Send a text message", provider="C-5", text="It reaches a phone.", external=True,
            errors=("unknown number", "out of credit"),
        ),
    ),
    operations=(
        Operation(quality="Performance", text="40 customers come at once.", measure="p95 under 1 s"),
        Operation(quality="Deployment", text="A new version is out within ten minutes."),
        Operation(quality="Observability", text="The owner gets a mail when bookings fail."),
    ),
    testing=(TestLevel(level="Unit tests", text="Rules"), TestLevel(level="End-to-end tests", text="The main journey")),
    risks=(
        Risk(
            text="The SMS gateway may deliver reminders too late", likelihood="high", impact="high", owner="Ben",
            response="Measure a hundred messages",
        ),
        Risk(text="The container may be full", likelihood="low", impact="low"),
    ),
)  # fmt: skip

MODULES = ModulePlan(
    title="Workshop bookings",
    modules=(
        Module(
            id="M-1", title="Bookings", scope="Slots and who has them", requirements=("FR-1", "FR-2", "FR-4"),
            components=("C-1", "C-2", "C-3"), data=("Booking", "Price"),
            provides=(Contract(name="Bookings of a day", purpose="Who comes when", example="2027-01-11: 3"),),
        ),
        Module(
            id="M-2", title="Reminders", scope="What customers are told", requirements=("FR-3",),
            components=("C-4", "C-5"), consumes=(Consumes(module="M-1", contract="Bookings of a day"),),
        ),
        Module(
            id="M-3", title="Workshop day", scope="What mechanics see", requirements=("FR-5", "FR-6", "FR-7", "FR-8"),
            components=("C-6",), consumes=(Consumes(module="M-1", contract="Bookings of a day"),),
        ),
    ),
    next_module=4,
)  # fmt: skip


def larger(count: int) -> tuple[ProductSpecification, TechnicalSpecification, ModulePlan]:
    """A project of `count` requirements in one module for every six of them; each relies on the one before."""
    features = tuple(
        requirement(
            n, f"Do thing {n}", *[(f"state {n}.{c}", f"event {c}", f"result {n}.{c}") for c in range(1 + n % 3)]
        )
        for n in range(1, count + 1)
    )
    ids = [feature.id for feature in features]
    shares = [tuple(ids[n : n + 6]) for n in range(0, count, 6)]
    layers = (Layer.INTERFACE, Layer.LOGIC, Layer.STORAGE)
    components = tuple(
        Component(
            id=f"C-{3 * m + k + 1}", name=f"{layer} {m + 1}", text="A part", layer=layer, answers=share, sources=SAID
        )
        for m, share in enumerate(shares)
        for k, layer in enumerate(layers)
    )
    modules = tuple(
        Module(
            id=f"M-{m + 1}",
            title=f"Area {m + 1}",
            scope="One area",
            requirements=share,
            components=tuple(f"C-{3 * m + k + 1}" for k in range(3)),
            data=(f"Record {m + 1}",),
            provides=(Contract(name=f"Read area {m + 1}", purpose="Reading"),),
            consumes=(Consumes(module=f"M-{m}", contract=f"Read area {m}"),) if m else (),
        )
        for m, share in enumerate(shares)
    )
    product = PRODUCT.model_copy(update={"features": features, "next_requirement": count + 1})
    technical = TECHNICAL.model_copy(update={"components": components, "interfaces": ()})
    return product, technical, ModulePlan(title="Larger", modules=modules, next_module=len(modules) + 1)
