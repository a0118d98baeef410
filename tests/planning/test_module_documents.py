"""The module plan as people read it, each module's page, and what changed between two versions."""

from bot.planning.diff import Effect
from bot.planning.document import Code, Document, Heading, Table
from bot.planning.markdown import markdown
from bot.planning.modules.amendments import amended_modules
from bot.planning.modules.carving import carve
from bot.planning.modules.changes import module_changes
from bot.planning.modules.cuts import cut
from bot.planning.modules.document import module_document, modules_document
from bot.planning.modules.graph import dependency_graph
from bot.planning.modules.plan import ModulePlan
from tests.planning.module_examples import BOOKSHOP, BOOKSHOP_BUILT, module, plan, product_of

PLAN = carve(BOOKSHOP, BOOKSHOP_BUILT)
THREAD = "https://acme.slack.test/archives/C1/p1"


def words(text: str) -> int:
    return len(text.split())


def document(shown: ModulePlan = PLAN) -> Document:
    return modules_document(shown, BOOKSHOP, BOOKSHOP_BUILT, status="draft", version=2, thread_url=THREAD)


def headings(shown: Document, level: int = 2) -> list[str]:
    return [part.text for part in shown.parts if isinstance(part, Heading) and part.level == level]


def test_the_plan_opens_with_its_table_and_its_picture_and_then_tells_every_module():
    assert headings(document()) == ["Overview", "Dependencies", "M-1 · Catalogue", "M-2 · Orders", "M-3 · Parcel"]
    assert Code(dependency_graph(PLAN), "mermaid") in document().parts


def test_the_table_says_who_owns_what_and_relies_on_whom():
    table = next(part for part in document().parts if isinstance(part, Table))
    assert [[cell[0].text for cell in row] for row in table.rows] == [
        ["M-1", "Catalogue", "FR-1, FR-2, FR-3", "nothing"],
        ["M-2", "Orders", "FR-4, FR-5, FR-6", "M-1"],
        ["M-3", "Parcel", "FR-7, FR-8", "M-2"],
    ]


def test_the_first_line_says_where_the_plan_stands_and_who_wrote_it():
    first = markdown(document()).splitlines()[2]
    assert first == f"_Modules · version 2 · draft · written without a model ·_ [the thread in Slack]({THREAD})"


def test_a_circle_and_a_cut_stand_out():
    circle = plan(module(1, "A", 2), module(2, "B", 1))
    assert "A circle to cut: M-1 → M-2 → M-1" in markdown(document(circle))
    assert "M-2 no longer relies on M-1 (cut by Ana)." in markdown(document(cut(circle, "M-2", "M-1", "Ana")))


def test_a_plan_without_modules_says_why():
    product, technical = product_of(0)
    shown = modules_document(carve(product, technical), product, technical, status="draft", version=1)
    assert "There are no modules, because there are no requirements." in markdown(shown)


def test_a_module_page_ends_with_its_context_pack_to_copy():
    page = module_document(PLAN.modules[1], PLAN, BOOKSHOP, BOOKSHOP_BUILT, count=words, status="draft", version=1)
    last = page.parts[-1]
    assert isinstance(last, Code)
    assert last.language == "markdown"
    assert last.text.startswith("# M-2 · Orders\n")
    assert f"{words(last.text)} of 4,000 tokens" in markdown(page)


def test_a_page_says_what_was_left_out_of_its_pack_and_when_it_is_still_too_large():
    page = markdown(
        module_document(
            PLAN.modules[1], PLAN, BOOKSHOP, BOOKSHOP_BUILT, count=lambda text: 9_000, status="draft", version=1
        )
    )
    assert "Left out to fit: examples of contracts" in page
    assert "It is over the budget: split the module." in page


def test_nothing_changed_between_a_plan_and_itself():
    assert module_changes(PLAN, PLAN) == ()


def test_changes_are_told_by_module():
    after = amended_modules(PLAN, "Merge M-2 and M-3. Rename M-1 to Books", BOOKSHOP, BOOKSHOP_BUILT)
    assert [(change.effect, change.place) for change in module_changes(PLAN, after)] == [
        (Effect.CHANGED, "M-1 · Books"),
        (Effect.CHANGED, "M-2 · Orders"),
        (Effect.REMOVED, "M-3 · Parcel"),
    ]


def test_a_change_shows_what_a_module_owned_and_owns():
    after = amended_modules(PLAN, "move FR-3 to M-2", BOOKSHOP, BOOKSHOP_BUILT)
    change = module_changes(PLAN, after)[0]
    assert "Owns: FR-1, FR-2, FR-3" in change.before
    assert "Owns: FR-1, FR-2\n" in change.after


def test_a_cut_is_a_change_of_its_own():
    last = module_changes(PLAN, cut(PLAN, "M-2", "M-1", "Ana"))[-1]
    assert (last.place, last.after) == ("Cut", "M-2 no longer relies on M-1, cut by Ana")
