"""Focus: what a text is about: its names, and its other words in the phrases they stand in."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from corpus.letters import PARTICLES
from corpus.lines import logical_lines
from qa.places import is_place
from qa.question_words import Word, is_content, words_in

Rarity = Callable[[str], float]
"""How rare a word is in the documents: from 0 to 1 for a word that one passage holds."""

# Words inside a name: "University of Tokyo".
_JOINING = frozenset(("of", "for", "the", "&", *PARTICLES))
# Words with a capital that open a question, and others that name nothing.
_NO_NAMES = frozenset(
    "i i'm i've i'd i'll what what's which who who's whom whose when where where's why how how's is"
    " are was were am do does did don't doesn't didn't isn't aren't wasn't can could will would"
    " should has have had may might must tell please give name list explain describe show find and"
    " or but so also then yes no not ok okay oh well thanks thank hello hi sorry in on at of for"
    " from by with without to about after before during since until against the a an this that"
    " these those it it's its he she they we you my your his her their our as if there here any"
    " some all both each other another else many much more most only same such besides apart aside"
    " january february march april may june july august september october november december monday"
    " tuesday wednesday thursday friday saturday sunday".split()
)
# Words that ask or frame, and say nothing about the subject.
_NO_SUBJECT = frozenset(
    "many much kind kinds sort type types thing things way ways tell give get got let please know"
    " like mean means meant want need say said says called name names list explain describe example"
    " examples happen happened happens make made go going come came take took use used ever long"
    " old big often far part became become began begin start started end"
    " interesting article information anything something everything else another besides really"
    " actually also still yet one ones i'm i've i'd don't didn't doesn't isn't wasn't okay ok"
    " thanks thank sorry yes no does did not find found see seen able other others".split()
)
_LONGEST_PHRASE = 3
# Longer runs of capitals are headings.
_LONGEST_NAME = 8
# An initial ends no sentence.
_SENTENCE_END = re.compile(r"(?<=[.!?。])(?<!\b[A-Z]\.)\s+")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand together; `name` says that they name somebody or something.

    `start` and `end` count in the text that they were taken from.
    """

    text: str
    name: bool
    start: int
    end: int

    @property
    def words(self) -> tuple[str, ...]:
        """Its words in small letters."""
        return tuple(word.text.lower() for word in words_in(self.text))


def phrases_in(text: str) -> tuple[Phrase, ...]:
    """The names and the phrases of content words in `text`, in their order.

    >>> [phrase.text for phrase in phrases_in("Who signed the letter to the University of Tokyo?")]
    ['signed', 'letter', 'University of Tokyo']
    """
    return tuple(phrase for words in _sentences(text) for phrase in _phrases(text, words))


def _phrases(text: str, words: Sequence[Word]) -> Iterator[Phrase]:
    """The phrases of one sentence of `text`."""
    at = 0
    while at < len(words):
        end = _name_end(words, at)
        name = end > at
        if not name:
            end = _run_end(words, at)
        if end > at:
            start, stop = words[at].start, _bare_end(words[end - 1])
            yield Phrase(text[start:stop], name, start, stop)
        if name and _is_asked_about(words, at) and _verb_follows(words, end):
            end += 1
        at = max(end, at + 1)


def _verb_follows(words: Sequence[Word], at: int) -> bool:
    """Whether the word behind a name is its verb, "did Tokyo send", not "does the Tokyo bank have".

    Only after "do", "does" or "did".
    """
    if at >= len(words) or _closes(words[at - 1]):
        return False
    return at + 1 == len(words) or words[at + 1].text.lower() not in {"have", "do", "get", "use"}


def _is_asked_about(words: Sequence[Word], at: int) -> bool:
    """Whether "do", "does" or "did" stands before the name at `at`."""
    before = [word.text.lower() for word in words[max(0, at - 2) : at]]
    if before and before[-1] == "the":
        before.pop()
    return bool(before) and before[-1] in {"do", "does", "did"}


def names_in(text: str) -> tuple[Phrase, ...]:
    """The names in `text`, each once, in their order."""
    seen: dict[str, Phrase] = {}
    for phrase in phrases_in(text):
        if phrase.name:
            seen.setdefault(phrase.text.lower(), phrase)
    return tuple(seen.values())


def opening_name(text: str) -> Phrase | None:
    """The first word of `text`, if it may be a name and `names_in` cannot tell that it is one."""
    words = next(iter(_sentences(text)), [])
    if not words or not is_name(words[0]) or not is_content(words[0].text):
        return None
    alone = len(words) == 1 or _closes(words[0]) or not _goes_on(words, 1)
    start, end = words[0].start, _bare_end(words[0])
    return Phrase(text[start:end], name=True, start=start, end=end) if alone else None


def first_sentence(text: str) -> str:
    """The first sentence of `text`."""
    return _SENTENCE_END.split(text.strip(), maxsplit=1)[0]


def is_name(word: Word) -> bool:
    """Whether `word` is written as a name, or as part of one."""
    text = word.text
    if text.lower() in _NO_NAMES:
        return False
    return word.capitalised or (text[0].isalpha() and any(sign.isdigit() for sign in text))


def is_subject(word: Word) -> bool:
    """Whether `word` says what a text is about, and is no name."""
    lower = word.text.lower()
    return is_content(lower) and lower not in _NO_SUBJECT and (not is_name(word))


def _sentences(text: str) -> list[list[Word]]:
    """The words of each sentence, with places in the whole text; brackets count as pauses.

    A line that its author ended on purpose, as under a letter, ends what it says.
    """
    plain = re.sub(r"[()\[\]]", ",", re.sub(r"\s[(\[]", ", ", text))
    ends = {match.start() for match in _SENTENCE_END.finditer(plain)}
    if "\n" in text:
        ends.update(line.span.end for line in logical_lines(text))
    sentences, start = [], 0
    for end in sorted(ends | {len(plain)}):
        sentences.append(
            [
                Word(word.text, word.start + start, word.end + start, word.pause)
                for word in words_in(plain[start:end])
            ]
        )
        start = end
    return sentences


def _name_end(words: Sequence[Word], first: int) -> int:
    """Where the name that begins at `first` ends; `first` where none does."""
    if words[first].text in PARTICLES and _leads_to_name(words, first):
        named = _name_end(words, first + 1)
        return named if named > first + 1 else first
    if not is_name(words[first]) or (first == 0 and not is_content(words[0].text)):
        return first
    end, limit = first + 1, min(len(words), first + _LONGEST_NAME)
    while end < limit and not _closes(words[end - 1]) and _goes_on(words, end):
        end += 1
    if end == first + 1 and len(words[first].text) == 1:  # "Q:" or "A." before what is said
        return first
    return first if first == 0 and end == 1 and _may_be_common(words[0]) else end


def _may_be_common(word: Word) -> bool:
    """Whether a sentence's first word may have its capital from there: "Robots were used"."""
    return word.text[1:].islower() and not is_place((word.text.lower(),))


def _closes(word: Word) -> bool:
    """Whether a name ends with `word`: at a pause, or as somebody's ("Tokyo's letter")."""
    return word.pause or word.text.endswith(("'s", "’s"))


def _goes_on(words: Sequence[Word], at: int) -> bool:
    """Whether the name before the word at `at` goes on with it."""
    text = words[at].text
    if is_name(words[at]):
        return True
    if text[0].isdigit():
        return words[at - 1].capitalised
    return text.lower() in _JOINING and _leads_to_name(words, at)


def _leads_to_name(words: Sequence[Word], at: int) -> bool:
    following = words[at + 1 : at + 3]
    if words[at].pause or not following:
        return False
    last = following[-1] if following[0].text.lower() in _JOINING else following[0]
    return is_name(last)


def _run_end(words: Sequence[Word], first: int) -> int:
    end = first
    while end < len(words) and end - first < _LONGEST_PHRASE and is_subject(words[end]):
        end += 1
        if words[end - 1].pause:
            break
    return end


def _bare_end(word: Word) -> int:
    return word.end - 2 if word.text.endswith(("'s", "’s")) else word.end
