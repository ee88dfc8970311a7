"""Focus: what an exchange was about: its names, and its rarest words in their phrases."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qa.question_words import Word, is_content, words_in

Rarity = Callable[[str], float]
"""How rare a word is in the documents: 0 or more, higher is rarer."""

# Words inside a name: "University of Tokyo".
_JOINING = frozenset("of the for de la von van du & 's".split())
# Words with a capital that open a question, and others that name nothing.
_NO_NAMES = frozenset(
    "i i'm i've what which who whom whose when where why how is are was were do does did can could"
    " will would should has have had may might tell please give name list and or but so also then"
    " yes no not ok okay thanks thank hello hi sorry in on at of for from by with to about after"
    " before during the a an this that these those it he she they we you my your his her its their"
    " our as if there here any some all both each other another many much more most".split()
)
# Words that ask or frame, and say nothing about the subject.
_NO_SUBJECT = frozenset(
    "many much kind kinds sort type types thing things way ways tell give get got let please know"
    " like mean means meant want need say said says called name names list explain describe example"
    " examples happen happened happens make made go going come came take took use used ever"
    " interesting article information anything something else another besides really actually"
    " also still yet one ones i'm i've i'd don't didn't doesn't isn't wasn't okay ok thanks thank"
    " sorry yes no did does not find found see seen".split()
)
_LONGEST_PHRASE = 3
_SENTENCE_END = re.compile(r"(?<=[.!?。])\s+")


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
    words = [word for sentence in _sentences(text) for word in sentence]
    found: list[Phrase] = []
    at = 0
    while at < len(words):
        end = _name_end(words, at)
        name = end > at
        if not name:
            end = _run_end(words, at)
        if end > at:
            start, stop = words[at].start, _bare_end(words[end - 1])
            found.append(Phrase(text[start:stop], name, start, stop))
        at = max(end, at + 1)
    return tuple(found)


def names_in(text: str) -> tuple[Phrase, ...]:
    """The names in `text`, each once, in their order."""
    seen: dict[str, Phrase] = {}
    for phrase in phrases_in(text):
        if phrase.name:
            seen.setdefault(phrase.text.lower(), phrase)
    return tuple(seen.values())


def first_sentence(text: str) -> str:
    """The first sentence of `text`."""
    return _SENTENCE_END.split(text.strip(), maxsplit=1)[0]


def _sentences(text: str) -> list[list[Word]]:
    """The words of each sentence, with places in the whole text."""
    sentences, start = [], 0
    for end in [*(match.start() for match in _SENTENCE_END.finditer(text)), len(text)]:
        sentences.append(
            [
                Word(word.text, word.start + start, word.end + start, word.pause)
                for word in words_in(text[start:end])
            ]
        )
        start = end
    return sentences


def _name_end(words: Sequence[Word], first: int) -> int:
    """Where the name that begins at `first` ends; `first` where none does."""
    if not _names(words[first]):
        return first
    end = first + 1
    while end < len(words) and not _closes(words[end - 1]) and _goes_on(words, end):
        end += 1
    return end


def _closes(word: Word) -> bool:
    """Whether a name ends with `word`: at a pause, or as somebody's ("Tokyo's letter")."""
    return word.pause or word.text.endswith(("'s", "’s"))


def _goes_on(words: Sequence[Word], at: int) -> bool:
    """Whether the name before the word at `at` goes on with it."""
    text = words[at].text
    if _names(words[at]):
        return True
    if text[0].isdigit():
        return words[at - 1].capitalised
    return text.lower() in _JOINING and _leads_to_name(words, at)


def _leads_to_name(words: Sequence[Word], at: int) -> bool:
    following = words[at + 1 : at + 3]
    if words[at].pause or not following:
        return False
    last = following[-1] if following[0].text.lower() in _JOINING else following[0]
    return _names(last)


def _names(word: Word) -> bool:
    text = word.text
    if text.lower() in _NO_NAMES:
        return False
    return word.capitalised or (text[0].isalpha() and any(sign.isdigit() for sign in text))


def _run_end(words: Sequence[Word], first: int) -> int:
    end = first
    while end < len(words) and end - first < _LONGEST_PHRASE and _is_subject(words[end]):
        end += 1
        if words[end - 1].pause:
            break
    return end


def _is_subject(word: Word) -> bool:
    lower = word.text.lower()
    return is_content(lower) and lower not in _NO_SUBJECT and not _names(word)


def _bare_end(word: Word) -> int:
    return word.end - 2 if word.text.endswith(("'s", "’s")) else word.end
