"""What changed between two versions of a technical specification: by id, else by name or by words."""

from bot.planning.diff import Change, alike, block, identified, named, single, unique, worded
from bot.planning.technical.specification import (
    Choice,
    Component,
    DataFlow,
    Entity,
    Interface,
    Operation,
    Risk,
    TechnicalSpecification,
    TestLevel,
)


def technical_changes(old: TechnicalSpecification, new: TechnicalSpecification) -> tuple[Change, ...]:
    """Every difference that a reader would see, in the order of the document; empty when there is none."""
    names = {c.id: c.name for c in (*old.components, *new.components)}
    return (
        *single("Title", old.title, new.title),
        *single("Context", worded(old.context), worded(new.context)),
        *identified(old.components, new.components, lambda c: c.name, lambda c: _component(c, names)),
        *identified(old.choices, new.choices, lambda c: c.title, _choice),
        *named(
            unique((f"Data · {e.name}", _entity(e, names)) for e in old.entities),
            unique((f"Data · {e.name}", _entity(e, names)) for e in new.entities),
        ),
        *named(
            unique((f"Flow · {f.name}", _flow(f, names)) for f in old.flows),
            unique((f"Flow · {f.name}", _flow(f, names)) for f in new.flows),
        ),
        *identified(old.interfaces, new.interfaces, lambda i: i.name, lambda i: _interface(i, names)),
        *alike("Operational constraint", old.operations, new.operations, _operation),
        *named(
            unique((f"Testing · {level.level}", _level(level)) for level in old.testing),
            unique((f"Testing · {level.level}", _level(level)) for level in new.testing),
        ),
        *alike("Risk", old.risks, new.risks, _risk),
        *alike(
            "Open question",
            old.open_questions,
            new.open_questions,
            lambda q: block(q.text, ("Owner", q.owner), ("What waits for it", q.blocks)),
        ),
        *alike("Assumption", old.assumptions, new.assumptions, lambda a: block(a.text, ("If it is wrong", a.breaks))),
    )


def _component(component: Component, names: dict[str, str]) -> str:
    return block(
        f"{component.name}\n{worded(component)}",
        ("Layer", f"{component.layer.value}, outside" if component.external else component.layer.value),
        ("Answers", ", ".join(component.answers)),
        ("Calls", ", ".join(names.get(used, used) for used in component.uses)),
    )


def _choice(choice: Choice) -> str:
    return block(
        f"{choice.title}\n{worded(choice)}",
        ("Context", choice.context),
        ("Chosen", choice.chosen),
        *((f"Turned down: {a.name}", a.why_not) for a in choice.alternatives),
        ("What follows", choice.consequences),
        ("Look at it again", choice.revisit),
    )


def _entity(entity: Entity, names: dict[str, str]) -> str:
    return block(
        worded(entity),
        ("Fields", ", ".join(entity.fields)),
        ("Changed only by", names.get(entity.owner, entity.owner) if entity.owner else ""),
        ("Kept", entity.retention),
        ("Personal", "yes" if entity.personal else ""),
    )


def _flow(flow: DataFlow, names: dict[str, str]) -> str:
    steps = (
        f"{n}. {names.get(s.source, s.source)} → {names.get(s.target, s.target)}: {s.what}"
        for n, s in enumerate(flow.steps, 1)
    )
    return block("\n".join((worded(flow), *steps)), ("Runs through", ", ".join(flow.answers)))


def _interface(interface: Interface, names: dict[str, str]) -> str:
    return block(
        f"{interface.name}\n{worded(interface)}",
        ("Provided by", names.get(interface.provider, interface.provider)),
        ("Takes", "; ".join(interface.inputs)),
        ("Gives", "; ".join(interface.outputs)),
        ("Errors", "; ".join(interface.errors)),
        ("Limits", interface.limits),
    )


def _operation(operation: Operation) -> str:
    return block(f"{operation.quality}: {worded(operation)}", ("Measure", operation.measure))


def _level(level: TestLevel) -> str:
    return block(worded(level), ("With", level.data))


def _risk(risk: Risk) -> str:
    return block(
        risk.text,
        ("Likelihood", risk.likelihood),
        ("Impact", risk.impact),
        ("First sign", risk.first_sign),
        ("Owner", risk.owner),
        ("Answer", risk.response),
    )
