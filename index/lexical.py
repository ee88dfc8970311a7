"""Lexical search: BM25 over stemmed words, by tantivy.

An index holds short texts under ids; several texts may stand under one id (the sentences of a
passage), and the best of them counts. BM25 has k1 1.2 and b 0.75, as tantivy fixes them; words
are stemmed by Snowball's English stemmer, and every sign of Chinese or Japanese is a word.
"""

import math
import os
import re
import shutil
import unicodedata
import weakref
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from functools import cache, lru_cache, partial
from itertools import chain, pairwise
from pathlib import Path
from tempfile import mkdtemp

import tantivy

from index.errors import StorageError
from index.neighbour import Neighbour

_TOKENIZER = "stems"
# One sign of a script without spaces, or a run of letters, marks and digits of any other.
_IDEOGRAPH = r"[\p{Han}\p{Hiragana}\p{Katakana}]"
_WORD = rf"{_IDEOGRAPH}|[\p{{L}}\p{{M}}\p{{N}}--{_IDEOGRAPH}]+"
# A run of signs in which words stand, one word as a rule: all but ASCII's signs that are no letters
# and digits. "_" is inside since other words hold it, "<", "=" and ">" since an accent that follows
# makes another sign of them.
RUN = re.compile(r"[^\x00-/:;?@\[-^`{-\x7f]+")
# The words of longer runs are not kept: a sentence of Chinese is one run, and hardly comes again.
LONGEST_RUN_KEPT = 40
# Longer words are not words; tantivy refuses terms of 65,530 bytes.
_WORD_BYTES = 80
# What is written is kept in memory up to so many bytes, and is a segment of its own then: a large
# index has few of them. A small one takes what it needs.
_WRITER_BYTES = 250_000_000
# Shorter words are other words when one letter changes. Ours.
_LONG_ENOUGH_TO_MISSPELL = 5
# What a word counts that is spelt almost like one of the question: about as much as BM25 gives a
# word that every twentieth text holds.
_SLIP_SCORE = 3.0
# So few ids are looked up one by one, which takes a quarter of the time that their set takes.
_FEW_IDS = 1000
# In more texts each pair of words is looked for among the ids by itself, since to look for any of
# the pairs is to run through all texts. Ours: in 100,000 texts a question's pairs took 5 ms either
# way, in 1,000,000 by themselves 9 ms instead of 23.
_FEW_TEXTS = 250_000
# Words whose counts and stems are kept: to ask tantivy for one takes longer than all else about it.
_WORDS_KEPT = 50_000
# A question's passages are scored several times over, by words, by sentences and by pairs.
_IDS_KEPT = 4
# The files that hold no content, so that their coming and going is not damage.
_LOCKS = re.compile(r"^\.tantivy-.*\.lock$")


class LexicalIndex:
    """BM25 over texts under ids, in a folder or, without one, in memory.

    Searching is safe from several threads; there may be one writer at a time.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Open the index in `folder`, or make an empty one there.

        Raises: StorageError: when the folder cannot be used.
        """
        with _translated(folder):
            if folder is not None:
                folder.mkdir(parents=True, exist_ok=True)
            self._index = self._open(folder)
            self._index.register_tokenizer(_TOKENIZER, _analyzer())
            self._read_again()
        self._folder = folder

    def _open(self, folder: Path | None) -> tantivy.Index:
        """The index in `folder`; where none may write there, through links in a place where we may.

        tantivy makes a lock file beside the index even to read it.
        """
        if folder is None:
            return tantivy.Index(_schema())
        try:
            return tantivy.Index(_schema(), path=str(folder))
        except ValueError:
            if not (folder / "meta.json").is_file() or os.access(folder, os.W_OK):
                raise
        links = Path(mkdtemp(prefix="chapterverse-"))
        weakref.finalize(self, shutil.rmtree, links, ignore_errors=True)
        for file in content_files(folder):
            (links / file.name).symlink_to(file.resolve())
        return tantivy.Index(_schema(), path=str(links))

    @contextmanager
    def filling(self) -> Iterator[Callable[[int, str], None]]:
        """Gives a function that adds a text under an id; all are there when the block has ended.

        Raises: StorageError: when the disk does not take it; then nothing has changed.
        """
        with self._writer() as writer:

            def add(number: int, text: str) -> None:
                writer.add_document(_entry(number, text))

            yield add

    def clear(self) -> None:
        """Take out all texts.

        Raises: StorageError: when the disk does not take it.
        """
        with self._writer() as writer:
            writer.delete_all_documents()

    @contextmanager
    def _writer(self) -> Iterator[tantivy.IndexWriter]:
        """What writes; what it was given counts when the block has ended, if nothing was raised."""
        with _translated(self._folder):
            writer = self._index.writer(_WRITER_BYTES, 1)
            try:
                yield writer
                writer.commit()
            finally:
                writer.wait_merging_threads()
            self._index.reload()
            self._read_again()

    def _read_again(self) -> None:
        self._searcher = searcher = self._index.searcher()
        self._texts_with = lru_cache(_WORDS_KEPT)(partial(searcher.doc_freq, "text"))
        # Not through `self`: an index that nobody holds has to be gone at once, with its files.
        self._rarity_of = lru_cache(_WORDS_KEPT)(
            lambda word: _rarity(searcher.num_docs, searcher.doc_freq("text", word))
        )

    @property
    def rarity(self) -> Callable[[str], float]:
        """Gives the inverse document frequency of a word as `words_of` gives it: 0 or more.

        Source: Robertson and Zaragoza 2009, The Probabilistic Relevance Framework, section 3.2,
        with the +1 in the logarithm that keeps it positive.
        """
        return self._rarity_of

    def rarity_of_one(self) -> float:
        """The inverse document frequency of a word that one text holds."""
        return _rarity(self._searcher.num_docs, 1)

    def knows(self, word: str) -> bool:
        """Whether a text holds the word, given as `words_of` gives it."""
        return bool(self._texts_with(word))

    def search(
        self, question: str, limit: int, allowed: Sequence[int] | None = None
    ) -> tuple[Neighbour, ...]:
        """The ids whose texts match the words of `question` best, among the best `limit` texts."""
        return self.search_words(words_of(question), limit, allowed)

    def search_words(
        self, words: Sequence[str], limit: int, allowed: Sequence[int] | None = None
    ) -> tuple[Neighbour, ...]:
        """The same for words as `words_of` gives them."""
        found = self._best(self._any_word(words), limit, allowed) if words else {}
        return tuple(Neighbour(number, score) for number, score in found.items())

    def score(self, question: str, ids: Sequence[int], limit: int) -> dict[int, float]:
        """The BM25 scores of the ids with a word of `question`, from the best `limit` texts."""
        words = words_of(question)
        return self._best(self._any_word(words), limit, ids) if words and ids else {}

    def score_pairs(
        self, question: str, ids: Sequence[int], light: AbstractSet[str] = frozenset()
    ) -> dict[int, float]:
        """The BM25 score of neighbouring words of `question` that stand together in the text.

        Two words of `light` make no pair: "of the" stands in most texts, says nothing about one,
        and takes longer to look for than all others together.
        """
        pairs = [
            tantivy.Query.phrase_query(_schema(), "text", [first, second])
            for first, second in pairwise(words_of(question))
            if first not in light or second not in light
        ]
        if not pairs or not ids:
            return {}
        if self._searcher.num_docs > _FEW_TEXTS:
            among = _among(tuple(ids))
            return self._best(_any_of([_both(among, pair) for pair in pairs]), len(ids))
        return self._best(_any_of(pairs), len(ids), ids)

    def _any_word(self, words: Sequence[str]) -> tantivy.Query:
        """Texts with one of `words`, or with one that is spelt almost like one not known here."""
        return _any_of(
            [
                tantivy.Query.term_query(_schema(), "text", word)
                if len(word) < _LONG_ENOUGH_TO_MISSPELL or self.knows(word)
                else self._spelt_like(word)
                for word in words
            ]
        )

    def _spelt_like(self, word: str) -> tantivy.Query:
        """Texts with a word that one or, in a long word, two slips turn into `word`."""
        slips = 1 if len(word) < 2 * _LONG_ENOUGH_TO_MISSPELL else 2
        near = tantivy.Query.fuzzy_term_query(_schema(), "text", word, distance=slips)
        return tantivy.Query.boost_query(near, _SLIP_SCORE)

    def _best(
        self, query: tantivy.Query, limit: int, allowed: Sequence[int] | None = None
    ) -> dict[int, float]:
        """The highest score of each id among the best `limit` texts, best first."""
        if allowed is not None:
            query = _both(_among(tuple(allowed)), query)
        if limit < 1:
            return {}
        hits = self._searcher.search(query, limit, count=False).hits
        numbers = self._searcher.fast_field_values("id", [address for _, address in hits])
        best: dict[int, float] = {}
        for (score, _), number in zip(hits, numbers, strict=True):
            best.setdefault(int(number or 0), score)  # hits come best first
        return best


def words_of(text: str) -> tuple[str, ...]:
    """The words of `text` as they are compared: small letters, without accents, stemmed.

    >>> words_of("The President's letters")
    ('the', 'presid', 's', 'letter')
    """
    return tuple(chain.from_iterable(map(words_of_run, RUN.findall(text))))


def words_of_run(run: str) -> tuple[str, ...]:
    """The words of a run of a text; those of a short one are kept, since most come again."""
    return _words_of_short_run(run) if len(run) <= LONGEST_RUN_KEPT else _analysed(run)


def content_files(folder: Path) -> list[Path]:
    """The files in which an index in `folder` keeps its content, by name."""
    return sorted(path for path in folder.iterdir() if not _LOCKS.match(path.name))


@cache
def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", stored=False, indexed=True, fast=True)
    builder.add_text_field("text", stored=False, tokenizer_name=_TOKENIZER)
    return builder.build()


def _analyzer() -> tantivy.TextAnalyzer:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.regex(_WORD))
        .filter(tantivy.Filter.remove_long(_WORD_BYTES))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


def _entry(number: int, text: str) -> tantivy.Document:
    document = tantivy.Document()
    document.add_integer("id", number)
    document.add_text("text", _composed(text))
    return document


def _composed(text: str) -> str:
    """`text` with each accented letter as one sign; macOS, for one, writes it as two."""
    return unicodedata.normalize("NFC", text)


@cache
def _shared_analyzer() -> tantivy.TextAnalyzer:
    return _analyzer()


def _rarity(texts: int, having: int) -> float:
    return max(0.0, math.log1p((texts - having + 0.5) / (having + 0.5)))


@lru_cache(_IDS_KEPT)
def _among(ids: tuple[int, ...]) -> tantivy.Query:
    """The texts under `ids`, none better than another."""
    if len(ids) > _FEW_IDS:
        texts = tantivy.Query.term_set_query(_schema(), "id", list(ids))
    else:
        texts = _any_of([tantivy.Query.term_query(_schema(), "id", number) for number in ids])
    return tantivy.Query.const_score_query(texts, 0.0)


def _both(one: tantivy.Query, other: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, one), (tantivy.Occur.Must, other)])


@lru_cache(_WORDS_KEPT)
def _words_of_short_run(run: str) -> tuple[str, ...]:
    return _analysed(run)


def _analysed(run: str) -> tuple[str, ...]:
    return tuple(_shared_analyzer().analyze(_composed(run)))


def _any_of(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])


@contextmanager
def _translated(folder: Path | None) -> Iterator[None]:
    """Tantivy's errors, which are all ValueErrors, as ours."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise StorageError(
            f"the lexical index in {folder} cannot be used: {error}",
            hint="make room on the disk, and check that you may write there; "
            "nothing that was stored is lost",
        ) from error
