"""Teams that were asked how their product is built: an approved product specification, and the technical answers."""

from dataclasses import replace

from bot.planning import outline
from bot.planning.interview import Interview, Question
from bot.planning.specification import WRITING_ORDER, ProductSpecification
from bot.planning.technical.outline import technical_blank, technical_section
from bot.planning.technical.specification import TECHNICAL_ORDER, TechnicalSpecification
from bot.planning.topics import TECHNICAL_TOPICS, Side
from tests.planning.people import BEN, asked, interview, says

REPORT = interview(
    asked("problem.today", "We copy three spreadsheets by hand, two hours every Friday."),
    asked("problem.outcome", "The weekly report writes itself."),
    asked("audience.primary", "The team leads, on Monday morning."),
    asked(
        "scenarios.main", "On Friday it collects the numbers, then the lead opens the draft and approves the report."
    ),
    asked(
        "features.core",
        "It must collect the numbers from the tracker. It must show the draft to the lead. "
        "It must send the approved report to all managers. It must keep the last twelve reports. It must be in German.",
    ),
    asked("scenarios.exception", "If the tracker is down, it should use last week's numbers."),
    asked("constraints.hard", says("It has to run on our own servers.", BEN, 7)),
)


def product_of(record: Interview) -> ProductSpecification:
    spec = outline.begin(record, "written without a model")
    for name in WRITING_ORDER:
        spec = outline.section(record, name, spec)
    return spec


def technical(*questions: Question, record: Interview = REPORT) -> Interview:
    """The technical interview of that team, its questions numbered on from those of the product interview."""
    first = record.next_number
    numbered = tuple(replace(q, number=first + i, id=f"q{first + i}") for i, q in enumerate(questions))
    return replace(
        record,
        questions=numbered,
        earlier=record.questions,
        product=product_of(record),
        side=Side.TECHNICAL,
        topics=TECHNICAL_TOPICS,
    )


def written(record: Interview, draft: TechnicalSpecification | None = None) -> TechnicalSpecification:
    spec = draft or technical_blank(record)
    for name in TECHNICAL_ORDER:
        spec = technical_section(record, name, spec)
    return spec


FULL = technical(
    asked(
        "architecture.parts",
        "A web page where leads approve the draft, a nightly job that collects the numbers, and a Postgres database.",
    ),
    asked(
        "stack.choices",
        "Python with FastAPI because everybody here writes it. Postgres, not MongoDB because nobody knows it.",
        says("We considered Kafka, overkill.", BEN, 2),
    ),
    asked("data.model", "Reports with a week, figures and the name of the approver. The nightly job owns the numbers."),
    asked("data.retention", "Reports are kept for one year. The approver's name is personal."),
    asked("integrations.systems", "It reads tickets from Jira and sends the report by e-mail."),
    asked("limits.hard", "Everything stays in Frankfurt."),
    asked("security.access", "Only leads may approve, they sign in with the company account."),
    asked("performance.load", "200 people open it on Monday at 9, the page has to be there in 2 seconds."),
    asked("recovery.failure", "When Jira is down it may wait until the next night. It has to restart quickly."),
    asked("deployment.where", "On our two virtual machines with Docker, a new version every Tuesday."),
    asked(
        "testing.proof", "The calculation of the figures needs unit tests, with a copy of last year's tickets as data."
    ),
    asked("rollout.migration", "The old spreadsheets have to be imported once."),
    asked("observability.notice", "Ben gets a message when the nightly job fails."),
    asked("team.skills", "Ana and Ben, both know Python well."),
)
