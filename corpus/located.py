"""Where a text that was read from a page stands among the signs of that page.

What was read differs from what is drawn: words are joined over line ends, columns put in order,
signs made plain. So letters and digits are compared, and nothing else.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

# Where the text does not stand there in one piece, stretches of so many words do. Ours: fewer are
# found anywhere.
_LEAST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of a page, and its number there."""

    number: int
    text: str


def located(signs: Sequence[Sign], text: str) -> tuple[int, ...]:
    """The numbers of the signs in which `text` stands, in their order; none where it does not.

    >>> located([Sign(at, sign) for at, sign in enumerate("A mar-\\nket.")], "market")
    (2, 3, 4, 7, 8, 9)
    """
    letters = [(plain, sign.number) for sign in signs for plain in _plain(sign.text)]
    wanted = "".join(_plain(text))
    start = "".join(plain for plain, _ in letters).find(wanted) if wanted else -1
    if start >= 0:
        return _numbers(letters[start : start + len(wanted)])
    return _in_pieces(signs, text)


def _in_pieces(signs: Sequence[Sign], text: str) -> tuple[int, ...]:
    """The same where the text stands in several places, or only a part of it on this page."""
    words = _words(signs)
    wanted = [word for word, _ in _words([Sign(0, sign) for sign in text])]
    matcher = SequenceMatcher(None, [word for word, _ in words], wanted, autojunk=False)
    found: list[int] = []
    for block in matcher.get_matching_blocks():
        if block.size >= _LEAST_WORDS:
            for _, numbers in words[block.a : block.a + block.size]:
                found.extend(numbers)
    return tuple(dict.fromkeys(found))


def _words(signs: Sequence[Sign]) -> list[tuple[str, list[int]]]:
    """Runs of letters and digits, with the numbers of their signs."""
    words: list[tuple[str, list[int]]] = []
    inside = False
    for sign in signs:
        plain = "".join(_plain(sign.text))
        if plain and inside:
            words[-1] = (words[-1][0] + plain, [*words[-1][1], sign.number])
        elif plain:
            words.append((plain, [sign.number]))
        inside = bool(plain)
    return words


def _plain(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return [sign for sign in folded if sign.isalnum()]


def _numbers(letters: Sequence[tuple[str, int]]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(number for _, number in letters))
