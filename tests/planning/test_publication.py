"""What is published is put in an order in which each thing can point at those before it."""

from hypothesis import given
from hypothesis import strategies as st

from bot.planning.document import Document
from bot.planning.publication import (
    MODULE,
    DocumentPublication,
    Progress,
    ProjectPublication,
    TaskPublication,
    line_difference,
    step_name,
)

KEYS = [f"T-{number}" for number in range(1, 9)]


def task(key: str, *depends_on: str) -> TaskPublication:
    return TaskPublication(key, key, "To do", 1.0, "", "", "", depends_on, "", Document(key, ()))


def project(*tasks: TaskPublication) -> ProjectPublication:
    return ProjectPublication("S-1", "A plan", Document("A plan", ()), (), tasks=tasks)


plans = st.permutations(KEYS).flatmap(
    lambda order: st.tuples(*(st.sets(st.sampled_from(KEYS), max_size=3) for _ in order)).map(
        lambda chosen: project(*(task(key, *sorted(before)) for key, before in zip(order, chosen, strict=True)))
    )
)


@given(plans)
def test_every_task_is_there_exactly_once_whatever_depends_on_what(plan: ProjectPublication) -> None:
    assert sorted(one.key for one in plan.tasks_in_order) == KEYS


@given(st.permutations(range(8)), st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=12))
def test_without_circles_each_task_comes_after_all_that_it_depends_on(
    order: list[int], pairs: list[tuple[int, int]]
) -> None:
    before = {number: [KEYS[low] for low, high in pairs if high == number and low < number] for number in range(8)}
    ordered = [one.key for one in project(*(task(KEYS[n], *before[n]) for n in order)).tasks_in_order]
    for number, keys in before.items():
        for key in keys:
            assert ordered.index(key) < ordered.index(KEYS[number])


def test_tasks_that_do_not_wait_keep_the_order_given() -> None:
    plan = project(task("T-2"), task("T-9"), task("T-1", "T-77"))
    assert [one.key for one in plan.tasks_in_order] == ["T-2", "T-9", "T-1"]


def test_a_circle_is_broken_at_the_task_that_is_given_first() -> None:
    plan = project(task("T-1", "T-2"), task("T-2", "T-3"), task("T-3", "T-1"))
    assert [one.key for one in plan.tasks_in_order] == ["T-3", "T-2", "T-1"]


def test_a_very_long_chain_is_no_deeper_than_a_short_one() -> None:
    chain = [task(f"T-{number}", f"T-{number + 1}") for number in range(5000)]
    assert project(*chain).tasks_in_order[0].key == "T-4999"


def test_documents_are_specifications_and_modules() -> None:
    def document(key: str, kind: str) -> DocumentPublication:
        return DocumentPublication(key, key, "Draft", 1, "", "", "", Document(key, ()), kind)

    documents = (document("M-1", MODULE), document("product", "Product specification"))
    whole = ProjectPublication("S-1", "A plan", Document("A plan", ()), documents)
    assert [one.key for one in whole.specifications] == ["product"]
    assert [one.key for one in whole.modules] == ["M-1"]


def test_progress_reads_as_a_sentence_says_it() -> None:
    assert str(Progress(12, 58, step_name("Module", "M-3 Sending"))) == "12 of 58 · Module M-3 Sending"
    assert step_name("Module", "Module: sending") == "Module: sending"


def test_a_difference_is_cut_at_a_line() -> None:
    assert line_difference("one\ntwo\nthree", "one\n2\nthree") == "@@ -1,3 +1,3 @@\n one\n-two\n+2\n three"
    long = line_difference("", "\n".join(f"line {number}" for number in range(2000)))
    assert len(long) <= 4002
    assert long.endswith("\n…")
