"""Sentence boundaries of a stretch of text, as exact spans."""

import re
from itertools import pairwise

from corpus.passage import Span

# Scripts that write no space after a sentence; syntok looks for one.
_WIDE_STOP = re.compile(r"[。！？]+[”’」』）]*")
# Text that was tokenised before it came to us (" . " between words), where syntok sees no end.
_SPACED_STOP = re.compile(r"(?<=\s)[.?!](?=\s)")
# What ends in one of these goes on when a digit or a small letter follows.
_ABBREVIATION = re.compile(
    r"\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|No|Nos|Fig|Figs|Eq|Sec|Ch|Vol|pp?|al|vs"
    r"|approx|ca|e\.g|i\.e|cf|St|Dr|Mr|Mrs|Ms|Prof|Gen|Lt|Col|Rev|Hon)\.$"
)
_SPACED_BRACKET = re.compile(r"(?<=\S) [)\]]+")
# What may be the last word of a sentence, and what begins the next one where syntok sees none: a
# pronoun with a small letter behind it, for another one is a name, or a conjunction. "Co. I of the
# guard" is a company by its letter.
_LAST_WORD = (
    r"(?:(?<=\d)|\b)(?:[AaPp]\.\s?[Mm]|B\.\s?C(?:\.\s?E)?|A\.\s?D|C\.\s?E|Co|Ltd|Inc|Corp|Sr"
    r"|etc|Ph\.\s?D|U\.\s?S(?:\.\s?A)?|U\.\s?K|D\.\s?C)\."
)
_PRONOUN = (
    r"(?:I(?!\s+of\b)|We|He|She|They|You|There|Here|These|Those|My|Our|His|Her|Their|Your)"
    r"(?:['’][a-z]+)?,?\s+[a-z]"
)
_CONJUNCTION = r"(?:But|When|While|After|Before|Though|If|Until|Then|Once|At),?\s+\w"
_LAST_STOP = re.compile(rf"{_LAST_WORD}[\"'”’)\]]*\s+(?=[“‘\"']?(?:{_PRONOUN}|{_CONJUNCTION}))")
# A day of a month in German, Danish or Norwegian: "am 28. Juni", "den 3. oktober".
_DAY = re.compile(r"\b(?:[1-9]|[12]\d|3[01])\.$")
_MONTH = re.compile(
    r"(?:[Jj]anuar|Jänner|[Ff]ebruar|Feber|März|[Mm]arts|mars|[Aa]pril|Mai|maj|mai|[Jj]uni|[Jj]uli"
    r"|[Aa]ugust|[Ss]eptember|[Oo]ktober|[Nn]ovember|Dezember|[Dd]e[sc]ember)\b"
)
# A name follows; as speakers are named, "MS. RICE", both in capitals.
_TITLES = (
    "Adm|Amb|Capt|Cmdr|Col|Dr|Fr|Gen|Gov|Hon|Hr|Lt|Maj|Messrs|Mlle|Mme|Mr|Mrs|Ms|Pres|Prof|Rep|Rev"
    "|Rt|Sec|Sen|Sgt|Supt"
)
_TITLE = re.compile(rf"(?<!\d)(?<!\d\s)\b(?:{_TITLES})\.$")
_LOUD_TITLE = re.compile(rf"\b(?:{_TITLES.upper()})\.$")
_LOUD = re.compile(r"[^\W\d_a-z]['’]?[^\W\d_a-z]")
# The number of a paragraph or of an item, which what it numbers follows.
_NUMBER = re.compile(r"\(?(?:\d{1,3}|[ivx]{1,5}|[A-Za-z])[.)]")
# How a sentence ends, or a line that stands for itself.
_ENDS = re.compile(r"[.?!。！？:;…][\"'”’»)\]*_]*$")


def sentence_spans(text: str, span: Span) -> tuple[Span, ...]:
    """The sentences of `text[span.start:span.end]`, without the white space around them.

    The spans are offsets of `text`, ordered and disjoint, and cover all that is not white space.
    A line break inside the span counts as a space.

    >>> [(s.start, s.end) for s in sentence_spans("He came on Jan. 5th. She left.", Span(0, 30))]
    [(0, 20), (21, 30)]
    """
    stretch = text[span.start : span.end].replace("\n", " ")
    # "(Fig. 4 ). Then": in tokenised text syntok would end the sentence before the bracket.
    stretch = _SPACED_BRACKET.sub(lambda bracket: bracket.group().strip() + " ", stretch)
    starts = {0, *_syntok_starts(stretch)}
    for stops in (_WIDE_STOP, _SPACED_STOP, _LAST_STOP):
        starts.update(stop.end() for stop in stops.finditer(stretch))
    bounds = [*sorted(starts), len(stretch)]
    sentences: list[Span] = []
    for start, end in pairwise(bounds):
        sentence = stripped(text, Span(span.start + start, span.start + end))
        if not len(sentence):
            continue
        if sentences and _goes_on(text, sentences[-1], sentence):
            sentences[-1] = Span(sentences[-1].start, sentence.end)
        else:
            sentences.append(sentence)
    return tuple(sentences)


def stripped(text: str, span: Span) -> Span:
    """`span` without white space at either end; empty where it holds nothing else."""
    stretch = text[span.start : span.end]
    start = span.start + len(stretch) - len(stretch.lstrip())
    return Span(start, max(start, span.start + len(stretch.rstrip())))


def _syntok_starts(stretch: str) -> list[int]:
    from syntok import segmenter  # readers need `stripped`, and not a segmenter

    return [
        sentence[0].offset
        for paragraph in segmenter.analyze(stretch)
        for sentence in map(list, paragraph)
        if sentence
    ]


def _goes_on(text: str, before: Span, after: Span) -> bool:
    """Whether a boundary between the two is a slip, made at an abbreviation or before a bracket."""
    following = text[after.start]
    end = text[max(before.start, before.end - 12) : before.end]
    if following in ".,;:)]!?" or _NUMBER.fullmatch(text, before.start, before.end):
        return True
    if following in "([":
        return not _ENDS.search(end)
    if _TITLE.search(end) or (_LOUD_TITLE.search(end) and _LOUD.match(text, after.start)):
        return True
    if _DAY.search(end) and _MONTH.match(text, after.start):
        return True
    if not (following.isdigit() or following.islower()):
        return False
    return bool(_ABBREVIATION.search(end))
