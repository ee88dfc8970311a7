"""Joining two lines of a paragraph: what stands between them, and whether a hyphen stays."""

import re
from collections import Counter
from collections.abc import Iterable

# Scripts that put no space between words, so none where a line was wrapped: Chinese, Japanese,
# Thai, Lao, Khmer and Burmese, with their punctuation.
_NO_SPACES = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]"
)
_WORD = re.compile(r"[^\W\d_]+(?:[-‐][^\W_]+)*")
_HEAD = re.compile(r"(?:^|[^\w‐-])((?:[^\W_]+[-‐])*[^\W_]+)[-‐]$")
_TAIL = re.compile(r"[^\W_]+")
_HYPHENS = ("-", "‐")
_WITHIN_ADDRESS = ("/", "=", "&", "_", "?", "-", "%", "#", "~")
# A hyphen before one of these is a suspended one: "pre- and post-war".
_SUSPENDING = frozenset(("and", "or", "to", "und", "oder", "bis", "et", "ou", "y", "o", "e"))
# What makes one word with what follows, nearly always.
_PREFIXES = frozenset(
    "co de dis en ex fore im in inter ir mis on out over pre re sub super trans un under up".split()
)
# What ends a word rather than being one.
_ENDINGS = re.compile(
    r"(?:ing|ings|er|ers|ered|ering|est|ly|ment|ments|ness|ed|s|age|ages|i[sz]e|ity|ism|ist|en"
    r"|ened|ening|ty|teen|ish|ful|less|self|ton|light\w*|ways?|lands?|comings?|itud\w*|evity"
    r"|hoods?|ships?|ates?|most|roys?|coats?|pence|penny)"
)
# Capitals that are no longer than this are an acronym and what belongs to it.
_ACRONYM = 8
# What is written with a hyphen mostly, as the first or as the last part of a compound. Ours, from
# reading reports and articles; a part too many leaves a hyphen in a word, one too few loses one.
_FIRST_PARTS = frozenset(
    "all attorney best better cross deep director double dual early eight eighty end fifty"
    " first five forty four free full great half high higher ill inner large left"
    " lieutenant long low lower major mid middle nine ninety non old one open part quasi"
    " self seven seventy short single six sixty small state third thirty three twenty two"
    " vice well worst would".split()
)
_LAST_PARTS = frozenset(
    "based borne called centered centred century class colored coloured consuming"
    " dependent dimensional directed driven effective efficient elect equipped eyed"
    " financed free friendly funded general going grade growing haired haul income induced"
    " intensive known language lasting level like made making minded moving natured"
    " negative oriented owned party positive quality reaching related resistant rich risk"
    " scale sectional separated sensitive shaped size sized specific stage standing style"
    " supported term tier tuned tuning up wing world year years".split()
)
# Compounds whose parts do not tell by themselves that a hyphen stays, in small letters. Ours.
_COMPOUNDS = frozenset(
    "brother-in brothers-in by-election by-elections by-product by-products daughter-in"
    " ex-boyfriend ex-chairman ex-convict ex-convicts ex-employee ex-employees"
    " ex-girlfriend ex-husband ex-mayor ex-minister ex-ministers ex-partner ex-president"
    " ex-prisoner ex-prisoners ex-serviceman ex-servicemen ex-soldier ex-soldiers ex-wife"
    " ex-wives father-in mother-in post-war pre-war rear-admiral second-hand sister-in"
    " sisters-in son-in sons-in".split()
)


class Vocabulary:
    """How often a document writes each word within its lines, in small letters."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._counts: Counter[str] = Counter()
        for line in lines:
            words = _WORD.findall(line.casefold())
            # A line's first and last word may be parts of a broken one.
            self._counts.update(words[1:-1])
        compounds = (word.split("-")[0] for word in self._counts if "-" in word)
        self._first_parts = Counter(compounds)

    def count(self, word: str) -> int:
        """How often `word` stands within a line."""
        return self._counts[word.casefold()]

    def begins_compounds(self, part: str) -> bool:
        """Whether a word with a hyphen begins with `part`."""
        return bool(self._first_parts[part.casefold()])


def join(before: str, after: str, vocabulary: Vocabulary) -> tuple[str, str]:
    """What stays of `before` and what comes between it and `after`, the next line.

    A hyphen goes where it was put in only to break a word: not in "COVID-19", in compounds that
    the document writes elsewhere, or in those that are written so mostly.

    >>> nothing = Vocabulary(())
    >>> join("We pro-", "pose a well-", nothing), join("a well-", "known case", nothing)
    (('We pro', ''), ('a well-', ''))
    >>> join("against COVID-", "19 in", nothing), join("in spring", "the cases", nothing)
    (('against COVID-', ''), ('in spring', ' '))
    """
    if not before or not after:
        return before, ""
    if _is_address(before, after):
        return before, ""
    if before.endswith(_HYPHENS):
        return _at_hyphen(before, after, vocabulary)
    if _NO_SPACES.match(before[-1]) and _NO_SPACES.match(after[0]):
        return before, ""
    if before.endswith("—") and len(before) > 1 and before[-2] != " ":
        return before, ""
    return before, " "


def _is_address(before: str, after: str) -> bool:
    """Whether an address of the web goes on in the next line."""
    if "://" not in before.rsplit(maxsplit=1)[-1]:
        return False
    return before.endswith(_WITHIN_ADDRESS) or (before.endswith(".") and after[0].islower())


def _at_hyphen(before: str, after: str, vocabulary: Vocabulary) -> tuple[str, str]:
    head, tail = _HEAD.search(before), _TAIL.match(after)
    if head is None or tail is None:
        return before, "" if before[-2:-1].isalnum() else " "
    if tail[0].casefold() in _SUSPENDING and len(after) > len(tail[0]):
        return before, " "
    if _stays(head[1], tail[0], vocabulary):
        return before, ""
    return before[:-1], ""


def _stays(head: str, tail: str, vocabulary: Vocabulary) -> bool:
    """Whether the hyphen between `head` and `tail` belongs to the word."""
    if not tail[0].islower() or not head[-1].islower():
        return not _is_broken_capitals(head, tail, vocabulary)
    joined, compound = vocabulary.count(head + tail), vocabulary.count(f"{head}-{tail}")
    if joined != compound:
        return compound > joined
    if "-" in head or "‐" in head or len(head) == 1:
        return True
    if f"{head}-{tail}".casefold() in _COMPOUNDS:
        return True
    if head.casefold() in _PREFIXES or _ENDINGS.fullmatch(tail):
        return False
    begins = head.casefold() in _FIRST_PARTS or vocabulary.begins_compounds(head)
    return begins or tail in _LAST_PARTS


def _is_broken_capitals(head: str, tail: str, vocabulary: Vocabulary) -> bool:
    """Whether the two are one word in capitals: "IMPROVE-MENT", but "SARS-COV" and "Lucene-BM"."""
    if not (head + tail).isupper() or not (head + tail).isalpha():
        return False
    if vocabulary.count(head + tail) or vocabulary.count(f"{head}-{tail}"):
        return vocabulary.count(head + tail) > vocabulary.count(f"{head}-{tail}")
    return len(head + tail) > _ACRONYM
