"""Changes to a module plan that people ask for in plain words, applied by rules.

What no rule fits, or names something that does not exist, is kept word for word in the module that it names, so that
nothing is lost.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.planning.clauses import clipped
from bot.planning.modules.carving import groups_of, regrouped, split
from bot.planning.modules.cuts import cut
from bot.planning.modules.ground import Ground
from bot.planning.modules.groups import LONGEST_TITLE, Group, Grouping, in_order
from bot.planning.modules.plan import ModulePlan
from bot.planning.modules.text import REQUESTED
from bot.planning.modules.wishes import Mended, Merged, Moved, Parted, Renamed, Split, Wish, ids_in, wishes
from bot.planning.specification import ProductSpecification
from bot.planning.technical.specification import TechnicalSpecification
from bot.planning.visible_text import one_line

Heard = Mapping[str, Sequence[Wish]]
"""What somebody understood of sentences that no rule fits, by the sentence."""


def amended_modules(
    plan: ModulePlan,
    request: str,
    product: ProductSpecification,
    technical: TechnicalSpecification,
    by: str = "",
    heard: Heard | None = None,
) -> ModulePlan:
    """The plan with the request applied: *merge M-2 and M-3*, *split M-1*, *move FR-3 to M-2*, *rename M-2 to …*,
    *M-2 does not need M-1*; *Fix …* with a finding of the checks mends what code can mend.

    `by` is the display name of who asked. Each line or sentence is taken by itself, and ids stay; `heard` helps where
    no rule fits. Anything else becomes a technical requirement `Requested change: …` of the module that it names, of
    the first one if it names none; a plan without modules cannot hold it.
    """
    ground = Ground(product, technical)
    for words, wish in wishes(request):
        meant = (wish,) if wish else (heard or {}).get(words, ())
        plan = with_wishes(ground, plan, meant, by) or _recorded(plan, words)
    return plan


def with_wishes(ground: Ground, plan: ModulePlan, meant: Sequence[Wish], by: str = "") -> ModulePlan | None:
    """The plan with all of the wishes; None where one of them changes nothing, or names what does not exist."""
    changed: ModulePlan | None = None
    for wish in meant:
        before = changed or plan
        changed = _applied(ground, before, wish, by)
        if changed is None or changed == before:
            return None
    return changed


def _applied(ground: Ground, plan: ModulePlan, wish: Wish, by: str) -> ModulePlan | None:
    known = {module.id for module in plan.modules}
    match wish:
        case Merged(modules, into) if known.issuperset({*modules, into or modules[0]}):
            return _merged(ground, plan, modules, into)
        case Split(module) if module in known:
            return split(plan, module, ground)
        case Moved(requirements, to) if to in known:
            return _moved(ground, plan, requirements, to)
        case Parted(module, from_module) if known.issuperset({module, from_module}):
            return cut(plan, module, from_module, by)
        case Renamed(module, title) if module in known:
            return _renamed(ground, plan, module, title)
        case Mended(finding):
            return _mended(ground, plan, finding)
    return None


def _mended(ground: Ground, plan: ModulePlan, finding: str) -> ModulePlan:
    """The plan without what carving never makes: a requirement without owner or with two, references to nowhere.

    A module that the finding asks to split is split; a circle that it names loses its weakest dependency.
    """
    place = next(iter(ids_in(finding)), "")
    if finding.endswith("split the module") and place in {module.id for module in plan.modules}:
        return split(plan, place, ground)
    held: set[str] = set()
    groups: dict[str, Group] = {}
    for group in groups_of(plan, ground):
        left = tuple(each for each in group.requirements if each not in held)
        held.update(left)
        if left and group.id not in groups:
            groups[group.id] = replace(group, requirements=left)
    found = list(groups.values())
    for each in ground.requirements:
        if each not in held and found:
            near = [ground.kinship((each,), group.requirements) for group in found]
            best = near.index(max(near))
            found[best] = _with(ground, found[best], [each])
    following = max([plan.next_module, *(int(module.id[2:]) + 1 for module in plan.modules)])
    names_a_circle = "→" in finding.partition(":")[0]
    return regrouped(ground, plan, Grouping(tuple(found), following), keeps_circles=not names_a_circle)


def _merged(ground: Ground, plan: ModulePlan, ids: Sequence[str], into: str) -> ModulePlan:
    """The plan with several modules as one: the one named by *into*, else the first, keeps id and title."""
    stays = into or ids[0]
    gone = set(ids) - {stays}
    groups = groups_of(plan, ground)
    taken = [each for group in groups if group.id in gone for each in group.requirements]
    left = [_with(ground, group, taken) if group.id == stays else group for group in groups if group.id not in gone]
    return regrouped(ground, plan, Grouping(tuple(left), plan.next_module)) if gone else plan


def _moved(ground: Ground, plan: ModulePlan, requirements: Sequence[str], to: str) -> ModulePlan:
    """The plan with the requirements in the module `to`; a module that is left with none is gone."""
    if not set(requirements) <= ground.requirements.keys() or set(requirements) <= set(plan.module(to).requirements):
        return plan
    groups = []
    for group in groups_of(plan, ground):
        left = replace(group, requirements=tuple(each for each in group.requirements if each not in requirements))
        groups.append(_with(ground, left, requirements) if group.id == to else left)
    return regrouped(ground, plan, Grouping(tuple(g for g in groups if g.requirements), plan.next_module))


def _renamed(ground: Ground, plan: ModulePlan, module_id: str, title: str) -> ModulePlan:
    title = clipped(one_line(title), LONGEST_TITLE)
    others = {module.title.casefold() for module in plan.modules if module.id != module_id}
    if not title or title.casefold() in others:
        return plan
    groups = (replace(group, title=title) if group.id == module_id else group for group in groups_of(plan, ground))
    return regrouped(ground, plan, Grouping(tuple(groups), plan.next_module))


def _recorded(plan: ModulePlan, wish: str) -> ModulePlan:
    line = clipped(f"{REQUESTED}{one_line(wish)}", 1900)
    named = ids_in(wish)
    place = next((n for n, module in enumerate(plan.modules) if module.id in named), 0)
    if not plan.modules or not one_line(wish) or line in plan.modules[place].technical:
        return plan
    modules = list(plan.modules)
    modules[place] = modules[place].model_copy(update={"technical": (*modules[place].technical, line)})
    return plan.model_copy(update={"modules": tuple(modules)})


def _with(ground: Ground, group: Group, more: Sequence[str]) -> Group:
    return replace(group, requirements=in_order(ground, (*group.requirements, *more)))
