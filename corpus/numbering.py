"""Numbers of list items and headings, as word processors count and write them."""

_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
# Nobody writes larger numbers in Roman figures or letters; they come out in digits. Ours.
_LARGEST = 3999


def number_text(number: int, form: str) -> str:
    """`number` in one of the forms "1", "01", "i", "I", "a" or "A"; other forms are as "1".

    >>> [number_text(27, form) for form in ("1", "01", "i", "A")]
    ['27', '27', 'xxvii', 'AA']
    """
    if form == "01":
        return f"{number:02}"
    if form not in ("i", "I", "a", "A") or not 0 < number <= _LARGEST:
        return str(number)
    small = _roman(number) if form in "iI" else _letters(number)
    return small.upper() if form.isupper() else small


def _roman(number: int) -> str:
    parts: list[str] = []
    for value, signs in _ROMAN:
        times, number = divmod(number, value)
        parts.append(signs * times)
    return "".join(parts)


def _letters(number: int) -> str:
    """Letters from a to z, then aa, bb and so on, as word processors go on."""
    times, position = divmod(number - 1, 26)
    return chr(ord("a") + position) * (times + 1)
