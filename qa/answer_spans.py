"""Stretches of a sentence that a question may ask for: numbers, dates, places, names, reasons."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.question_words import FUNCTION_WORDS, Word, is_content

_YEAR = re.compile(r"^(?:1[5-9]|20)\d\d$")
_DAY = re.compile(r"^(?:[12]?\d|3[01])(?:st|nd|rd|th)?$")
_MONTHS = frozenset(
    "january february march april may june july august september october november december".split()
)
_TIME_PREPOSITIONS = frozenset("in on since during from until till by of around".split())
_COUNT = re.compile(r"^\d{1,3}(?:,\d{3})+$|^\d{1,9}$")
_PERCENT = re.compile(r"^\d+(?:[.,]\d+)?%$")
_MONEY = re.compile(r"^(?:US)?[$€£¥]\d[\d.,]*$")
_COUNT_WORDS = frozenset(
    "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty"
    " hundred".split()
)
_MULTIPLES = frozenset("hundred thousand million billion trillion dozen".split())
# A number after one of these is a name: "Figure 2", "type 1".
_NUMBERED = frozenset(
    "figure fig figs table section chapter page pages no type phase grade stage step version line"
    " day group level class cluster p appendix box equation ref refs".split()
)
_LONGEST_COUNTED = 3
_PLACE_PREPOSITIONS = frozenset(("in", "at"))
_PLACE = re.compile(r"^[A-Z][^\W\d_A-Z]+(?:-[A-Z][^\W\d_A-Z]+)*$")
_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_LINKS = frozenset(("of", "for", "de", "von", "van", "da"))
_TITLES = frozenset(("dr", "prof", "professor", "mr", "mrs", "ms", "president", "director"))
_INTRODUCING = frozenset("by with called named against into".split()) | _TITLES
_PLACE_OR_MONTH = _MONTHS | _DAYS
_COPULAS = frozenset(("is", "are", "was", "were"))
_DETERMINERS = frozenset(("the", "a", "an", "one"))
_LATEST_COPULA = 8
_EARLIEST_REASON = 5


@dataclass(frozen=True, slots=True)
class Found:
    """An answer, and how to ask for it; all numbers are positions of words, the end exclusive.

    The answer is the words `first` to `last`; `gap_first` to `gap_last` are those that the
    question leaves out for it; `asks` are the words it begins with. The question keeps to the
    words before `clause_last`, where that is not 0.
    """

    kind: str
    first: int
    last: int
    gap_first: int
    gap_last: int
    asks: tuple[str, ...]
    clause_last: int = 0

    def leaves_out(self, at: int) -> bool:
        """Whether the question leaves out the word at this position for the answer."""
        return self.gap_first <= at < self.gap_last


def found_answers(words: Sequence[Word]) -> tuple[Found, ...]:
    """All answers that the rules see in a sentence, kind by kind.

    >>> from qa.question_words import words_in
    >>> found_answers(words_in("She bought 12 oaks."))
    (Found(kind='number', first=2, last=3, gap_first=2, gap_last=4, asks=('how', 'many', 'oaks'), \
clause_last=0),)
    """
    dates = tuple(_dates(words))
    return (
        *dates,
        *(one for one in _numbers(words) if not any(d.first <= one.first < d.last for d in dates)),
        *_places_and_names(words),
        *_reasons(words),
        *_subjects(words),
    )


def _dates(words: Sequence[Word]) -> Iterator[Found]:
    at = 0
    while at < len(words):
        end = at
        while end < len(words) and _is_of_date(words[end].text):
            end += 1
        texts = [word.text for word in words[at:end]]
        before = words[at - 1].text.lower() if at else ""
        year = any(_YEAR.match(text) for text in texts)
        month = any(text.lower() in _MONTHS for text in texts)
        if (year or month) and (len(texts) > 1 or (year and before in _TIME_PREPOSITIONS)):
            gap = at - 1 if before in _TIME_PREPOSITIONS else at
            yield Found("date", at, end, gap, end, ("when",))
        at = max(end, at + 1)


def _is_of_date(text: str) -> bool:
    month = text.lower() in _MONTHS and text[0].isupper()
    return month or bool(_YEAR.match(text) or _DAY.match(text))


def _numbers(words: Sequence[Word]) -> Iterator[Found]:
    for at, word in enumerate(words):
        before = words[at - 1].text.lower() if at else ""
        if before in _NUMBERED or (at and words[at - 1].capitalised and at > 1):
            continue
        end = at + 1
        if _PERCENT.match(word.text):
            yield Found("number", at, end, at, end, ("what", "percentage"))
        elif _MONEY.match(word.text):
            while end < len(words) and words[end].text.lower() in _MULTIPLES:
                end += 1
            yield Found("number", at, end, at, end, ("how", "much"))
        elif _COUNT.match(word.text) or word.text.lower() in _COUNT_WORDS:
            yield from _counts(words, at)


def _counts(words: Sequence[Word], at: int) -> Iterator[Found]:
    """A number of things: "12 oaks", "3 million people", "40 per cent"."""
    end = at + 1
    while end < len(words) and words[end].text.lower() in _MULTIPLES:
        end += 1
    if end == len(words) or words[end - 1].pause or _YEAR.match(words[at].text):
        return
    if [word.text.lower() for word in words[end : end + 2]] == ["per", "cent"]:
        yield Found("number", at, end + 2, at, end + 2, ("what", "percentage"))
        return
    if words[end].text.lower() in {"percent", "per-cent"}:
        yield Found("number", at, end + 1, at, end + 1, ("what", "percentage"))
        return
    things = end
    while things < min(len(words), end + _LONGEST_COUNTED) and _is_thing(words[things].text):
        things += 1
        if words[things - 1].pause:
            break
    if things > end:
        asks = ("how", "many", *(word.text for word in words[end:things]))
        yield Found("number", at, end, at, things, asks)


def _is_thing(text: str) -> bool:
    return is_content(text) and text[0].islower() and text.replace("-", "").isalpha()


def _places_and_names(words: Sequence[Word]) -> Iterator[Found]:
    # The first word has a capital whatever it is, so a run with it is passed over.
    at = max(1, _end_of_name(words, 0))
    while at < len(words):
        end = _end_of_name(words, at)
        if end == at:
            at += 1
            continue
        before = words[at - 1]
        placed = before.text.lower() in _PLACE_PREPOSITIONS and not before.pause
        if placed and all(_PLACE.match(word.text) for word in words[at:end]):
            yield Found("place", at, end, at - 1, end, ("where",))
        elif not placed and _is_telling(words, at, end):
            yield _name(words, at, end)
        at = end


def _is_telling(words: Sequence[Word], at: int, end: int) -> bool:
    """Whether a name can be asked for: several words, or one that is introduced; none of a list."""
    if words[at - 1].pause and words[end - 1].pause:
        return False
    if not any(_PLACE.match(word.text) for word in words[at:end]):
        return False
    return end - at > 1 or words[at - 1].text.lower() in _INTRODUCING


def _end_of_name(words: Sequence[Word], at: int) -> int:
    """Where the run of capitalised words from `at` ends; `at` where there is none."""
    end = at
    linked = False
    while end < len(words) and _is_of_name(words[end]):
        end += 1
        if words[end - 1].pause:
            break
        if end + 1 >= len(words) or not _is_of_name(words[end + 1]):
            continue
        # "Ministry of Health and Welfare" is one name, "China and Japan" are two.
        link = words[end].text
        if link in _LINKS or (link == "and" and linked):
            linked = True
            end += 1
    return end


def _is_of_name(word: Word) -> bool:
    plain = word.text.lower()
    known = plain in FUNCTION_WORDS or plain in _PLACE_OR_MONTH
    return word.capitalised and not known and word.text.replace("-", "").isalpha()


def _name(words: Sequence[Word], at: int, end: int) -> Found:
    before = words[at - 1].text
    earlier = words[at - 2].text.lower() if at > 1 else ""
    by = before.lower() == "by" or (before.lower() == "the" and earlier == "by")
    if by or words[at].text.lower() in _TITLES or before.lower() in _TITLES:
        return Found("name", at, end, at, end, ("who",))
    if earlier in {"the", "a"} and is_content(before) and not words[at - 1].pause:
        return Found("name", at, end, at - 2, end, ("which", before))
    first = at - 1 if before.lower() in {"the", "a"} else at
    return Found("name", at, end, first, end, ("what",))


def _reasons(words: Sequence[Word]) -> Iterator[Found]:
    for at in range(_EARLIEST_REASON, len(words) - 2):
        text, following = words[at].text.lower(), words[at + 1].text.lower()
        if text == "because" or (text in {"due", "owing"} and following == "to"):
            first = at + 1 if text == "because" and following != "of" else at + 2
            end = first
            while end < len(words) and not words[end - 1].pause:
                end += 1
            yield Found("reason", first, end, at, len(words), ("why",), at)
            return


def _subjects(words: Sequence[Word]) -> Iterator[Found]:
    """What something is: "X is the Y" answers "what is the Y?"."""
    for at in range(1, min(_LATEST_COPULA, len(words) - 1)):
        if words[at - 1].pause or words[at - 1].text.lower() in {"that", "which", "who", "there"}:
            return
        if words[at].text.lower() in _COPULAS:
            first = 1 if words[0].text.lower() in {"the", "a", "an"} else 0
            if words[at + 1].text.lower() in _DETERMINERS and is_content(words[first].text):
                yield Found("subject", first, at, 0, at, ("what",))
            return
