"""The command line: what `planthread` can do. Parts are imported where they are used: help must be fast."""

from importlib.metadata import version as installed_version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from bot.local.trying import Wishes
    from bot.settings import Settings

WRONG_SETTING = 2
"""Exit code when a setting is missing or wrong; 1 is everything else that kept a command from its end."""

WRONG_NAME = 2
"""Exit code when no session, or more than one, has the name that was given."""

BUILT_IN = "the built-in writer (set OPENAI_MODEL and OPENAI_API_KEY or OPENAI_BASE_URL for a model)"

app = typer.Typer(
    name="planthread",
    help="Plans software with your team in a Slack thread and publishes the specification to Notion.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"planthread {installed_version('planthread')}")
        raise typer.Exit


@app.callback()
def _options(
    _: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Plans software with your team in a Slack thread and publishes the specification to Notion."""


@app.command("try")
def try_it(
    fresh: Annotated[bool, typer.Option("--fresh", help="Begin anew: forget everything from earlier tries.")] = False,
    port: Annotated[
        int | None, typer.Option(help="Where the page is. Unless given: the same as last time.", min=1, max=65535)
    ] = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="Watch a made-up team plan something, from the idea to the page in Notion.")
    ] = False,
    speed: Annotated[str, typer.Option(help="How fast the demo goes: reading or fast.")] = "reading",
    keep: Annotated[bool, typer.Option("--keep", help="Leave the page open when the demo is over.")] = False,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open the browser.")] = False,
    local_model: Annotated[
        bool, typer.Option("--local-model", help="Write with a small model on this machine (extra `local`).")
    ] = False,
) -> None:
    """Try it on this machine, in the browser, with three made-up people. No account, no key, nothing leaves.

    The bot is the real one; Slack and Notion are played by this program. If OPENAI_MODEL is set, that model asks and
    writes, else the built-in writer does. Ctrl-C ends it; what you did is kept for the next time.
    """
    import asyncio

    from bot.local.trying import TryError, Wishes
    from bot.manifest import ManifestMissingError, manifest_path

    if speed not in {"reading", "fast"}:
        raise typer.BadParameter("it is reading or fast", param_hint="--speed")
    settings = _settings()
    try:
        wishes = Wishes(
            folder=settings.planthread_data_dir / "try",
            manifest=manifest_path(),
            writer=f"the model {settings.openai_model}" if settings.uses_model else BUILT_IN,
            port=port,
            fresh=fresh,
            browser=not no_browser,
            demo=demo,
            fast=speed == "fast",
            keep=keep,
        )
        code = asyncio.run(_try(wishes, local_model))
    except (TryError, ManifestMissingError) as error:
        _fail(str(error))
    raise typer.Exit(code)


async def _try(wishes: "Wishes", with_local_model: bool) -> int:
    from dataclasses import replace

    from bot.local.trying import TryError, run_try

    if not with_local_model or wishes.demo:
        return await run_try(wishes)
    from bot.writing.local_model import LocalModelError, environment, local_model

    try:
        async with local_model() as model:
            writer = f"{model.model} on this machine: small and slow, so the built-in writer often steps in"
            return await run_try(replace(wishes, settings=environment(model), writer=writer))
    except LocalModelError as error:
        raise TryError(str(error)) from error


@app.command()
def run(
    with_parent: Annotated[bool, typer.Option("--with-parent", hidden=True)] = False,
) -> None:
    """Run the bot in your Slack workspace until it is stopped. README.md says how to set it up."""
    import asyncio

    from bot import logs

    settings = _settings()
    _check(settings)
    _keep_to_ourselves()
    logs.set_up()
    # Imported here: what follows takes seconds, and a missing setting should be told at once.
    from bot.starting import StartError, run_until_stopped

    try:
        asyncio.run(run_until_stopped(settings, with_parent=with_parent))
    except StartError as error:
        _fail(str(error))


@app.command()
def doctor() -> None:
    """Check every connection, permission and page, and say what to do where something is wrong."""
    import asyncio

    settings = _settings()
    from bot.doctor import examine

    async def look() -> bool:
        well, area = True, ""
        async for finding in examine(settings):
            if finding.area != area:
                area = finding.area
                typer.secho(area, bold=True)
            mark = typer.style("✓", fg="green") if finding.ok else typer.style("✗", fg="red")
            typer.echo(f"  {mark} {finding.title}")
            if finding.what_to_do:
                typer.echo(f"    → {finding.what_to_do}")
            well = well and finding.ok
        return well

    if not asyncio.run(look()):
        raise typer.Exit(1)


@app.command()
def export(
    session: Annotated[str, typer.Argument(help="A session's id, a link to its thread, or a part of its title.")],
    to: Annotated[Path, typer.Option("--to", help="The folder to write into; it is made if need be.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Also write over files that somebody else wrote or edited.")
    ] = False,
) -> None:
    """Write a plan as a folder for people and coding agents: specifications, modules, sprints, decisions, plan.json.

    It only reads the database, so the bot may go on running. Do it again to bring the folder up to date.
    """
    import asyncio

    from bot.folder import FolderError
    from bot.handover.export import export as write
    from bot.handover.finding import NoSuchSessionError, NotReadableError
    from bot.planning.visible_text import one_line

    settings = _settings()
    try:
        done = asyncio.run(write(settings.resolved_database_url, session, to, replace=replace))
    except NoSuchSessionError as error:
        _fail(str(error), WRONG_NAME)
    except (NotReadableError, FolderError) as error:
        _fail(str(error))
    except Exception as error:
        sentence = _explained(error)
        if sentence is None:
            raise
        _fail(sentence)
    typer.echo(
        f"“{one_line(done.title)}” is in {to}: {len(done.written)} files written, {len(done.unchanged)} as they were."
    )
    typer.echo(f"Begin with {done.readme}.")
    for kind in done.missing:
        typer.echo(f"Not written yet: the {kind.noun}.")
    for note in done.notes:
        typer.echo(one_line(note))
    if done.left:
        _fail(
            f"Left as they are, because somebody else wrote or edited them: {', '.join(done.left)}. With --replace "
            "they are written over."
        )


@app.command()
def mcp() -> None:
    """Offer the plans to a coding tool, read-only, over the Model Context Protocol on standard input and output.

    The coding tool starts this command itself: name `planthread mcp` in its settings. The bot may go on running.
    """
    from bot import logs

    settings = _settings()
    _keep_to_ourselves()
    logs.set_up()
    from bot.mcp_server import server

    server(settings.resolved_database_url).run("stdio")


def _settings() -> "Settings":
    """The settings, or one sentence about the one that cannot be read."""
    from pydantic import ValidationError

    from bot.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        _fail(f"{name} cannot be used: {first['msg'].lower()}.", WRONG_SETTING)


def _check(settings: "Settings") -> None:
    from bot.settings import SettingsError

    try:
        settings.check()
    except SettingsError as error:
        _fail(str(error), WRONG_SETTING)


def _keep_to_ourselves() -> None:
    """Take the secrets out of the environment once they are read: no child process needs them."""
    import os

    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "NOTION_TOKEN", "OPENAI_API_KEY"):
        os.environ.pop(name, None)


def _explained(error: Exception) -> str | None:
    """One sentence for what is known to go wrong with a database; None for what nobody expected."""
    # Imported when something went wrong: it brings the whole bot with it.
    from bot.starting import explained

    return explained(error)


def _fail(sentence: str, code: int = 1) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(code)


def main() -> None:
    """What `planthread` starts."""
    app(prog_name="planthread")


if __name__ == "__main__":
    main()
