"""Speakers: who says what stands in an interview or a transcript, by the labels of its lines.

"WT: I saw it." is said by William Tarr where the document tells that this is WT. What it does not
tell is not guessed: two names that a label may stand for are none.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise

from corpus.document import Document, section_at
from corpus.letters import PARTICLES
from corpus.lines import OF_MESSAGE
from corpus.passage import Span

# Who speaks comes back so often, with others between, and so many do: fewer are no conversation.
_FEWEST_TURNS = 3
_FEWEST_SPEAKERS = 2
# Such a share of the turns has words as people say them to each other; in records few have. Ours.
_LEAST_SPOKEN = 0.5
_SPOKEN = re.compile(r"\bI\b|\?|(?i:\b(?:you|we|me|my|your|our|us|yes)\b)")
# Nobody speaks for longer without a new label, and of a turn so much is looked at; in characters.
_LONGEST_TURN = 6000
_LOOKED_AT = 400
# So much above the first turn may say who speaks; and longer documents are no transcripts. Ours.
_HEAD_CHARACTERS = 3000
_DOCUMENT_CHARACTERS = 500_000
_DOCUMENTS_KEPT = 5000

_LABELLED = re.compile(
    r"\n(?:[^\S\n]*>)*+[^\S\n]*+"
    # A time may stand before it, in brackets.
    r"(?:[\[(]?\d\d?:\d\d(?::\d\d)?(?:[.,]\d{1,3})?[\])]?[^\S\n]++(?:[-–—][^\S\n]++)?)?[*_]{0,2}"
    r"(?P<label>[^\W\d_][^\n:：|?!;*_\[\]()]{0,39}+)"
    # Behind it, in brackets, whose that is; around it the signs for bold letters.
    r"(?:[\[(](?P<whose>[^\n\[\]()]{1,60})[\])])?[*_]{0,2}[:：][*_]{0,2}(?=\s|\Z)"
)
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
# A label has no more words, and so many given ones may stand before a surname.
_MOST_WORDS = 4
_MOST_GIVEN = 3
_INITIALS = range(2, 5)
# What no person is called, and records and manuals say again and again.
_NO_PERSON = OF_MESSAGE | frozenset(
    "note tip hint warning caution danger example exercise question answer problem solution summary"
    " result cause remedy remark comment reply response step task part section figure table".split()
)
# A longer word is no name, and would take long to look at; nor do more words stand in a row in one.
_WORD = r"[^\W\d_a-z][\w'’-]{0,29}\.?"
_NAME = rf"(?<!\w)(?:{_WORD}[^\S\n]+(?:(?:{'|'.join(PARTICLES)})[^\S\n]+){{0,3}}){{1,9}}{_WORD}"
_LABEL = r"(?<!\w)(?P<label>[^\W\d_][\w.’' -]{0,39}?)"
_RUN = re.compile(_NAME)
_POSSESSIVE = re.compile(r"['’]s$")
# "Interviewer: Ada Quill, of the museum", as a line that says who speaks and not what.
_IS_NAME = re.compile(rf"[^\S\n]*(?P<name>{_NAME})[^\S\n]*(?:[,;(][^\n]*)?(?=\n|\Z)")
# "WT: William Tarr" at the head; "WT = William Tarr" and "William Tarr (WT)" anywhere.
_STATED_AT_HEAD = re.compile(
    rf"(?:^|[;(,.])[^\S\n]*{_LABEL}[^\S\n]*[:=–—-][^\S\n]*(?P<name>{_NAME})[^\S\n]*(?=[\n,;()]|\Z)",
    re.MULTILINE,
)
_STATED = (
    re.compile(rf"{_LABEL}[^\S\n]*=[^\S\n]*(?P<name>{_NAME})"),
    re.compile(rf"(?P<name>{_NAME})[^\S\n]*[\[(]{_LABEL}[\])]"),
)
_INTRODUCES = re.compile(rf"\b(?i:my (?:full )?name is|i am|i['’]m)[^\S\n]+(?P<name>{_NAME})")
_WHO_ASKS = re.compile(
    r"\b(?i:interviewer|interviewed by|questioner|examined by)"
    rf"[^\S\n]*[:=]?[^\S\n]*(?P<name>{_NAME})"
)
_WHO_ANSWERS = re.compile(
    r"\b(?i:interviewee|witness|respondent|narrator|deponent|guest"
    r"|(?:interview|conversation) with|(?:interview|testimony|evidence|examination|deposition) of)"
    rf"[^\S\n]*[:=]?[^\S\n]*(?P<name>{_NAME})"
)
_PARTS = {"q": _WHO_ASKS, "int": _WHO_ASKS, "a": _WHO_ANSWERS}
# They interview, and are not interviewed: "Interview with Radio Sorrel".
_PAPERS = frozenset(
    "radio television tv bbc news times post gazette courier herald journal magazine press".split()
)
_TITLES = frozenset(
    "mr mrs ms miss dr doctor prof professor sir madam president vice prime deputy foreign minister"
    " chancellor secretary senator governor ambassador commissioner mayor chairman chairwoman chair"
    " director judge justice general admiral captain".split()
)
# Who opens a conversation may say who takes part: "With us today is Dr. Ada Lind, the minister."
_WELCOMES = re.compile(
    r"\b(?:with\s+(?:us|me)|welcom(?:es?|ing)|(?:am|are)\s+joined|joining\s+(?:us|me)|introduce"
    r"|on\s+the\s+panel)\b",
    re.IGNORECASE,
)
# Words before a surname that are no part of a name: "WITH TARR", "Witness Tarr".
_NO_GIVEN = _TITLES.union(PARTICLES) | frozenset(
    "a an the with of by for from to and or in at on as interview witness testimony".split()
)


@dataclass(frozen=True, slots=True)
class _Labelled:
    """A line that a label begins: its start, where its label ends, and whom that names.

    `speaker` is the label in small letters, without dots; `whose` the name in brackets behind it.
    """

    start: int
    end: int
    speaker: str
    whose: str


@dataclass(frozen=True, slots=True)
class _Turn:
    """What somebody says, from one label on; `name` is empty where nothing tells the full one."""

    start: int
    end: int
    name: str


def speaker_of(document: Document, span: Span) -> str:
    """The full name of who says `span`; empty where nobody does, several do, or no name is told.

    >>> text = "WT = William Tarr\\n\\n" + 3 * "Q: Did you see it?\\nWT: I did.\\n"
    >>> document = Document("a.txt", "", "", None, text)
    >>> speaker_of(document, Span(38, 48)), speaker_of(document, Span(19, 37))
    ('William Tarr', '')
    """
    turns = _turns_in(document)
    following = bisect_right(turns, span.start, key=lambda turn: turn.start)
    if not following:
        return ""
    turn = turns[following - 1]
    if span.start >= turn.end or any(one.start < span.end for one in turns[following:][:1]):
        return ""
    here, there = (section_at(document.marks, at) for at in (span.start, turn.start))
    return turn.name if here == there else ""


class _Content:
    """Title and text of a document as a key that is quick to compare, and that keeps no text."""

    __slots__ = ("_key", "document")

    def __init__(self, document: Document) -> None:
        self.document: Document | None = document
        # Python keeps a text's hash with the text; its 64 bits stand for the text here.
        self._key = (hash(document.text), document.title)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Content) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


def _turns_in(document: Document) -> tuple[_Turn, ...]:
    content = _Content(document)
    try:
        return _kept_turns(content)
    finally:
        content.document = None


@lru_cache(_DOCUMENTS_KEPT)
def _kept_turns(content: _Content) -> tuple[_Turn, ...]:
    assert content.document is not None
    return _turns(content.document.title, content.document.text)


def _turns(title: str, text: str) -> tuple[_Turn, ...]:
    """The turns of the conversation that `text` is, in order; none where it is no conversation."""
    lines = _labelled_lines(text)
    runs = Counter(speaker for speaker, _ in groupby(one.speaker for one in lines))
    speakers = {one for one, count in runs.items() if count >= _FEWEST_TURNS} - _NO_PERSON
    first = next((at for at, one in enumerate(lines) if _is_turn(text, one, speakers)), len(lines))
    spoken = _spoken(text, lines[first:])
    if len(speakers) < _FEWEST_SPEAKERS or not _is_speech(text, spoken, speakers):
        return ()
    names = _names_of({one.speaker for one in spoken}, title, text, spoken)
    return tuple(
        _Turn(one.start, end, one.whose or names.get(one.speaker, ""))
        for one, end in spoken.items()
    )


def _labelled_lines(text: str) -> list[_Labelled]:
    if len(text) > _DOCUMENT_CHARACTERS:
        return []
    return [
        _Labelled(found.start(), found.end() - 1, _plain(label), _name_in(found["whose"] or ""))
        for found in _LABELLED.finditer(f"\n{text}")
        if _looks_like_a_name(label := found["label"].partition(",")[0])
    ]


def _name_in(brackets: str) -> str:
    """The name that begins what stands in brackets: "Ana Lind, Daily News"."""
    found = _IS_NAME.match(brackets)
    return found["name"] if found else ""


def _plain(label: str) -> str:
    """The label in small letters, without dots; initials stand together: "W. T." is "wt"."""
    words = label.replace(".", " ").casefold().split()
    return ("" if all(len(word) == 1 for word in words) else " ").join(words)


def _looks_like_a_name(label: str) -> bool:
    words = label.split()
    return 0 < len(words) <= _MOST_WORDS and all(
        word[0].isupper() or (at and word in PARTICLES) for at, word in enumerate(words)
    )


def _is_turn(text: str, line: _Labelled, speakers: Collection[str]) -> bool:
    """Whether in this line one of `speakers` says something, and it does not say who that is."""
    return line.speaker in speakers and not _IS_NAME.match(text, line.end)


def _spoken(text: str, lines: Sequence[_Labelled]) -> dict[_Labelled, int]:
    """Where what each label stands before ends: at the next, the last with its paragraph."""
    if not lines:
        return {}
    blank = _BLANK_LINE.search(text, lines[-1].end)
    ends = [*(after.start for _, after in pairwise(lines)), blank.start() if blank else len(text)]
    return {one: min(end, one.start + _LONGEST_TURN) for one, end in zip(lines, ends, strict=True)}


def _is_speech(text: str, spoken: Mapping[_Labelled, int], speakers: Collection[str]) -> bool:
    said = [
        bool(_SPOKEN.search(text, one.end, min(end, one.end + _LOOKED_AT)))
        for one, end in spoken.items()
        if one.speaker in speakers
    ]
    return sum(said) >= _LEAST_SPOKEN * len(said) > 0


def _names_of(
    speakers: Collection[str], title: str, text: str, spoken: Mapping[_Labelled, int]
) -> dict[str, str]:
    """The full name of each speaker, where the head or the whole text tells one, and only one.

    What says outright whom a label stands for comes first. In the head, in a welcome, and where
    somebody says who he is, it is enough that initials or the surname are the same.
    """
    first = min(spoken, key=lambda one: one.start)
    head = f"{title}\n{text[max(0, first.start - _HEAD_CHARACTERS) : first.start]}"
    stated, runs = _stated(head, text), _runs(f"{title}\n{text}")
    opening = text[first.end : min(spoken[first], first.end + _HEAD_CHARACTERS)]
    above = _runs(head + opening if _WELCOMES.search(opening) else head)
    near = {one.speaker: [*above] for one in spoken}
    whose: defaultdict[str, list[str]] = defaultdict(list)
    for one, end in spoken.items():
        introduced = _INTRODUCES.finditer(text, one.end, min(end, one.end + _LOOKED_AT))
        near[one.speaker].extend(found["name"].split() for found in introduced)
        if one.whose:
            whose[one.speaker].append(one.whose)
    names: dict[str, str] = {}
    for speaker in speakers:
        ways = (
            stated[speaker],
            whose[speaker],
            _of_part(speaker, head, text),
            [*_behind(speaker, runs)],
            [
                *_of_initials(speaker, near[speaker]),
                *_with_surname(speaker, near[speaker], text),
            ],
        )
        names[speaker] = _only(next(filter(None, ways), ()))
    return names


def _only(names: Iterable[str]) -> str:
    """The one name that all of `names` are, however written; empty where there are others."""
    spelled = {_POSSESSIVE.sub("", " ".join(name.split())): None for name in names}
    if len({name.casefold().replace(".", "") for name in spelled}) != 1:
        return ""
    return min(spelled, key=str.isupper).rstrip(".")


def _stated(head: str, text: str) -> defaultdict[str, list[str]]:
    """What labels are said to stand for: "WT = William Tarr", "William Tarr (WT)"."""
    stated: defaultdict[str, list[str]] = defaultdict(list)
    for found in _STATED_AT_HEAD.finditer(head):
        stated[_plain(found["label"])].append(found["name"])
    for found in (found for pattern in _STATED for found in pattern.finditer(text)):
        label = _plain(found["label"])
        if len(label) > 1:  # one letter may stand for anything
            words = found["name"].split()
            last = words[-len(label) :]
            stated[label].append(" ".join(last if _begin(last) == label else words))
    return stated


def _begin(words: Iterable[str]) -> str:
    return "".join(word[0] for word in words).casefold()


def _runs(text: str) -> tuple[list[str], ...]:
    """The words that stand in a row with capital letters, and the one before them, if any."""
    return tuple(
        [*text[max(0, run.start() - 40) : run.start()].split()[-1:], *run[0].split()]
        for run in _RUN.finditer(text)
    )


def _of_part(speaker: str, head: str, text: str) -> list[str]:
    """Who asks or answers by the `head`, and by the rest of `text`, which may name others."""
    pattern = _PARTS.get(speaker)
    if pattern is None or not pattern.search(head):
        return []
    names = (found["name"] for found in pattern.finditer(text))
    return [name for name in names if _PAPERS.isdisjoint(name.casefold().split())]


def _behind(speaker: str, runs: Iterable[Sequence[str]]) -> Iterator[str]:
    """Names such as "Dr Wanda Immerling" for "DR IMMERLING"."""
    before, surname = _title_and_surname(speaker)
    for words in runs if before else ():
        plain = [_POSSESSIVE.sub("", _plain(word)) for word in words]
        for end in (at for at, word in enumerate(plain) if word == surname):
            for start in range(max(0, end - len(before) - _MOST_GIVEN), end - len(before)):
                given = words[start + len(before) : end]
                if plain[start : start + len(before)] == before and any(map(_is_given, given)):
                    yield " ".join(words[start : end + 1])


def _title_and_surname(speaker: str) -> tuple[list[str], str]:
    """The words of a label before the last one, without "van der", and the last one."""
    *before, surname = speaker.split()
    return [word for word in before if word not in PARTICLES], surname


def _is_given(word: str) -> bool:
    """Whether `word` is a name, and no initial or part of a surname."""
    plain = _plain(word)
    return word[0].isupper() and len(plain) > 1 and plain not in _NO_GIVEN


def _of_initials(speaker: str, runs: Iterable[Sequence[str]]) -> Iterator[str]:
    """Names whose words begin with the letters of `speaker`; "the Water Tower" is none."""
    for run in runs if len(speaker) in _INITIALS else ():
        words = [word for word in run if word not in PARTICLES]
        for start in range(len(words) - len(speaker) + 1):
            name = words[start : start + len(speaker)]
            named = all(word[0].isupper() for word in name) and name[0].casefold() not in _NO_GIVEN
            before = [word.casefold() for word in words[start - 1 : start]]
            if named and _begin(name) == speaker and before != ["the"]:
                yield " ".join(name)


def _with_surname(speaker: str, runs: Iterable[Sequence[str]], text: str) -> Iterator[str]:
    """Names that end in the surname, if this is no word that `text` has for a thing."""
    before, surname = _title_and_surname(speaker)
    if not _TITLES.issuperset(before) or (not before and f" {surname}" in text):
        return
    for words in runs:
        plain = [_POSSESSIVE.sub("", _plain(word)) for word in words]
        for end in (at for at, word in enumerate(plain) if word == surname):
            start = end - 1
            while start > 0 and (len(plain[start]) == 1 or plain[start] in PARTICLES):
                start -= 1
            if start >= 0 and _is_given(words[start]):
                yield " ".join(words[start : end + 1])
