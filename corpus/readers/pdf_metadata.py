"""What a PDF file's own metadata says of the document, where it says anything sensible."""

import re
from datetime import date

# What programs write where nobody gave a title, and names of files.
_NO_TITLE = re.compile(
    r"(?:untitled|unknown|none|no title|title|document|presentation|book|slide|scan|image|binder"
    r"|powerpoint presentation|(?:microsoft )?(?:word|powerpoint|excel)(?: -.*)?|\(anonymous\)"
    r"|unspecified|about:blank|output|print|layout)[\s_-]*\d*",
    re.IGNORECASE,
)
_FILE_NAME = re.compile(
    r".*\.(?:docx?|pdf|tex|dvi|ps|rtf|odt|indd|qxd|qxp|pptx?|xlsx?|html?|txt|md|p65|fm|wpd|eps"
    r"|ai|cdr|pub|pages|tiff?|jpe?g|png)",
    re.IGNORECASE,
)
_NO_AUTHOR = re.compile(
    r"(?:unknown|none|anonymous|\(anonymous\)|author|user|users?\d*|admin(?:istrator)?|owner"
    r"|microsoft(?: office)?(?: user)?|unspecified|default)",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?:D:)?(\d{4})(?:-?(\d\d)(?:-?(\d\d))?)?")
# PDF is of 1993: what was made before was not made then.
_FIRST_YEAR = 1993
_LONGEST = 300


def stated_title(title: str) -> str:
    """The title of the metadata; "" for the name of a file, and for what programs put there.

    >>> stated_title("A  history of tin"), stated_title("Microsoft Word - tin.doc")
    ('A history of tin', '')
    """
    title = " ".join(title.replace("\0", " ").split())
    if _NO_TITLE.fullmatch(title) or _FILE_NAME.fullmatch(title) or _is_name(title):
        return ""
    return title if len(title) <= _LONGEST and any(map(str.isalpha, title)) else ""


def stated_author(author: str) -> str:
    """The author of the metadata; "" for what programs put there."""
    author = " ".join(author.replace("\0", " ").split())
    if _NO_AUTHOR.fullmatch(author) or len(author) > _LONGEST:
        return ""
    return author if any(map(str.isalpha, author)) else ""


def stated_date(value: str) -> date | None:
    """The day in a date of the metadata; None unless it is a whole one.

    >>> stated_date("D:20220403180542+02'00'"), stated_date("D:2022")
    (datetime.date(2022, 4, 3), None)
    """
    match = _DATE.match(value.strip())
    if not match or not match[2] or not match[3] or int(match[1]) < _FIRST_YEAR:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def _is_name(title: str) -> bool:
    """Whether the title is one word of the kind that files are named with."""
    return " " not in title and any(sign in "_/\\0123456789" for sign in title)
