"""What every `Retriever` has to do, and how each of the three ranks."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from index.encoding import spanned_text
from index.errors import UnknownSource
from index.hit import Hit, ScoreParts
from index.lexical import words_of
from index.library import Library
from index.snapshot import Snapshot
from qa.fusion import FusionWeights, fuse, fusion_model
from qa.matching import match
from qa.pairs import Excerpt
from qa.reading import Judgement
from qa.retrieval import (
    DenseRetriever,
    FusedRetriever,
    LexicalRetriever,
    RetrievalOptions,
    Retriever,
)
from qa.smoothing import smoothed
from qa.terms import question_terms
from tests.fakes import HashingEncoder
from tests.qa.small_index import library_of

# Paragraphs of at least twelve words, so that each is a passage of its own.
FILES = {
    "harbour.txt": (
        "The harbour of Lisbon was rebuilt in 1903 by the engineer Ana Ribeiro and her men.\n\n"
        "Ships from Brazil brought coffee, cotton and timber to the harbour in every single month."
        " The customs house weighed the coffee on a scale made of brass.\n\n"
        "A lighthouse at the mouth of the river has shown the way since the year 1775."
    ),
    "garden.txt": (
        "The botanical garden keeps orchids, ferns and an oak that is four hundred years old.\n\n"
        "Every spring the gardeners open the glass house to the children of the neighbourhood.\n\n"
        "Coffee plants grow in the glass house too, but nobody has ever picked their beans."
    ),
    "notes/observatory.md": (
        "# The observatory on the hill\n\n"
        "The telescope of the observatory was built by Maria Fonseca, who ground the lens by hand."
        " It took her eleven months.\n\n"
        "On clear nights visitors see the rings of Saturn and the moons of the planet Jupiter."
    ),
    "short.txt": "Opening hours",
}
QUESTIONS = [
    "Who rebuilt the harbour of Lisbon?",
    "coffee",
    "What can visitors see through the telescope on clear nights?",
    "glass house children spring",
]
ODD_QUESTIONS = [
    "?",
    "   ",
    "",
    "😀",
    "🏳️‍🌈 👩‍⚕️",
    "…",
    '"',
    "a AND (b OR",
    "text:x^9 ~ *",
    "\x00",
    "的",
]
NO_VECTOR = np.zeros((0, 64), np.float32)

MakeRetriever = Callable[[Snapshot, HashingEncoder], Retriever]


def lexical(snapshot: Snapshot, encoder: HashingEncoder) -> Retriever:
    del encoder
    return LexicalRetriever(snapshot)


retrievers = pytest.mark.parametrize(
    "make", [FusedRetriever, DenseRetriever, lexical], ids=["fused", "dense", "lexical"]
)


@pytest.fixture(scope="module")
def encoder() -> HashingEncoder:
    return HashingEncoder()


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory, encoder: HashingEncoder) -> Snapshot:
    found = library_of(tmp_path_factory.mktemp("small"), FILES, encoder).snapshot()
    assert len(found) == 9
    return found


def places(hits: tuple[Hit, ...]) -> list[tuple[str, int, int]]:
    return [(hit.passage.document.source, hit.passage.start, hit.passage.end) for hit in hits]


def every_passage(snapshot: Snapshot) -> list[Hit]:
    """All passages, as hits without a score."""
    ids = snapshot.passage_ids(file.source for file in snapshot.files())
    return [
        Hit(row.id, snapshot.passage(row), 0.0, ScoreParts(), NO_VECTOR, NO_VECTOR)
        for row in snapshot.rows(ids)
    ]


@retrievers
@pytest.mark.parametrize("question", QUESTIONS)
def test_the_best_passage_comes_first(
    snapshot: Snapshot, encoder: HashingEncoder, make: MakeRetriever, question: str
) -> None:
    scores = [hit.score for hit in make(snapshot, encoder).search(question, 9)]
    assert scores
    assert scores == sorted(scores, reverse=True)


def test_of_equal_passages_the_one_that_came_first_is_first(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    words = ("rain", "snow", "wind", "hail")
    files = {f"{one}.txt": " ".join((*words[at:], *words[:at])) for at, one in enumerate("abcd")}
    hits = FusedRetriever(library_of(tmp_path, files, encoder).snapshot(), encoder).found("hail", 4)
    assert len({hit.score for hit in hits}) == 1
    assert [hit.passage_id for hit in hits] == [1, 2, 3, 4]


@retrievers
@pytest.mark.parametrize("question", QUESTIONS)
def test_fewer_passages_are_the_best_of_more(
    snapshot: Snapshot, encoder: HashingEncoder, make: MakeRetriever, question: str
) -> None:
    retriever = make(snapshot, encoder)
    everything = places(retriever.search(question, 100))
    for k in (1, 2, 5, 9):
        assert places(retriever.search(question, k)) == everything[:k]


@retrievers
def test_no_more_passages_come_than_there_are(
    snapshot: Snapshot, encoder: HashingEncoder, make: MakeRetriever
) -> None:
    everything = places(tuple(every_passage(snapshot)))
    for question in QUESTIONS:
        found = places(make(snapshot, encoder).search(question, 100))
        assert len(set(found)) == len(found)
        assert set(found) <= set(everything)


@pytest.mark.parametrize("make", [FusedRetriever, DenseRetriever])
def test_vectors_find_every_passage_for_any_question(
    snapshot: Snapshot, encoder: HashingEncoder, make: MakeRetriever
) -> None:
    everything = places(tuple(every_passage(snapshot)))
    assert sorted(places(make(snapshot, encoder).search("zebra", 100))) == sorted(everything)


@retrievers
@pytest.mark.parametrize(
    "sources",
    [["garden.txt"], ["garden.txt", "short.txt"], ["harbour.txt", "harbour.txt"], list(FILES)],
)
def test_only_passages_of_the_sources_asked_for_come(
    snapshot: Snapshot, encoder: HashingEncoder, make: MakeRetriever, sources: list[str]
) -> None:
    retriever = make(snapshot, encoder)
    for question in QUESTIONS:
        everything = places(retriever.search(question, 100))
        among = [place for place in everything if place[0] in sources]
        found = places(retriever.search(question, 100, sources))
        assert sorted(found) == sorted(among)
        assert places(retriever.search(question, 2, sources)) == found[:2]


@pytest.mark.parametrize("make", [DenseRetriever, lexical], ids=["dense", "lexical"])
def test_passages_of_some_sources_are_ranked_as_among_all(
    snapshot: Snapshot, encoder: HashingEncoder, make: MakeRetriever
) -> None:
    sources = ["garden.txt", "notes/observatory.md"]
    for question in QUESTIONS:
        everything = places(make(snapshot, encoder).search(question, 100))
        among = [place for place in everything if place[0] in sources]
        assert places(make(snapshot, encoder).search(question, 100, sources)) == among


@retrievers
def test_an_unknown_source_is_named(
    snapshot: Snapshot, encoder: HashingEncoder, make: MakeRetriever
) -> None:
    with pytest.raises(UnknownSource) as caught:
        make(snapshot, encoder).search("coffee", 5, ["garden.txt", "cellar.txt"])
    assert "cellar.txt" in caught.value.message
    assert "qa status" in caught.value.hint


@retrievers
def test_a_passage_is_the_text_at_its_place_in_the_document(
    snapshot: Snapshot, encoder: HashingEncoder, make: MakeRetriever
) -> None:
    for question in QUESTIONS:
        for hit in make(snapshot, encoder).search(question, 100):
            passage = hit.passage
            document = snapshot.document(passage.document.source)
            text = FILES[document.source].replace("# The", "The")
            assert document.text == text
            assert passage.text == text[passage.start : passage.end]
            assert len(hit.sentence_vectors) == len(passage.sentences)


@retrievers
@pytest.mark.parametrize("question", ODD_QUESTIONS, ids=ascii)
def test_a_question_without_words_does_not_fail(
    snapshot: Snapshot, encoder: HashingEncoder, make: MakeRetriever, question: str
) -> None:
    hits = make(snapshot, encoder).search(question, 100)
    assert all(math.isfinite(hit.score) for hit in hits)
    assert len({hit.passage_id for hit in hits}) == len(hits)


@pytest.mark.parametrize("question", ["?", "   ", "", "😀", "…"])
def test_where_there_is_no_word_no_word_matches(snapshot: Snapshot, question: str) -> None:
    assert LexicalRetriever(snapshot).search(question, 100) == ()


@retrievers
def test_the_same_question_has_the_same_passages_again(
    tmp_path: Path, snapshot: Snapshot, encoder: HashingEncoder, make: MakeRetriever
) -> None:
    again = Library(library_of(tmp_path, FILES, encoder).folder, HashingEncoder()).snapshot()
    for question in QUESTIONS:
        first = make(snapshot, encoder).search(question, 100)
        for second in (
            make(snapshot, encoder).search(question, 100),
            make(again, HashingEncoder()).search(question, 100),
        ):
            assert places(second) == places(first)
            assert [hit.score for hit in second] == [hit.score for hit in first]


@pytest.mark.parametrize("question", QUESTIONS)
def test_nearest_vectors_are_those_that_brute_force_finds(
    snapshot: Snapshot, encoder: HashingEncoder, question: str
) -> None:
    wanted = encoder.encode_question(question)
    cosines = {
        hit.passage_id: float(encoder.encode([spanned_text(hit.passage)])[0].vector @ wanted)
        for hit in every_passage(snapshot)
    }
    hits = DenseRetriever(snapshot, encoder).search(question, 5)
    best = sorted(cosines, key=lambda number: -cosines[number])[:5]
    assert [hit.passage_id for hit in hits] == best
    # Vectors are kept as float16.
    assert [hit.score for hit in hits] == pytest.approx([cosines[n] for n in best], abs=1e-3)


@pytest.mark.parametrize("question", QUESTIONS)
def test_lexical_scores_are_those_of_the_formula_of_bm25(snapshot: Snapshot, question: str) -> None:
    texts = {
        hit.passage_id: words_of(spanned_text(hit.passage).text) for hit in every_passage(snapshot)
    }
    mean = sum(map(len, texts.values())) / len(texts)

    def bm25(words: tuple[str, ...]) -> float:
        score = 0.0
        for word in words_of(question):
            having = sum(word in other for other in texts.values())
            rarity = math.log1p((len(texts) - having + 0.5) / (having + 0.5))
            often = words.count(word)
            score += rarity * often * 2.2 / (often + 1.2 * (0.25 + 0.75 * len(words) / mean))
        return score

    expected = {number: bm25(words) for number, words in texts.items()}
    hits = LexicalRetriever(snapshot).search(question, 100)
    found = {hit.passage_id: hit.score for hit in hits}
    assert found == pytest.approx(
        {number: score for number, score in expected.items() if score}, rel=1e-4
    )


def test_a_prior_score_is_made_of_the_parts_that_the_hit_shows(
    snapshot: Snapshot, encoder: HashingEncoder
) -> None:
    question = "Who rebuilt the harbour of Lisbon in spring?"
    hits = FusedRetriever(snapshot, encoder).found(question, 100)
    assert [hit.score for hit in hits] == fuse([hit.parts for hit in hits], FusionWeights())
    words = {hit.passage_id: hit.score for hit in LexicalRetriever(snapshot).search(question, 100)}
    dense = DenseRetriever(snapshot, encoder).search(question, 100)
    cosines = {hit.passage_id: hit.score for hit in dense}
    wanted = encoder.encode_question(question)
    for hit in hits:
        assert hit.parts.words == pytest.approx(words.get(hit.passage_id, 0.0))
        assert hit.parts.passage == pytest.approx(cosines[hit.passage_id], abs=1e-5)
        assert hit.parts.sentence == pytest.approx(float((hit.sentence_vectors @ wanted).max()))


def test_a_passage_with_both_the_words_and_the_meaning_is_first(
    snapshot: Snapshot, encoder: HashingEncoder
) -> None:
    hits = FusedRetriever(snapshot, encoder).search("Who rebuilt the harbour of Lisbon?", 9)
    assert hits[0].passage.text == FILES["harbour.txt"].split("\n\n")[0]
    assert hits[0].parts.words == max(hit.parts.words for hit in hits)
    assert hits[0].parts.passage == max(hit.parts.passage for hit in hits)
    assert hits[0].score > 1.5 * hits[1].score


def test_words_that_stand_together_count_more_than_the_same_words_apart(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    files = {
        "apart.txt": "The green book about a house that stood on the hill was sold at noon today.",
        "beside.txt": "The book about a green house that stood on the hill was sold at noon today.",
    }
    snapshot = library_of(tmp_path, files, encoder).snapshot()
    first, second = FusedRetriever(snapshot, encoder).found("green house", 2)
    assert first.passage.document.source == "beside.txt"
    assert first.parts.word_pairs > second.parts.word_pairs == 0
    without = RetrievalOptions(weights=replace(FusionWeights(), word_pairs=0.0))
    first, second = FusedRetriever(snapshot, encoder, without).found("green house", 2)
    assert first.score == pytest.approx(second.score, abs=1e-3)


@pytest.mark.parametrize("question", [*QUESTIONS, "the harbour and its ships"])
def test_the_score_is_the_models_over_all_signals(
    snapshot: Snapshot, encoder: HashingEncoder, question: str
) -> None:
    retriever = FusedRetriever(snapshot, encoder)
    words = snapshot.caches.words
    terms = question_terms(question, words)
    found = retriever.found(question, 9)
    signals = match(terms, encoder.encode_question(question), found, words.rarity)
    expected = fusion_model().scores(signals, asks=terms.asks)
    if not terms.asks:
        expected = smoothed(expected, [hit.vector for hit in found])
    by_id = {hit.passage_id: score for hit, score in zip(found, expected, strict=True)}
    hits = retriever.search(question, 9)
    assert {hit.passage_id: hit.score for hit in hits} == by_id


def test_a_name_that_stands_once_among_many_rows_is_found(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    rows = "\n".join(f"{number},Person{number},{number % 20}" for number in range(400))
    story = "What is the use of it? That is the end of the story"
    texts = [f"{story} {number}." for number in range(60)]
    files = {f"{number}.txt": text for number, text in enumerate(texts)}
    files["many.csv"] = f"id,name,score\n{rows}\n"
    retriever = FusedRetriever(library_of(tmp_path, files, encoder).snapshot(), encoder)
    for number in (17, 199, 399):
        hits = retriever.search(f"What is the score of Person{number}?", 40)
        assert any(f"name: Person{number} |" in hit.passage.text for hit in hits)


def test_passages_that_are_not_ranked_again_come_after_in_their_order(
    snapshot: Snapshot, encoder: HashingEncoder
) -> None:
    options = RetrievalOptions(ranked=3)
    retriever = FusedRetriever(snapshot, encoder, options)
    for question in QUESTIONS:
        before = places(retriever.found(question, 9))
        hits = retriever.search(question, 9)
        assert sorted(places(hits)[:3]) == sorted(before[:3])
        assert places(hits)[3:] == before[3:]
        scores = [hit.score for hit in hits]
        assert scores == sorted(scores, reverse=True)


class Preferring:
    """A reader that finds an excerpt relevant if it holds a word."""

    name = "preferring"
    tells_places = False

    def __init__(self, word: str) -> None:
        self.word = word
        self.asked: list[int] = []
        self.questions: list[str] = []

    def read(self, question: str, excerpts: Sequence[Excerpt]) -> tuple[Judgement, ...]:
        self.questions.append(question)
        self.asked.append(len(excerpts))
        found = [100.0 * (self.word in excerpt.text) for excerpt in excerpts]
        return tuple(Judgement(value, value) for value in found)

    def tells(self, question: str, excerpts: Sequence[Excerpt]) -> tuple[float, ...]:
        raise NotImplementedError


def test_a_reader_reorders_the_best_passages_only(
    snapshot: Snapshot, encoder: HashingEncoder
) -> None:
    question = "Which coffee comes to the harbour?"
    plain = FusedRetriever(snapshot, encoder).search(question, 9)
    last = plain[3].passage.text.split()[-1]
    reader = Preferring(last)
    hits = FusedRetriever(snapshot, encoder, RetrievalOptions(read=4), reader).search(question, 9)
    assert reader.asked == [4]
    assert sorted(places(hits)[:4]) == sorted(places(plain)[:4])
    assert places(hits)[4:] == places(plain)[4:]
    gain = {hit.passage_id: hit.score for hit in hits}[plain[3].passage_id] - plain[3].score
    others = {hit.passage_id: hit.score for hit in hits}[plain[0].passage_id] - plain[0].score
    assert gain > 0 > others
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_a_reader_is_asked_about_questions_only(
    snapshot: Snapshot, encoder: HashingEncoder
) -> None:
    reader = Preferring("coffee")
    retriever = FusedRetriever(snapshot, encoder, reader=reader)
    claim = "Coffee comes to the harbour."
    plain = FusedRetriever(snapshot, encoder).search(claim, 9)
    assert places(retriever.search(claim, 9)) == places(plain)
    assert reader.asked == []


def test_a_reader_is_asked_what_a_polite_question_wants(
    snapshot: Snapshot, encoder: HashingEncoder
) -> None:
    reader = Preferring("coffee")
    polite = "Could you please tell me which coffee comes to the harbour?"
    FusedRetriever(snapshot, encoder, reader=reader).search(polite, 9)
    assert reader.questions == ["which coffee comes to the harbour?"]


def test_the_words_of_a_wish_find_no_candidate(tmp_path: Path, encoder: HashingEncoder) -> None:
    files = {
        "love.txt": "I would really love it, and really love to see it, love it really.",
        "subject.txt": "Bananas ripen in summer, and nobody knows the reason for it all.",
    }
    snapshot = library_of(tmp_path, files, encoder).snapshot()
    one = RetrievalOptions(candidates=1, weights=FusionWeights(0, 0, 1, 0, 0))
    found = FusedRetriever(snapshot, encoder, one).found("I would really love to see bananas", 2)
    assert "subject.txt" in {hit.passage.document.source for hit in found}


def test_a_passage_is_a_candidate_for_its_vector_as_well_as_for_its_words(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    # Three words that are common here, and one that stands in a single passage.
    files = {
        f"story-{number}.txt": f"Alpha beta gamma: so begins story {number} of the book of tales."
        for number in range(8)
    }
    files["rare.txt"] = "Whoever collects dragonflies will sooner or later look for a zyxomma."
    snapshot = library_of(tmp_path, files, encoder).snapshot()
    question = "alpha beta gamma zyxomma"

    def best(weights: FusionWeights) -> str:
        options = RetrievalOptions(candidates=1, weights=weights)
        (hit,) = FusedRetriever(snapshot, encoder, options).found(question, 1)
        return hit.passage.document.source

    only_vectors, only_words = FusionWeights(1, 0, 0, 0, 0), FusionWeights(0, 0, 1, 0, 0)
    assert best(only_vectors).startswith("story-")
    assert best(only_words) == "rare.txt"


def test_words_that_only_hold_a_question_together_find_no_candidate(
    tmp_path: Path, encoder: HashingEncoder
) -> None:
    files = {
        "words.txt": "What is the of the is what the of.",
        "subject.txt": "Bananas ripen in summer, and nobody knows the reason for it all.",
    }
    snapshot = library_of(tmp_path, files, encoder).snapshot()
    one = RetrievalOptions(candidates=1, weights=FusionWeights(0, 0, 1, 0, 0))
    found = FusedRetriever(snapshot, encoder, one).search("What is the ripen of the", 2)
    assert "subject.txt" in {hit.passage.document.source for hit in found}


def test_a_large_index_is_searched_side_by_side_with_the_same_result(
    snapshot: Snapshot, encoder: HashingEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    retriever = FusedRetriever(snapshot, encoder)
    one_by_one = [retriever.search(question, 5) for question in (*QUESTIONS, *ODD_QUESTIONS)]
    monkeypatch.setattr("qa.retrieval._MANY_PASSAGES", 1)
    beside = [retriever.search(question, 5) for question in (*QUESTIONS, *ODD_QUESTIONS)]
    assert [shown(hits) for hits in beside] == [shown(hits) for hits in one_by_one]


def shown(hits: tuple[Hit, ...]) -> list[tuple[int, float, ScoreParts]]:
    return [(hit.passage_id, hit.score, hit.parts) for hit in hits]


def test_an_empty_index_finds_nothing(tmp_path: Path, encoder: HashingEncoder) -> None:
    library = library_of(tmp_path, {"a.txt": ""}, encoder)
    empty = library.snapshot()
    assert len(empty) == 0
    assert FusedRetriever(empty, encoder).search("coffee", 5) == ()
    assert DenseRetriever(empty, encoder).search("coffee", 5) == ()
    assert LexicalRetriever(empty).search("coffee", 5) == ()
