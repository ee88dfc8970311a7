"""Rich text (rtf): recognised by its first bytes, with what its head states."""

from collections.abc import Mapping
from datetime import date

from corpus.errors import DamagedFile
from corpus.extract import Extract
from corpus.flow import Flow
from corpus.readers.rtf_text import RichText
from corpus.stated_dates import document_date
from corpus.statements import not_read, stated_author, stated_title
from corpus.titles import title_line

_START = b"{\\rtf"
_BLANK = b" \t\r\n\0\xef\xbb\xbf"


def read_rtf(data: bytes, source: str) -> Extract:
    """Read rich text, each stretch of bytes in the code page of its font.

    Pages are told where the file notes them and counts as many. Footnotes, comments and page
    headers stand at the end.

    Raises: DamagedFile: when it is no rich text. LimitReached: when its tables are nested too deep.
    """
    data = data.lstrip(_BLANK)
    if not data.startswith(_START):
        raise DamagedFile(
            f"{source} is no rich text: it does not begin with {_START.decode()}",
            hint="give it the suffix of its real format, or save it as rtf anew",
        )
    flow = Flow(source)
    reader = RichText(flow)
    breaks_off = reader.read(data)
    flowed = flow.finish(reader.pages)
    cut = ("the file breaks off before its end: what stood further on is lost",)
    return Extract(
        text=flowed.text,
        marks=flowed.marks,
        title=flowed.title
        or stated_title(reader.stated.get("title", ""))
        or title_line(flowed.text),
        date=document_date(flowed.text) or _stated_date(reader.times),
        how=f"rich text, {reader.fonts.document}"
        + (f", {flowed.pages} pages" if flowed.pages else ""),
        issuer=stated_author(reader.stated.get("author", "")),
        notes=(
            *not_read(reader.unread),
            *sorted(reader.left_out),
            *(cut if breaks_off else ()),
        ),
    )


def _stated_date(times: Mapping[str, Mapping[str, int]]) -> date | None:
    for name in ("creatim", "revtim"):
        stated = times.get(name, {})
        try:
            return date(stated["yr"], stated["mo"], stated["dy"])
        except (KeyError, ValueError, OverflowError):
            continue
    return None
