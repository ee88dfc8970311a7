"""The cited place: which of the places where a quote stands now is the one that was cited.

What was saved with the quote are four witnesses: the text before it, the text after it, the name of
its place, and its number among the places where it stood. Each names places or is silent. The first
three go with the text when it moves: the one place that most of them name, and two of them at
least, is the cited one. The number tells only as long as the quote stands in as many places as
then, and only between places that the others do not contradict. Otherwise it cannot be told; old
offsets say nothing of a file that was changed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.citation import places_of
from corpus.document import Document, label_at

# Such a name counts what stands before it, and another place has it when something is put there.
_COUNTED = re.compile(r"\b(?:line|row|page) [\d,]+$")
_ENOUGH = 2


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a quote stands now: `places` are the offsets of all places, in order.

    `cited` is the one that was cited: one offset, or none where that cannot be told.
    """

    places: tuple[int, ...]
    cited: tuple[int, ...]


def standing_of(document: Document, citation: Mapping[str, object]) -> Standing:
    """Where the quote of a saved `citation` stands in `document` as it is now.

    >>> text = "Ann: Is it? No. Bob: Is it? No."
    >>> saved = {"quote": "No.", "prefix": "Bob: Is it? ", "occurrence": 2, "occurrences": 2}
    >>> standing_of(Document("a.txt", "00", "", None, text), saved)
    Standing(places=(12, 28), cited=(28,))
    """
    places = places_of(str(citation["quote"]), document.text)
    occurrence, occurrences = (citation.get(key, 1) for key in ("occurrence", "occurrences"))
    numbered = [
        place
        for number, place in enumerate(places, start=1)
        if number == occurrence and len(places) == occurrences
    ]
    named = [witness for witness in _named(places, document, citation) if witness]
    votes = {place: sum(place in witness for witness in named) for place in places}
    most = max(votes.values(), default=0)
    cited = [place for place in places if votes[place] == most >= _ENOUGH]
    if len(cited) != 1:
        cited = [place for place in numbered if votes[place] == len(named)]
    return Standing(places, tuple(cited))


def _named(
    places: tuple[int, ...], document: Document, citation: Mapping[str, object]
) -> tuple[frozenset[int], ...]:
    """The places that each of the three witnesses that go with the text names, if any."""
    prefix, suffix = str(citation.get("prefix", "")), str(citation.get("suffix", ""))
    label, size = str(citation.get("label", "")), len(str(citation["quote"]))
    text = document.text
    return (
        frozenset(place for place in places if prefix and text.endswith(prefix, 0, place)),
        frozenset(place for place in places if suffix and text.startswith(suffix, place + size)),
        frozenset(
            place
            for place in places
            if label and not _COUNTED.search(label) and label_at(document.marks, place) == label
        ),
    )
