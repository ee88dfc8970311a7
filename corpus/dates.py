"""Dates as documents state them: on a line of their own, in English or in digits."""

import re
from datetime import date

_MONTHS = "january february march april may june july august september october november december"
_MONTH_NUMBERS = {name[:3]: number for number, name in enumerate(_MONTHS.split(), start=1)}
_MONTH = r"(?P<month>" + "|".join(f"{name[:3]}(?:{name[3:]})?" for name in _MONTHS.split()) + r")"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?:[T ]\d{1,2}:\d\d.*)?",
        rf"{_MONTH}\.?\s++{_DAY}(?:\s*+,)?\s++(?P<year>\d{{4}})",
        rf"{_DAY}\s++(?:of\s++)?{_MONTH}\.?(?:\s*+,)?\s++(?P<year>\d{{4}})",
        r"(?P<year>\d{4})年(?P<month>\d{1,2})月(?P<day>\d{1,2})日",
    )
)
_LABEL = re.compile(
    r"^(?:dated?|published|issued|updated|adopted|signed|presented)(?:\s+on)?\s*:?\s+",
    re.IGNORECASE,
)


def parse_date(text: str) -> date | None:
    """The date that `text` as a whole states, or None.

    Only forms that mean one day: with the year, and with the month as a word or in second place
    after the year. "03/04/2020" is two different days in two countries, so it is none here.

    >>> parse_date("19th February, 2020")
    datetime.date(2020, 2, 19)
    >>> parse_date("03/04/2020") is None
    True
    """
    content = _LABEL.sub("", text.strip())
    for pattern in _PATTERNS:
        match = pattern.fullmatch(content)
        if match:
            month = match["month"].casefold()
            number = int(month) if month.isdigit() else _MONTH_NUMBERS[month[:3]]
            try:
                return date(int(match["year"]), number, int(match["day"]))
            except ValueError:
                return None
    return None
