"""Evidence: how much of what a question asks about each sentence and its passage hold."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from statistics import fmean

from corpus.document import HEADING_SEPARATOR, section_at
from corpus.letters import Letter, is_letter_head, is_signature, letter_of
from corpus.lines import ends_sentence, logical_lines
from corpus.passage import Passage, Span
from corpus.rows import is_row, named_cells, names_columns, record_of, row_above, with_names
from corpus.speakers import speaker_of
from index.encoding import SENT, Vectors
from index.hit import Hit
from index.lexical import words_of
from qa.kinds import Kind
from qa.letter_ends import letter_ends
from qa.named_row import rows_beside_the_named
from qa.nearness import reach
from qa.overlap import overlap_of
from qa.pairs import Excerpt
from qa.reading import Judgement, Reader
from qa.terms import QuestionTerms
from qa.values import NAME_WORD
from qa.wording import offered_text, sentence_text, wordings_of

# Where the answer hardly begins in the sentence itself, it is no more than so much less likely.
_LEAST_SHARE = 0.01
_LABELLING = (":", "：")
# "She asked to whom it was sold."
_TELLS_OF_A_QUESTION = re.compile(
    r"\b(?:asked|asks|wondered|wonders|inquired|enquired)\b[^.?!]{0,30}"
    r"\b(?:whom?|whose|what|which|when|where|why|how|whether)\b",
    re.IGNORECASE,
)
# "It was opened in 2019."
_REFERRING = re.compile(
    r"\W*(?!(?-i:IT)\b)(?:it|its|they|their|he|she|his|her|this|that|these|those|such|both|there|here"
    r"|the (?:former|latter))\b",
    re.IGNORECASE,
)
# "To whom was the letter sent?", "Who received it?"
_RECEIVES = re.compile(
    r"\bto\s+whom\b|\bwhom?\b.*\bto\W*$|\bwhom\s+(?:did|does|do|has|had)\b"
    r"|\b(?:received?|receives|recipient|addressee)\b",
    re.IGNORECASE,
)
# "Who wrote the letter?"
_WRITES = re.compile(
    r"\b(?:writ(?:es?|ing|ten|ers?)|wrote|sign(?:s|ed|ing|ature)?|sen[dt]s?|sending|senders?"
    r"|authors?)\b|\bletter\b.*\bfrom\W*$",
    re.IGNORECASE,
)
# Who says it did it: "I signed it".
_OF_ONESELF = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur)\b")
# A letter is no longer than this; so far from its end it may say who its people are. Ours.
_LETTER_CHARACTERS = 20_000
# Signs around a heading, as "## " and "**", are no more than this.
_MARKUP_CHARACTERS = 20
# What is said of a letter before its head.
_GOES_TO = re.compile(rf"Letter (?:from .*? )?to (?P<name>.+) (?={SENT})")
# A question ends so, also in quotes, in bold, and in Chinese.
_ASKING = ("?", "？", "?**", '?"', "?”", "?’")


@dataclass(frozen=True, slots=True)
class SentenceEvidence:
    """What speaks for one sentence as the answer; every number is higher for more of it.

    `hit` and `sentence` are positions: of the hit among the hits, of the sentence in its passage.
    `similarity` is a cosine; the coverages, `names` and `pairs` are shares of the question, 0 to 1;
    `context` is what the sentence covers together with the two beside it, `before` what the one
    before it covers, `carried` the same where the sentence begins with a word that stands for
    something told before ("It was opened in 2019"); `refers` is 1 there. `nearness` is how near
    the passage comes to an open question's words, `farthest` to the one it comes least near to;
    both are 1 for others. `fit` is 1 where the kind of answer that is asked for stands there, -1
    where it does not, 0 where none is asked for. `heading` says that it stands above what is said
    and says nothing itself, or is a row of a table beside the one that the question names. `begins`
    is the reader's probability that the answer begins in it, given that the passage holds one;
    `presence` its logit that the passage does. Both are 0 without a reader. `tells` is the reader's
    logit that the sentence, read behind its title, tells what is asked for, and does not only
    repeat the question; `alone` its logit that the sentence, read so, holds the answer. Each is
    None where it was not asked that. Of what is no sentence, and so is not read, `told` and
    `read_alone` say what counts instead.
    """

    hit: int
    sentence: int
    span: Span
    similarity: float
    coverage: float
    context: float
    before: float
    carried: float
    refers: int
    passage_coverage: float
    names: float
    nearness: float
    farthest: float
    pairs: float
    fit: int
    heading: bool
    passage_score: float
    begins: float
    presence: float
    tells: float | None = None
    alone: float | None = None


def weigh_sentences(
    question: Vectors,
    terms: QuestionTerms,
    hits: Sequence[Hit],
    judgements: Sequence[Judgement] = (),
) -> tuple[SentenceEvidence, ...]:
    """The evidence for every sentence of `hits`; `question` is its vector, (dim,) float32.

    `judgements` are the reader's about each of `hits`, where there is one that tells places.
    """
    if not hits:
        return ()
    evidence: list[SentenceEvidence] = []
    wordings = wordings_of([hit.passage for hit in hits])
    overlap = overlap_of(terms, wordings)
    # Nothing else asks for it, and it takes half as long as all the rest of the evidence.
    near = reach(terms.written if terms.open else {}, wordings)
    coverage, context, pairs = (
        values.tolist() for values in (overlap.coverage, overlap.context, overlap.pairs)
    )
    for position, (hit, judged) in enumerate(zip_longest(hits, judgements)):
        first = overlap.titles[position] + 1
        passage_coverage = float(overlap.passage_coverage[position])
        names = float(overlap.names[position])
        nearness, farthest = float(near.every[position]), float(near.farthest[position])
        similarities = hit.sentence_vectors @ question
        other_end = [_is_other_end(terms, hit.passage, span) for span in hit.passage.sentences]
        other_rows = rows_beside_the_named(hit.passage, terms)
        before = [0.0, *coverage[first : first + len(hit.passage.sentences) - 1]]
        refers = [int(_refers(hit.passage, span)) for span in hit.passage.sentences]
        evidence.extend(
            SentenceEvidence(
                hit=position,
                sentence=number,
                span=span,
                similarity=float(similarities[number]),
                coverage=coverage[first + number],
                context=context[first + number],
                before=before[number],
                carried=before[number] * refers[number],
                refers=refers[number],
                passage_coverage=passage_coverage,
                names=names,
                nearness=nearness,
                farthest=farthest,
                pairs=pairs[first + number],
                fit=-1 if other_end[number] else terms.fit(offered_text(hit.passage, number)),
                heading=(
                    other_end[number] or number in other_rows or _is_heading(hit.passage, number)
                ),
                passage_score=hit.score,
                begins=judged.begins_in(_within(hit.passage, span)) if judged else 0.0,
                presence=judged.presence if judged else 0.0,
            )
            for number, span in enumerate(hit.passage.sentences)
        )
    return tuple(evidence)


def _refers(passage: Passage, span: Span) -> bool:
    """Whether the sentence at `span` begins with a word that stands for something told before."""
    return _REFERRING.match(passage.document.text, span.start, span.end) is not None


def _is_other_end(terms: QuestionTerms, passage: Passage, span: Span) -> bool:
    """Whether `span` is the end of a letter that does not tell who or when is asked for.

    Its head does not tell who wrote it, nor its signature to whom it went, nor when without a date;
    and neither tells anything of a letter that goes the other way, or between others.
    """
    ends = letter_ends(terms.text)
    if ends and _is_of_letter(passage, span):
        around = slice(max(0, span.start - _LETTER_CHARACTERS), span.end + _LETTER_CHARACTERS)
        if ends.are_not_of(_letter(passage, span), passage.document.text[around]):
            return True
    if terms.kind is Kind.DATE:
        undated = terms.fit(passage.document.text[span.start : span.end]) < 0
        return undated and is_signature(passage, span)
    if terms.kind is not Kind.PERSON:
        return False
    if _RECEIVES.search(terms.text):
        return is_signature(passage, span)
    return bool(_WRITES.search(terms.text)) and is_letter_head(passage, span)


def _letter(passage: Passage, span: Span) -> Letter:
    """What is told of the letter of which `span` is the head or the signature.

    Where no line is known to hold the signer's name, it is among the names in the signature.
    """
    letter = letter_of(passage, span)
    if letter.signer or not is_signature(passage, span):
        return letter
    names = re.findall(NAME_WORD, passage.document.text[span.start : span.end])
    return replace(letter, signer=" ".join(names))


def told(
    question: str,
    reader: Reader,
    evidence: Sequence[SentenceEvidence],
    hits: Sequence[Hit],
    likeliest: Sequence[int],
) -> tuple[SentenceEvidence, ...]:
    """`evidence`, with whether the sentences at the positions `likeliest` tell what is asked for.

    In its passage a sentence looks right for what the others beside it say; so each is read by
    itself, as `excerpt_alone` has it. Of what is no sentence, as a line of an address, nothing is
    known, so that it tells as much as the others on the mean; with none beside it, 0.
    """
    excerpts = _excerpts(evidence, hits, likeliest)
    said = reader.tells(question, list(excerpts.values()))
    logits = dict.fromkeys(likeliest, fmean(said) if said else 0.0)
    logits |= zip(excerpts, said, strict=True)
    return tuple(replace(one, tells=logits.get(at)) for at, one in enumerate(evidence))


def read_alone(
    question: str,
    reader: Reader,
    evidence: Sequence[SentenceEvidence],
    hits: Sequence[Hit],
    foremost: Sequence[int],
) -> tuple[SentenceEvidence, ...]:
    """`evidence`, with whether the sentences at the positions `foremost` hold the answer.

    What the answer begins with must stand in the sentence itself, and not in what is read before
    it. What is no sentence says little without what stands above; what is said of its passage
    counts.
    """
    excerpts = _excerpts(evidence, hits, foremost)
    alone = {at: evidence[at].presence for at in foremost}
    read = reader.read(question, list(excerpts.values())) if excerpts else ()
    for (at, excerpt), judged in zip(excerpts.items(), read, strict=True):
        one = evidence[at]
        speaker = speaker_of(hits[one.hit].passage.document, one.span)
        share = max(_LEAST_SHARE, _share_inside(question, excerpt, judged, speaker))
        alone[at] = judged.presence + math.log(share)
    return tuple(replace(one, alone=alone.get(at)) for at, one in enumerate(evidence))


def _excerpts(
    evidence: Sequence[SentenceEvidence], hits: Sequence[Hit], positions: Sequence[int]
) -> dict[int, Excerpt]:
    """What is read of the sentences at `positions` by themselves, where they are sentences."""
    asked = (
        (at, excerpt_alone(hits[evidence[at].hit].passage, evidence[at].sentence))
        for at in positions
    )
    return {at: one for at, one in asked if one}


def _share_inside(question: str, excerpt: Excerpt, judged: Judgement, speaker: str) -> float:
    """How likely the answer, if it stands in `excerpt`, begins in the sentence itself.

    Whom a letter goes to is said before its head, and stands in this, too; and so does who speaks
    where he says "I", whose label stands above.
    """
    share = judged.begins_in(excerpt.focus)
    named = _GOES_TO.search(excerpt.text) if _RECEIVES.search(question) else None
    if named:
        share += judged.begins_in(Span(*named.span("name")))
    said = excerpt.text.rfind(f"{speaker} said: ", 0, excerpt.focus.start) if speaker else -1
    if said >= 0 and _OF_ONESELF.search(excerpt.text, excerpt.focus.start):
        share += judged.begins_in(Span(said, said + len(speaker)))
    return share


def announces(passage: Passage, number: int) -> bool:
    """Whether a sentence of `passage` asks what the next one says, or is the title of an item.

    As in lists of questions and answers, interviews, minutes and agendas. An item above another
    one is no title.
    """
    if number + 1 == len(passage.sentences):
        return False
    own, following = (
        passage.document.text[span.start : span.end].strip()
        for span in passage.sentences[number : number + 2]
    )
    if _asks(own) or own.endswith(_LABELLING) or _TELLS_OF_A_QUESTION.search(own):
        return True
    if ends_sentence(own):
        return False
    below = logical_lines(following)
    items = [line.item for line in logical_lines(own)]
    return items == [True] and not any(line.item or line.row for line in below)


def _asks(text: str) -> bool:
    return text.rstrip().endswith(_ASKING)


def excerpt_alone(passage: Passage, number: int) -> Excerpt | None:
    """A sentence of `passage` behind what it is about, itself the focus; None where it is none.

    Before the names under a letter stands to whom it goes, before a row what it is about, as where
    words are compared, and before a sentence the one before it, which may say who "it" is, or when;
    of two columns the first row may name them.
    """
    document, span = passage.document, passage.sentences[number]
    text, own = sentence_text(passage, number), with_names(document, span)
    before = row_above(document, span) if own else ""
    if not own:
        prose = ends_sentence(text) or any(line.prose for line in logical_lines(text))
        if not prose and not _is_of_letter(passage, span):
            return None
        own = document.text[span.start : span.end]
        if number:
            above = passage.sentences[number - 1]
            text = f"{document.text[above.start : above.end]} {text}"
        before = "" if text.startswith(document.title) else document.title
    whole = f"{before}. {text}" if before else text
    return Excerpt("", whole, Span(len(whole) - len(own), len(whole)))


def _within(passage: Passage, span: Span) -> Span:
    """`span` in offsets of the passage's own text."""
    return Span(span.start - passage.start, span.end - passage.start)


def _is_heading(passage: Passage, number: int) -> bool:
    """Whether a sentence of `passage` is short lines above others, and not a list or a table.

    Or it is the document's title or a section's heading, names a table, its columns or a record, or
    is one of several questions that nothing answers.
    """
    document, span = passage.document, passage.sentences[number]
    text = document.text[span.start : span.end]
    if _is_title(passage, span) or _heads_section(passage, span):
        return True
    below = passage.sentences[number + 1 : number + 2]
    if _asks(text):
        return all(_asks(document.text[one.start : one.end]) for one in below)
    # Most end as sentences do; to look at the lines takes longer.
    if not below or ends_sentence(text):
        return False
    if text.rstrip().endswith(_LABELLING) and is_row(document, below[0]):
        return True
    if names_columns(document, span) or record_of(document, below[0]) == text.strip():
        return True
    return not named_cells(document, span) and _stands_above(passage, span)


def _is_title(passage: Passage, span: Span) -> bool:
    """Whether `span` is the document's title, perhaps below other lines."""
    document = passage.document
    last_line = document.text[span.start : span.end].rpartition("\n")[2].strip()
    if not last_line or last_line != document.title:
        return False
    return not named_cells(document, span) and not _is_of_letter(passage, span)


def _heads_section(passage: Passage, span: Span) -> bool:
    """Whether `span` is the heading, as the reader of the file knew it, of the section it opens."""
    document = passage.document
    heading = section_at(document.marks, span.start).rpartition(HEADING_SEPARATOR)[2]
    if not heading or span.end - span.start > len(heading) + _MARKUP_CHARACTERS:
        return False
    return words_of(heading) == words_of(document.text[span.start : span.end])


def _stands_above(passage: Passage, span: Span) -> bool:
    text = passage.document.text[span.start : span.end]
    lines = logical_lines(text)
    return not any(
        line.prose or line.ends_sentence or line.item or line.row for line in lines
    ) and not _is_of_letter(passage, span)


def _is_of_letter(passage: Passage, span: Span) -> bool:
    """Whether `span` is the head of a letter or its signature."""
    return is_signature(passage, span) or is_letter_head(passage, span)
