"""Numbers as spreadsheets show them: a stored number and its format code give what people read.

Dates are written year first, whatever their format: 12 March 2020 is 2020-03-12.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import lru_cache
from typing import Literal

# The codes that files name by a number alone (ECMA-376 part 1, 18.8.30).
_BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    14: "y-m-d",
    15: "y-m-d",
    16: "y-m-d",
    17: "mmm y",
    18: "h:m",
    19: "h:m:s",
    20: "h:m",
    21: "h:m:s",
    22: "y-m-d h:m",
    37: "#,##0",
    38: "#,##0",
    39: "#,##0.00",
    40: "#,##0.00",
    45: "m:s",
    46: "[h]:m:s",
    47: "m:s",
}
_DATES_OF_EAST_ASIA = frozenset((*range(27, 32), 36, *range(50, 59)))
# A quoted or escaped literal, a sign that only takes room, a bracket, or any other sign.
_TOKEN = re.compile(r'"([^"]*)"|\\(.)|[_*](.)|\[([^\]]*)\]|(.)', re.DOTALL)
_CURRENCY = re.compile(r"\$([^-]*)(?:-.*)?", re.DOTALL)
_ELAPSED = re.compile(r"h+|m+|s+", re.IGNORECASE | re.ASCII)
_DIGITS = re.compile(r"([#0?,]*)(?:\.([#0?]*))?(,*)")
_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_WITH_ZERO = 3  # sections: for positive numbers, for negative ones, for zero
# Longer codes are no formats, and larger numbers stay as they are stored. Ours.
_LONGEST_CODE = 300
_MOST_DIGITS = 30
_EXACT = Context(prec=400, rounding=ROUND_HALF_UP)
_LAST_DAY = 2_958_465  # 9999-12-31, counted from 1899-12-30
_FROM_1904 = 1462
_LEAP_DAY_THAT_WAS_NONE = 60  # the first spreadsheets took 1900 for a leap year

_Kind = Literal["general", "number", "moment", "elapsed", "literal"]


@dataclass(frozen=True, slots=True)
class _Format:
    """What one section of a code asks for: the signs around the number, and how it is written."""

    kind: _Kind
    prefix: str = ""
    suffix: str = ""
    signs: str = ""  # of a moment: the letters of its parts
    decimals: int = 0
    least_decimals: int = 0
    least_digits: int = 0
    grouped: bool = False
    power: int = 0  # the number is shown ten to this power times as large


def built_in_code(number: int) -> str:
    """The format code that is meant by `number` where a file defines none of its own."""
    return "y-m-d" if number in _DATES_OF_EAST_ASIA else _BUILT_IN.get(number, "General")


@lru_cache(maxsize=10_000)
def shown(stored: str, code: str, *, from_1904: bool = False) -> str:
    """What a person sees of the number `stored` in a cell with this format code.

    `from_1904` says that days count from 1904, as in workbooks of old Macintosh programs. What is
    no number is given back.

    >>> shown("43902", "dd/mm/yyyy"), shown("0.075", "0.0%"), shown("30000", "#,##0")
    ('2020-03-12', '7.5%', '30,000')
    """
    try:
        value = Decimal(stored)
    except InvalidOperation:
        return stored
    if not value.is_finite() or abs(value.adjusted()) > _MOST_DIGITS:
        return stored
    sections = _sections(code)
    at = 0
    if value < 0 and len(sections) > 1:
        at, value = 1, -value
    elif not value and len(sections) == _WITH_ZERO:
        at = 2
    form = sections[at]
    if form.kind == "literal":
        return form.prefix
    if form.kind in ("moment", "elapsed"):
        days = value + (_FROM_1904 if from_1904 and form.kind == "moment" else 0)
        return _moment(days, form) if 0 <= days <= _LAST_DAY else _plain(value)
    return _number(value, form)


@lru_cache(maxsize=1000)
def _sections(code: str) -> tuple[_Format, ...]:
    """The sections of a code: for positive numbers, negative ones, and zero."""
    sections = [""]
    for match in _TOKEN.finditer(code[:_LONGEST_CODE]):
        if match[0] == ";":
            sections.append("")
        else:
            sections[-1] += match[0]
    return tuple(map(_parsed, sections[:3]))


def _parsed(section: str) -> _Format:
    """What one section asks for."""
    signs, shape = "", ""  # of the same length; in the shape, literals are points of no meaning
    for match in _TOKEN.finditer(section):
        quoted, escaped, room, bracket, sign = match.groups()
        if bracket is not None and _ELAPSED.fullmatch(bracket):
            return _Format("elapsed", signs=bracket.lower()[0] + _moment_signs(section))
        currency = _CURRENCY.fullmatch(bracket or "")
        literal = quoted or escaped or (currency[1] if currency else "")
        if room and match[0].startswith("_"):
            literal = " "
        signs += sign or literal
        shape += sign or "\0" * len(literal)
    general = re.search("general|@", shape, re.IGNORECASE)
    if general or not signs.strip():
        start, end = general.span() if general else (0, 0)
        return _Format("general", signs[:start].lstrip(), signs[end:].rstrip())
    if re.search("[ymdhs]", shape, re.IGNORECASE | re.ASCII):
        return _Format("moment", signs=_moment_signs(shape))
    return _number_format(signs, shape)


def _moment_signs(shape: str) -> str:
    return "".join(sign for sign in shape.lower() if sign in "ymdhs")


def _number_format(signs: str, shape: str) -> _Format:
    start = next((at for at, sign in enumerate(shape) if sign in "#0?."), -1)
    if start < 0:
        return _Format("literal", signs.strip())
    digits = _DIGITS.match(shape, start)
    assert digits is not None
    rest = shape[digits.end() :]
    if re.search("[#0?/]|e[+-]", rest, re.IGNORECASE):  # fractions, powers of ten, phone numbers
        return _Format("general")
    whole, decimals = digits[1], digits[2] or ""
    thousands = len(whole) - len(whole.rstrip(",")) + len(digits[3])
    return _Format(
        "number",
        prefix=signs[:start].lstrip(),
        suffix=signs[digits.end() :].rstrip(),
        decimals=len(decimals),
        least_decimals=decimals.count("0"),
        least_digits=whole.count("0"),
        grouped="," in whole.rstrip(","),
        power=2 * shape.count("%") - 3 * thousands,
    )


def _number(value: Decimal, form: _Format) -> str:
    sign = "-" if value < 0 else ""
    if form.kind == "general":
        return f"{sign}{form.prefix}{_plain(abs(value))}{form.suffix}"
    scaled = abs(value).scaleb(form.power, _EXACT)
    rounded = scaled.quantize(Decimal(1).scaleb(-form.decimals), context=_EXACT)
    digits = f"{rounded:,f}" if form.grouped else f"{rounded:f}"
    whole, _, decimals = digits.partition(".")
    decimals = decimals.rstrip("0").ljust(form.least_decimals, "0")
    if not form.grouped:
        whole = whole.zfill(form.least_digits)
    sign = sign if rounded else ""
    point = "." if decimals else ""
    return f"{sign}{form.prefix}{whole}{point}{decimals}{form.suffix}"


def _plain(value: Decimal) -> str:
    """The number without what binary fractions add at its end: 0.3, not 0.30000000000000004."""
    return f"{Decimal(f'{float(value):.15g}'):f}"


def _moment(days: Decimal, form: _Format) -> str:
    seconds = int((days * 86_400).quantize(Decimal(1), context=_EXACT))
    if form.kind == "elapsed":
        return _elapsed(seconds, form.signs)
    start = datetime(1899, 12, 30 + (days < _LEAP_DAY_THAT_WAS_NONE))  # noqa: DTZ001 - has no zone
    moment = start + timedelta(seconds=seconds)
    signs = form.signs
    clock = "h" in signs or "s" in signs
    time = f"{moment:%H:%M:%S}" if "s" in signs else f"{moment:%H:%M}"
    if "y" not in signs and "d" not in signs and clock:
        return time
    month = re.split("[hs]", signs, maxsplit=1)[0].count("m")
    day = f"{moment:%Y-%m-%d}"
    if "d" not in signs and "y" in signs and not clock:
        day = f"{_MONTHS[moment.month - 1]} {moment.year}" if month else str(moment.year)
    return f"{day} {time}" if clock else day


def _elapsed(seconds: int, signs: str) -> str:
    minutes, rest = divmod(seconds, 60)
    if signs[0] == "s":
        return str(seconds)
    if signs[0] == "m":
        return f"{minutes}:{rest:02d}"
    clock = f"{minutes // 60}:{minutes % 60:02d}"
    return f"{clock}:{rest:02d}" if "s" in signs else clock
