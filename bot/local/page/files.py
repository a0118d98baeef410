"""Files in messages: how they look, and how the page hands them out.

A file's bytes are someone else's: only pictures that cannot carry script are shown in place, all else is a download.
"""

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.local.page.markdown import markdown
from bot.local.page.markup import icon, tag
from bot.local.page.viewpoint import Viewpoint
from bot.local.slack import File, SlackWorkspace
from bot.local.slack.errors import NoSuchFileError

PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
PREVIEW_BYTES = 200_000
"""Longer texts are cut in the preview; the download has all of it."""


def file_html(file: File, eyes: Viewpoint) -> Markup:
    """A file as a card with its name, size, a download and, for pictures, Markdown and text, a preview."""
    address = f"/page/files/{file.id}"
    name = tag("span", tag("strong", file.title or file.name), tag("small", _described(file)), cls="grow")
    download = tag(
        "a",
        icon("download"),
        "Download",
        href=f"{address}?download",
        download=file.name,
        cls="btn",
        aria_label=f"Download {file.name}",
    )
    card = tag("div", icon("description"), name, download, cls="line")
    if file.mimetype in PICTURES:
        picture = tag("img", src=address, alt=file.title or file.name, cls="picture")
        # As in Slack, a click shows it in its own size.
        large = tag("a", picture, href=address, target="_blank", rel="noopener", title="Show it large")
        return tag("div", large, card, cls="file")
    return tag("div", card, _preview(file, eyes), cls="file")


async def serve_file(slack: SlackWorkspace, request: Request) -> Response:
    """Answer ``/page/files/<id>``: pictures in place, everything else as a download that no browser interprets."""
    try:
        file = slack.file(request.path_params["file_id"])
    except NoSuchFileError:
        return PlainTextResponse("This file is gone.", status_code=404)
    inline = file.mimetype in PICTURES and "download" not in request.query_params
    safe_name = "".join(
        letter if (letter.isalnum() and letter.isascii()) or letter in "-_. " else "_" for letter in file.name
    )
    headers = {
        "Content-Disposition": "inline" if inline else f'attachment; filename="{safe_name}"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return Response(file.content, media_type=file.mimetype if inline else "application/octet-stream", headers=headers)


def _preview(file: File, eyes: Viewpoint) -> Markup | None:
    is_markdown = file.name.lower().endswith((".md", ".markdown")) or file.mimetype == "text/markdown"
    if not is_markdown and not file.mimetype.startswith("text/"):
        return None
    text = file.content[:PREVIEW_BYTES].decode("utf-8", errors="replace")
    inside = markdown(text, eyes) if is_markdown else tag("pre", text)
    cut = tag("p", "The rest is in the download.", cls="quiet") if len(file.content) > PREVIEW_BYTES else None
    return tag("details", tag("summary", "Preview"), tag("div", inside, cut, cls="preview"))


def _described(file: File) -> str:
    kind = file.name.rpartition(".")[2].upper() if "." in file.name else "File"
    size = f"{file.size} bytes" if file.size < 1000 else f"{file.size / 1000:.0f} kB"
    return f"{'Markdown' if kind == 'MD' else kind} · {size}"
