"""What programs put into a file's properties of their own accord, told from what people state."""

import re
from collections.abc import Mapping

# Titles that are a file's name or a template's, in small letters.
_NO_TITLE = re.compile(
    r"microsoft (?:word|powerpoint|excel) - .*|(?:untitled|document|word document)[ \d]*"
    r"|.*\.(?:docx?|dotx?|odt|rtf|pdf|tmp)"
)
# Names that an account or a library has where nobody gave one, in small letters.
_NOBODY = frozenset(
    (
        *("admin", "administrator", "author", "microsoft", "owner", "unknown", "unknown author"),
        *("user", "windows user", "microsoft office user", "python-docx", "apache poi"),
    )
)


def stated_title(title: str) -> str:
    """`title` on one line, or "" where a program made it up.

    >>> stated_title("Winter  meals"), stated_title("Microsoft Word - meals.doc")
    ('Winter meals', '')
    """
    title = " ".join(title.split())
    return "" if _NO_TITLE.fullmatch(title.lower()) else title


def stated_author(name: str) -> str:
    """`name` on one line, or "" where it is nobody's.

    >>> stated_author("Tomas Berg"), stated_author("Windows User")
    ('Tomas Berg', '')
    """
    name = " ".join(name.split())
    return "" if name.lower() in _NOBODY else name


def not_read(counts: Mapping[str, int]) -> tuple[str, ...]:
    """A note for each kind of thing that a file holds and its text does not.

    >>> not_read({"picture": 2, "chart": 1, "equation": 0})
    ('2 pictures were not read', '1 chart was not read')
    """
    return tuple(
        f"{count} {what}s were not read" if count > 1 else f"1 {what} was not read"
        for what, count in counts.items()
        if count
    )
