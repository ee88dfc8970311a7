"""Terms: what a question asks about, and what kind of answer it wants."""

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from corpus.characters import clean, composed
from index.lexical import LexicalIndex, words_of
from qa.kinds import Kind, asks_for_a_part, asks_why, asks_yes_or_no, counted, kind_asked
from qa.offices import who_it_is
from qa.values import ANY_NUMBER, CAPITAL, WHEN
from qa.wishes import Wish, as_question, be_before, wish_in

# Words that ask, or hold a sentence together, and say nothing about its subject.
_FUNCTION_WORDS = frozenset(
    "a about according all also an and any are as at be because been being but by can could did do"
    " does during each for from had has have he her him his how i if in into is it its like many"
    " may me might more most much must my no not of on or other our over own say says she should"
    " so some such tell than that the their them then there these they this those through to under"
    " up us was we were what when where whether which while who whom whose why will with within"
    " would you your".split()
)
_BEGINS_TO_ASK = re.compile(
    r"\W*(?:(?:in|at|on|to|from|for|with|by|of)\s+)?(?:who|whom|whose|what|which|when|where|why|how"
    r"|is|are|was|were|do|does|did|can|could|will|would|should|has|have|had)\b",
    re.IGNORECASE,
)
_WRITTEN_WORD = re.compile(r"\w+")
# A name or a number in a question: a capital inside it, or digits.
_NAME = re.compile(rf"(?<=\S\s)[\"'“‘(]?([{CAPITAL}][\w'’-]*|\w*\d[\w.,-]*)")
# A capital that does not open a sentence.
_CAPITAL = re.compile(rf"(?<=[^\W_{CAPITAL}] |[,;:\"'(] |\s[(\"'“‘])[{CAPITAL}][\w'’-]+")
_OFFERS = {Kind.DATE: WHEN, Kind.NUMBER: ANY_NUMBER}
# Finding passages and choosing the answer among them ask for the same question.
_QUESTIONS_KEPT = 64


@dataclass(frozen=True, slots=True)
class QuestionTerms:
    """What a question asks about, as words in the form in which the index compares them.

    `text` is the question, with one space between its words, and one for an office as one for who
    holds it; `put` is it as a reader is asked it.
    `words` are those of what it is about, without those of a wish to know it.
    `weights` gives the inverse document frequency of each word that is not a function word.
    `written` gives that of each such word as it is written, in small letters.
    `names` are those of them that the question writes as a name or a number, `unknown` those that
    the index does not hold. `asks` says that it is a question, and no title, claim or description;
    `open` that it leaves out no part that the answer is: it wants yes or no, or tells a topic or a
    wish. `kind` is what it asks for, and `counted` which words say what a number is asked of.
    """

    text: str
    put: str
    words: tuple[str, ...]
    weights: Mapping[str, float]
    written: Mapping[str, float]
    names: frozenset[str]
    unknown: frozenset[str]
    asks: bool
    open: bool
    kind: Kind | None
    why: bool
    counted: frozenset[str]

    @property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """The neighbouring words."""
        return frozenset(pairwise(self.words))

    def coverage(self, words: AbstractSet[str]) -> float:
        """The share of the question's weight that `words` hold, 0 to 1."""
        total = sum(self.weights.values())
        if not total:
            return 0.0
        return sum(weight for word, weight in self.weights.items() if word in words) / total

    def fit(self, text: str) -> int:
        """Whether `text` offers what is asked for: 1 if so, -1 if not, 0 where nothing special is.

        >>> question_terms("When was it built?", LexicalIndex()).fit("It was built in 1903.")
        1
        """
        if self.kind is None:
            return 0
        return 1 if _OFFERS.get(self.kind, _CAPITAL).search(text) else -1


def question_terms(question: str, lexical: LexicalIndex) -> QuestionTerms:
    """What `question` asks about, weighed by how rare its words are in the index."""
    said = _said_by(question)
    light = function_stems()
    weights = {word: lexical.rarity(word) for word in said.words if word not in light}
    written = {
        word: max((weights.get(stem, 0.0) for stem in stems), default=0.0)
        for word, stems in said.written.items()
    }
    return QuestionTerms(
        text=said.text,
        put=said.put,
        words=said.words,
        weights=weights,
        written={word: weight for word, weight in written.items() if weight},
        names=said.names.intersection(weights),
        unknown=frozenset(word for word in weights if not lexical.knows(word)),
        asks=said.asks,
        open=said.open,
        kind=said.kind,
        why=said.why,
        counted=said.counted,
    )


def asks_of_what_is_there(terms: QuestionTerms, lexical: LexicalIndex) -> bool:
    """Whether the index holds a word that the question is about, or one spelt almost like it.

    Where it does not, nothing in it can be an answer, however likely it looks among few passages.
    """
    if terms.unknown == terms.weights.keys():
        return bool(lexical.search_words(tuple(terms.unknown), 1))
    return True


@dataclass(frozen=True, slots=True)
class _Said:
    """What a question says whatever the index holds, named as in `QuestionTerms`.

    `names` are of function words, too; `written` gives the stems of every word.
    """

    text: str
    put: str
    words: tuple[str, ...]
    written: Mapping[str, tuple[str, ...]]
    names: frozenset[str]
    asks: bool
    open: bool
    kind: Kind | None
    why: bool
    counted: frozenset[str]


@lru_cache(_QUESTIONS_KEPT)
def _said_by(question: str) -> _Said:
    # As documents are read: an accent that is apart from its letter would end a word, for one.
    typed = " ".join(composed(clean(question)).split())
    text = who_it_is(typed) or typed
    wish = wish_in(text)
    # "Tell me the price", "Tell me about when it opens", but not "Tell me about the price".
    told = wish.told or (wish.about != text and is_question(wish.about.rstrip("?")))
    asked = f"tell me {wish.about}" if told else wish.about
    asks, claims = is_question(text), wish.whether or (wish.about == text and text.endswith("."))
    leaves_out = asks_for_a_part(asked)
    # "Those who sleep are well." asks for nobody.
    kind = kind_asked(asked) if leaves_out or not claims else None
    wants_a_part = kind is not None or leaves_out
    yes_or_no = not asks or wish.about != text or asks_yes_or_no(asked)
    return _Said(
        text=text,
        put=text if asks and wish.about == text else _put_as_question(wish, kind),
        words=words_of(wish.about),
        written={
            word: words_of(word) for word in map(str.lower, _WRITTEN_WORD.findall(wish.about))
        },
        names=frozenset(word for name in _NAME.findall(text) for word in words_of(name)),
        asks=asks,
        open=not wants_a_part and yes_or_no,
        kind=kind,
        why=asks_why(asked),
        counted=frozenset(words_of(counted(text))) - function_stems(),
    )


def _put_as_question(wish: Wish, kind: Kind | None) -> str:
    """A topic, a claim or what is wished for as a question."""
    bare = wish.about.rstrip(" .!?。！？")
    if wish.whether and (put := as_question(bare)):
        return put
    if is_question(bare):
        return f"{bare}?"
    be = be_before(bare) if wish.told and kind else None
    return f"{'Who' if be and kind is Kind.PERSON else 'What'} {be or 'about'} {bare}?"


def is_question(text: str) -> bool:
    """Whether `text` asks, by its question mark or its first word, and does not end like a claim.

    >>> is_question("who signed the letter"), is_question("What laws hold for heated wings.")
    (True, False)
    """
    stripped = text.rstrip()
    if stripped.endswith((".", "。", "!", "！")):
        return False
    return stripped.endswith(("?", "？", "؟")) or bool(_BEGINS_TO_ASK.match(stripped))


@cache
def function_stems() -> frozenset[str]:
    """The words that say nothing about a subject, in the form in which the index compares words."""
    return frozenset(stem for word in _FUNCTION_WORDS for stem in words_of(word))
