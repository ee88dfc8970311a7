"""The forms of one message in an e-mail: which is read, and what only the others say."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

# A page says clearly more than the plain text when it has so many words that this lacks, and these
# are so large a share of the plain text's, and more than those that the page lacks. Ours: a line
# such as "unsubscribe" is not it, and a table that the plain text left out is.
_MORE_WORDS = 5
_MORE_SHARE = 0.1
# A sign of Chinese, Japanese or Korean counts as a word.
_WORD = re.compile(r"(?=\w)[\u2e80-\uffff]|[^\W\u2e80-\uffff]+")
# Plain text spells out where links lead, and a page does not.
_ADDRESS = re.compile(r"(?<!\w)\w++://\S+|(?<!\S)\S+@\S+")


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a message: its text, and whether that stands in the file as plain text."""

    text: str
    plain: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """The number of the form that is read, and how many words only the other forms have."""

    number: int
    unsaid: int = 0


NONE = Choice(-1)


def chosen(forms: Sequence[Form]) -> Choice:
    """The form to read of a message that has several: plain text, unless another says more.

    `NONE` where no form has a text.

    >>> stub, page = Form("Please use another program.", True), Form("Vans <a> b c d e f", False)
    >>> chosen([stub, page])
    Choice(number=1, unsaid=4)
    """
    numbers = [number for number, form in enumerate(forms) if form.text.strip()]
    if not numbers:
        return NONE
    numbers.sort(key=lambda number: not forms[number].plain)
    words = {number: _words(forms[number].text) for number in numbers}
    best = numbers[0]
    for number in numbers[1:]:
        if _says_clearly_more(words[number], words[best]):
            best = number
    others: Counter[str] = Counter()
    for number in numbers:
        others |= words[number]
    return Choice(best, (others - words[best]).total())


def _words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(_ADDRESS.sub(" ", text).casefold()))


def _says_clearly_more(one: Counter[str], other: Counter[str]) -> bool:
    more, less = (one - other).total(), (other - one).total()
    return more >= max(_MORE_WORDS, _MORE_SHARE * other.total()) and more > less
