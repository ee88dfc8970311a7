"""Lexical search, beside bm25s and beside numbers worked by hand."""

import math
import random
import unicodedata
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import bm25s
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import StorageError
from index.lexical import LexicalIndex, _analyzer, content_files, words_of
from index.neighbour import Neighbour
from tests.fakes import fill
from tests.index.small_disk import make_read_only

# Words that no stemmer changes and that are not each other's stems.
VOCABULARY = (
    "rain bread king river stone paper virus garden winter letter mask wind salt iron glass "
    "train island doctor market silver north cloud field horse"
).split()
Texts = dict[int, str]


def index_of(texts: Texts, folder: Path | None = None) -> LexicalIndex:
    index = LexicalIndex(folder)
    fill(index, texts.items())
    return index


def texts_of(count: int, words: int, seed: int) -> Texts:
    """Texts of the same length, over words that are rare to different degrees, by id."""
    draw = random.Random(seed)
    weights = [1 / (rank + 1) for rank in range(len(VOCABULARY))]
    return {
        100 + number: " ".join(draw.choices(VOCABULARY, weights, k=words))
        for number in range(count)
    }


def by_bm25s(texts: Texts, question: str) -> dict[int, float]:
    """The BM25 score of every text that has a word of `question`, as tantivy scales it.

    Tantivy keeps the factor k1 + 1 of the paper, which changes no order; Lucene drops it.
    """
    retriever = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    retriever.index([list(words_of(text)) for text in texts.values()], show_progress=False)
    # bm25s counts each word of a question as often as it is given, as tantivy does.
    scores = retriever.get_scores(list(words_of(question)))
    return {
        number: (1.2 + 1) * float(score)
        for number, score in zip(texts, scores, strict=True)
        if score > 0
    }


def as_dict(found: tuple[Neighbour, ...]) -> dict[int, float]:
    return {neighbour.id: neighbour.score for neighbour in found}


@pytest.mark.parametrize(
    "question", ["rain", "silver horse", "garden rain king winter", "horse horse rain", "rain xyz"]
)
def test_scores_are_those_of_bm25s(question: str) -> None:
    texts = texts_of(300, 12, seed=1)
    expected = by_bm25s(texts, question)
    assert len(expected) > 3
    found = index_of(texts).search(question, 1000)
    assert as_dict(found) == pytest.approx(expected, rel=1e-4)
    scores = [neighbour.score for neighbour in found]
    assert scores == sorted(scores, reverse=True)


@settings(deadline=None)
@given(
    texts=st.lists(
        st.lists(st.sampled_from(VOCABULARY[:6]), min_size=5, max_size=5), min_size=1, max_size=12
    ),
    question=st.lists(st.sampled_from(VOCABULARY[:7]), min_size=1, max_size=4),
)
def test_any_question_of_any_texts_is_scored_as_bm25s_does(
    texts: list[list[str]], question: list[str]
) -> None:
    by_id = {2**40 + number: " ".join(words) for number, words in enumerate(texts)}
    found = index_of(by_id).search(" ".join(question), 100)
    assert as_dict(found) == pytest.approx(by_bm25s(by_id, " ".join(question)), rel=1e-4)


def test_a_score_worked_by_hand() -> None:
    index = index_of({1: "rain rain bread", 2: "king river stone", 3: "bread paper mask"})
    # idf = ln(1 + (3 - 1 + 0.5) / (1 + 0.5)) = ln(8 / 3); all texts are of the average length, so
    # a word that stands there twice counts 2 * (1.2 + 1) / (2 + 1.2).
    expected = math.log(8 / 3) * 2 * (1.2 + 1) / (2 + 1.2)
    assert as_dict(index.search("rain", 5)) == {1: pytest.approx(expected, rel=1e-6)}


def test_the_limit_keeps_the_best() -> None:
    texts = texts_of(200, 10, seed=2)
    index = index_of(texts)
    everything = index.search("silver garden", 1000)
    best = index.search("silver garden", 5)
    assert len(best) == 5
    assert [n.score for n in best] == [n.score for n in everything[:5]]
    assert index.search("silver garden", 0) == ()


def test_words_match_in_every_form_of_them() -> None:
    index = index_of({1: "The letters were written quickly", 2: "Nothing of the kind"})
    assert [n.id for n in index.search("letter", 5)] == [1]
    assert [n.id for n in index.search("LETTERS", 5)] == [1]
    assert [n.id for n in index.search("lettering", 5)] == [1]


def test_words_match_with_and_without_accents() -> None:
    index = index_of({1: "Émile Brûlé wrote from São Paulo", 2: "A plain name"})
    assert [n.id for n in index.search("emile brule", 5)] == [1]
    assert [n.id for n in index.search("sao", 5)] == [1]
    assert words_of("Émile Brûlé") == words_of("emile brule")


def test_an_accent_may_be_a_sign_of_its_own() -> None:
    index = index_of({1: "E\u0301mile", 2: "Émile", 3: "Emile", 4: "A plain name"})
    for question in ("E\u0301mile", "Émile", "Emile"):
        assert sorted(n.id for n in index.search(question, 5)) == [1, 2, 3]


def test_every_sign_of_chinese_and_japanese_is_a_word() -> None:
    assert words_of("保持距离") == ("保", "持", "距", "离")
    assert words_of("テレビを見る") == ("テ", "レ", "ビ", "を", "見", "る")
    assert words_of("COVID病毒19") == ("covid", "病", "毒", "19")
    index = index_of({1: "我们必须保持距离", 2: "下雨了"})
    assert [n.id for n in index.search("距离", 5)] == [1]


def test_words_of_other_scripts_stay_whole() -> None:
    assert words_of("Война и мир") == ("война", "и", "мир")
    assert words_of("नमस्ते दुनिया") == ("नमस्ते", "दुनिया")


@settings(max_examples=300)
@given(
    st.text(st.characters(codec="ascii"))
    | st.text(st.sampled_from("aeinst'_-. 19\n\x00"))
    | st.text(st.sampled_from("ae<=_>. \u0338\u0301\u212b\u1fef\u037e\u00a0\u3000か\u3099武é–’"))
    | st.text()
)
def test_words_of_a_text_are_those_that_the_index_makes_of_it(text: str) -> None:
    whole = _analyzer().analyze(unicodedata.normalize("NFC", text))
    assert words_of(text) == tuple(whole)


def test_a_word_of_ten_thousand_letters_is_no_word_and_does_no_harm() -> None:
    index = index_of({1: "rain " + "x" * 100_000, 2: "bread"})
    assert words_of("x" * 100_000) == ()
    assert [n.id for n in index.search("rain", 5)] == [1]
    assert index.search("x" * 100_000, 5) == ()


def test_of_several_texts_under_one_id_the_best_counts() -> None:
    index = LexicalIndex()
    fill(index, [(7, "rain and wind today"), (7, "rain rain rain rain"), (8, "rain on the iron")])
    found = index.search("rain", 10)
    assert [n.id for n in found] == [7, 8]
    alone = LexicalIndex()
    fill(alone, [(1, "rain and wind today"), (2, "rain rain rain rain"), (3, "rain on the iron")])
    scores = as_dict(alone.search("rain", 10))
    assert as_dict(found) == pytest.approx({7: scores[2], 8: scores[3]})


def test_only_allowed_ids_are_found_with_the_scores_they_have_among_all() -> None:
    texts = texts_of(100, 8, seed=3)
    index = index_of(texts)
    everything = as_dict(index.search("rain garden", 1000))
    allowed = [number for number in everything if number % 2] + [10**12]
    found = index.search("rain garden", 1000, allowed)
    assert as_dict(found) == pytest.approx({n: everything[n] for n in allowed if n in everything})
    assert [n.id for n in index.search("rain garden", 1, allowed)] == [found[0].id]
    assert index.search("rain garden", 10, []) == ()


def test_score_gives_what_search_gives_for_these_ids() -> None:
    texts = texts_of(100, 8, seed=4)
    index = index_of(texts)
    everything = as_dict(index.search("rain garden", 1000))
    ids = [*list(everything)[:10], *(set(texts) - set(everything)), 10**12]
    assert index.score("rain garden", ids, 1000) == pytest.approx(
        {number: everything[number] for number in list(everything)[:10]}
    )
    assert len(index.score("rain garden", ids, 3)) == 3
    assert index.score("rain garden", [], 10) == {}


def test_score_pairs_counts_words_that_stand_together_in_this_order() -> None:
    index = index_of(
        {
            1: "the iron market of the north",
            2: "the market of iron in north",
            3: "an iron horse and a north wind",
            4: "the north wind and iron markets",
        }
    )
    assert index.score_pairs("iron market", [1, 2, 3, 4]).keys() == {1, 4}
    pairs = index.score_pairs("iron market of the north wind", [1, 2, 3, 4])
    assert pairs.keys() == {1, 2, 3, 4}  # "iron market", "market of", "north wind", "north wind"
    assert max(pairs, key=pairs.__getitem__) == 1
    assert index.score_pairs("iron market", [2, 3]) == {}
    assert index.score_pairs("iron market", [4]).keys() == {4}


def test_pairs_score_the_same_however_many_texts_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts = texts_of(200, 8, seed=9)
    index = index_of(texts)
    few = index.score_pairs("rain garden river rain bread", [*texts][::2], {"rain"})
    monkeypatch.setattr("index.lexical._FEW_TEXTS", 10)
    many = index.score_pairs("rain garden river rain bread", [*texts][::2], {"rain"})
    assert len(few) > 10
    assert many == pytest.approx(few)


def test_many_allowed_ids_are_found_like_few(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = texts_of(200, 8, seed=10)
    index = index_of(texts)
    few = index.search("rain garden", 1000, [*texts][::2])
    monkeypatch.setattr("index.lexical._FEW_IDS", 10)
    assert len(few) > 10
    assert index.search("rain garden", 1000, [*texts][::2]) == few


def test_an_index_that_nobody_holds_is_gone_at_once() -> None:
    index = index_of({1: "rain"})
    assert index.rarity("rain") > 0
    gone = weakref.ref(index)
    del index
    assert gone() is None


def test_one_word_makes_no_pair() -> None:
    index = index_of({1: "iron market"})
    assert index.score_pairs("iron", [1]) == {}
    assert index.score_pairs("", [1]) == {}
    assert index.score_pairs("iron market", []) == {}


@pytest.mark.parametrize("question", ["", "   ", "?!", "\u200b", "…—"])
def test_a_question_without_words_finds_nothing(question: str) -> None:
    index = index_of({1: "rain", 2: ""})
    assert index.search(question, 5) == ()
    assert index.score(question, [1, 2], 5) == {}
    assert index.score_pairs(question, [1, 2]) == {}


@pytest.mark.parametrize(
    "question",
    [
        'AND OR ( " : *',
        "rain AND",
        "NOT rain",
        "text:rain",
        'rain "',
        "rain~2 [a TO b]",
        "+rain -x",
    ],
)
def test_operators_in_a_question_are_signs_and_words_like_any_other(question: str) -> None:
    index = index_of({1: "rain", 2: "and or", 3: "bread"})
    plain = " ".join(word for word in question.replace(":", " ").split() if word.isalnum())
    expected = index.search(plain, 5)
    found = index.search(question, 5)
    assert {1, 2} & {n.id for n in found}
    if question in ("rain AND", "NOT rain", 'rain "'):
        assert found == expected


def test_a_question_of_ten_thousand_words_is_answered() -> None:
    index = index_of(texts_of(50, 8, seed=5))
    assert len(index.search("rain bread " * 5000, 10)) == 10


def test_a_word_is_known_when_a_text_holds_it() -> None:
    index = index_of({1: "The harbours"})
    assert index.knows("harbour")
    assert not index.knows("harbours")


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("harbor", {1}),
        ("harbouur", {1}),
        ("coronavriuses", {2}),
        ("coronaviris", {2}),
        ("harber", set()),
        ("oka", set()),
    ],
)
def test_a_slip_of_the_pen_finds_what_was_meant(question: str, found: set[int]) -> None:
    index = index_of({1: "The harbour", 2: "A coronavirus", 3: "An oak"})
    assert set(as_dict(index.search(question, 10))) == found


def test_a_word_that_is_known_finds_no_other_that_is_spelt_like_it() -> None:
    index = index_of({1: "The harbour", 2: "The harbor"})
    assert set(as_dict(index.search("harbor", 10))) == {2}


def test_rarity_is_the_inverse_document_frequency() -> None:
    index = index_of({1: "rain rain", 2: "rain bread", 3: "king", 4: "king stone"})
    assert index.rarity("rain") == pytest.approx(math.log(1 + (4 - 2 + 0.5) / (2 + 0.5)))
    assert index.rarity("bread") == pytest.approx(math.log(1 + (4 - 1 + 0.5) / (1 + 0.5)))
    assert index.rarity("virus") == pytest.approx(math.log(1 + (4 - 0 + 0.5) / (0 + 0.5)))
    assert LexicalIndex().rarity("rain") == pytest.approx(math.log(2))


def test_an_index_that_was_emptied_is_as_new(tmp_path: Path) -> None:
    index = index_of(dict.fromkeys(range(10), "rain") | {20: "king"}, tmp_path)
    index.clear()
    assert index.search("rain king", 5) == ()
    fill(index, [(1, "bread"), (2, "king")])
    assert [n.id for n in index.search("rain king", 5)] == [2]
    assert index.rarity("king") == index_of({1: "bread", 2: "king"}).rarity("king")


def test_texts_added_in_many_changes_are_scored_as_if_added_in_one() -> None:
    texts = texts_of(30, 8, seed=7)
    index = LexicalIndex()
    for number, text in texts.items():
        fill(index, [(number, text)])
    assert as_dict(index.search("rain garden", 100)) == pytest.approx(
        as_dict(index_of(texts).search("rain garden", 100)), rel=1e-4
    )


def test_what_is_in_a_folder_is_found_when_it_is_opened_again(tmp_path: Path) -> None:
    texts = texts_of(50, 8, seed=8)
    expected = index_of(texts, tmp_path / "words").search("rain garden", 100)
    assert expected
    reopened = LexicalIndex(tmp_path / "words")
    assert reopened.search("rain garden", 100) == expected
    fill(reopened, [(51, "zebra")])
    changed = LexicalIndex(tmp_path / "words")
    assert as_dict(changed.search("zebra", 1000)).keys() == {51}
    assert as_dict(changed.search("rain garden", 1000)).keys() == as_dict(expected).keys()


def test_an_open_index_keeps_answering_while_another_changes_the_folder(tmp_path: Path) -> None:
    reader = index_of(texts_of(50, 8, seed=9), tmp_path)
    before = reader.search("rain", 100)
    fill(LexicalIndex(tmp_path), [(51, "rain")])
    assert reader.search("rain", 100) == before


def test_content_files_are_all_files_but_the_locks(tmp_path: Path) -> None:
    index_of({1: "rain"}, tmp_path)
    (tmp_path / ".tantivy-writer.lock").touch()
    names = [path.name for path in content_files(tmp_path)]
    assert "meta.json" in names
    assert names == sorted(names)
    assert not any(name.endswith(".lock") for name in names)
    assert {path.name for path in tmp_path.iterdir()} - set(names) <= {
        ".tantivy-writer.lock",
        ".tantivy-meta.lock",
    }


def test_a_failing_text_changes_nothing(tmp_path: Path) -> None:
    index = index_of({1: "rain"}, tmp_path)

    def texts() -> Iterator[tuple[int, str]]:
        yield (2, "rain rain")
        raise RuntimeError("no more texts")

    with pytest.raises(RuntimeError, match="no more texts"):
        fill(index, texts())
    assert [n.id for n in index.search("rain", 5)] == [1]
    fill(index, [(3, "rain")])
    assert sorted(n.id for n in index.search("rain", 5)) == [1, 3]
    assert sorted(n.id for n in LexicalIndex(tmp_path).search("rain", 5)) == [1, 3]


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "words").write_text("no folder")
    with pytest.raises(StorageError, match=r"the lexical index in .*words cannot be used"):
        LexicalIndex(tmp_path / "words")


def test_a_damaged_folder_is_told(tmp_path: Path) -> None:
    index_of({1: "rain"}, tmp_path)
    (tmp_path / "meta.json").write_text("{")
    with pytest.raises(StorageError, match="cannot be used"):
        LexicalIndex(tmp_path)


def test_a_full_disk_is_told_and_what_was_stored_is_still_found(small_disk: Path) -> None:
    index = index_of(texts_of(20, 8, seed=10), small_disk / "words")
    before = index.search("rain", 100)
    draw = np.random.default_rng(11)
    many = (
        (number, " ".join(map(str, draw.integers(10**12, size=50)))) for number in range(20_000)
    )
    with pytest.raises(StorageError, match="cannot be used"):
        fill(index, many)
    assert index.search("rain", 100) == before


def test_a_read_only_disk_is_told(small_disk: Path) -> None:
    index = index_of({1: "rain"}, small_disk / "words")
    make_read_only(small_disk)
    with pytest.raises(StorageError, match="cannot be used"):
        fill(index, [(2, "bread")])
    assert [n.id for n in index.search("rain", 5)] == [1]


def test_eight_threads_find_what_one_finds() -> None:
    index = index_of(texts_of(300, 12, seed=12))
    questions = [f"{first} {second}" for first in VOCABULARY for second in VOCABULARY[:3]]
    alone = [index.search(question, 20) for question in questions]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda question: index.search(question, 20), questions)) == alone
