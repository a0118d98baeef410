"""Changes to a module plan that people ask for in plain words, applied by rules.

What no rule fits, or names something that does not exist, is kept word for word in the module that it names, so that
nothing is lost.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from bot.planning.clauses import clipped, plain, sentences
from bot.planning.modules.carving import groups_of, regrouped, split
from bot.planning.modules.cuts import cut
from bot.planning.modules.ground import Ground
from bot.planning.modules.groups import LONGEST_TITLE, Group, Grouping, in_order
from bot.planning.modules.plan import ModulePlan
from bot.planning.modules.text import REQUESTED
from bot.planning.specification import ProductSpecification
from bot.planning.technical.specification import TechnicalSpecification
from bot.planning.visible_text import one_line

_M, _FR = r"(M-\d+)", r"(FR-\d+(?:(?:\s*,\s*|\s+)(?:and\s+)?FR-\d+)*)"
_NOT = r"(?:does\s*n[o’']?t|do\s*n[o’']?t|should\s*n[o’']?t|must\s*n[o’']?t|no\s+longer|never)"
_RELY = r"(?:needs?|depends?\s+on|rel(?:y|ies)\s+on|uses?|calls?)"
_POLITE = re.compile(
    r"^(?:please|pls|could you|can you|and|also|then|we should|let['’]s|i['’]d like to|i want to)[\s,]+", re.I
)
_MERGE = re.compile(
    r"^(?:merge|combine|join|unite)\s+(M-\d+(?:(?:\s*,\s*|\s+)(?:(?:and|with|&)\s+)?M-\d+)*)(?:\s+into\s+(M-\d+|one))?$",
    re.I,
)
_SPLIT = re.compile(rf"^split\s+(?:up\s+)?{_M}(?:\s+(?:up|in(?:to)?\s+(?:two|2)(?:\s+modules)?))?$", re.I)
_MOVE = re.compile(rf"^(?:move|give|put|shift)\s+{_FR}\s+(?:from\s+M-\d+\s+)?(?:in)?to\s+{_M}$", re.I)
_BELONGS = re.compile(rf"^{_FR}\s+(?:should\s+)?(?:belongs?|goes|go)\s+(?:in)?to\s+{_M}$", re.I)
_RENAME = re.compile(rf"^(?:rename|call)\s+{_M}\s+(?:(?:to|into|as)\s+)?(.{{1,200}})$", re.I | re.S)
_FIX = re.compile(r"^fix\s+((?:FR|M|C)-\d+.*|.+:.+)$", re.I | re.S)
_CUT = re.compile(rf"^{_M}\s+{_NOT}\s+{_RELY}\s+{_M}$", re.I)


def amended_modules(
    plan: ModulePlan, request: str, product: ProductSpecification, technical: TechnicalSpecification, by: str = ""
) -> ModulePlan:
    """The plan with the request applied: *merge M-2 and M-3*, *split M-1*, *move FR-3 to M-2*, *rename M-2 to …*,
    *M-2 does not need M-1*; *Fix …* with a finding of the checks mends what code can mend.

    `by` is the display name of who asked. Each line or sentence is taken by itself, and ids stay. Anything else becomes
    a technical requirement `Requested change: …` of the module that it names, of the first one if it names none; a plan
    without modules cannot hold it.
    """
    ground = Ground(product, technical)
    wishes = [sentence for line in plain(request).splitlines() for sentence in sentences(line)]
    for wish in wishes or [request.strip()]:
        plan = _applied(ground, plan, wish, by) or _recorded(plan, wish)
    return plan


def _applied(ground: Ground, plan: ModulePlan, wish: str, by: str) -> ModulePlan | None:
    """The plan after the first rule that fits and that changes something, or None."""
    bare = _POLITE.sub("", wish.strip()).rstrip(' .!”"')
    rules: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], ModulePlan]], ...] = (
        (_MERGE, lambda m: _merged(ground, plan, _ids(m[1]), (m[2] or "").upper())),
        (_SPLIT, lambda m: split(plan, m[1].upper(), ground)),
        (_MOVE, lambda m: _moved(ground, plan, _ids(m[1]), m[2].upper())),
        (_BELONGS, lambda m: _moved(ground, plan, _ids(m[1]), m[2].upper())),
        (_CUT, lambda m: cut(plan, m[1].upper(), m[2].upper(), by)),
        (_FIX, lambda m: _mended(ground, plan, m[1])),
        (_RENAME, lambda m: _renamed(ground, plan, m[1].upper(), m[2].strip(" “”\"'"))),
    )
    for pattern, rule in rules:
        if match := pattern.match(bare):
            named = {each for each in _ids(match[0]) if each.startswith("M-")}
            known = named <= {module.id for module in plan.modules} or pattern is _FIX
            changed = rule(match) if known else plan
            return None if changed == plan else changed
    return None


def _mended(ground: Ground, plan: ModulePlan, finding: str) -> ModulePlan:
    """The plan without what carving never makes: a requirement without owner or with two, references to nowhere.

    A module that the finding asks to split is split; a circle that it names loses its weakest dependency.
    """
    place = next(iter(_ids(finding)), "")
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


def _merged(ground: Ground, plan: ModulePlan, ids: list[str], into: str) -> ModulePlan:
    """The plan with several modules as one: the one named by *into*, else the first, keeps id and title."""
    stays = into if into.startswith("M-") else ids[0]
    gone = set(ids) - {stays}
    groups = groups_of(plan, ground)
    taken = [each for group in groups if group.id in gone for each in group.requirements]
    left = [_with(ground, group, taken) if group.id == stays else group for group in groups if group.id not in gone]
    return regrouped(ground, plan, Grouping(tuple(left), plan.next_module)) if gone else plan


def _moved(ground: Ground, plan: ModulePlan, requirements: list[str], to: str) -> ModulePlan:
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
    named = _ids(wish)
    place = next((n for n, module in enumerate(plan.modules) if module.id in named), 0)
    if not plan.modules or not one_line(wish) or line in plan.modules[place].technical:
        return plan
    modules = list(plan.modules)
    modules[place] = modules[place].model_copy(update={"technical": (*modules[place].technical, line)})
    return plan.model_copy(update={"modules": tuple(modules)})


def _with(ground: Ground, group: Group, more: list[str]) -> Group:
    return replace(group, requirements=in_order(ground, (*group.requirements, *more)))


def _ids(text: str) -> list[str]:
    return [each.upper() for each in re.findall(r"\b(?:FR|M)-\d+", text, re.I)]
