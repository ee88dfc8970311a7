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
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache, partial
from itertools import pairwise
from pathlib import Path
from tempfile import mkdtemp

import tantivy

from index.errors import StorageError
from index.neighbour import Neighbour

_TOKENIZER = "stems"
# One sign of a script without spaces, or a run of letters, marks and digits of any other.
_IDEOGRAPH = r"[\p{Han}\p{Hiragana}\p{Katakana}]"
_WORD = rf"{_IDEOGRAPH}|[\p{{L}}\p{{M}}\p{{N}}--{_IDEOGRAPH}]+"
# Longer words are not words; tantivy refuses terms of 65,530 bytes.
_WORD_BYTES = 80
_WRITER_BYTES = 50_000_000
# Shorter words are other words when one letter changes. Ours.
_LONG_ENOUGH_TO_MISSPELL = 5
# What a word counts that is spelt almost like one of the question: about as much as BM25 gives a
# word that every twentieth text holds.
_SLIP_SCORE = 3.0
# Words whose counts are kept: to ask tantivy for one takes longer than all else about it.
_WORDS_KEPT = 50_000
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
        self._schema = _schema()
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
            return tantivy.Index(self._schema)
        try:
            return tantivy.Index(self._schema, path=str(folder))
        except ValueError:
            if not (folder / "meta.json").is_file() or os.access(folder, os.W_OK):
                raise
        links = Path(mkdtemp(prefix="chapterverse-"))
        weakref.finalize(self, shutil.rmtree, links, ignore_errors=True)
        for file in content_files(folder):
            (links / file.name).symlink_to(file.resolve())
        return tantivy.Index(self._schema, path=str(links))

    def change(self, remove: Iterable[int], add: Iterable[tuple[int, str]]) -> None:
        """Take out all texts under the ids `remove`, add each (id, text) of `add`, and commit.

        Raises: StorageError: when the disk does not take it; then nothing has changed.
        """
        with _translated(self._folder):
            writer = self._index.writer(_WRITER_BYTES, 1)
            try:
                gone = list(remove)
                if gone:
                    query = tantivy.Query.term_set_query(self._schema, "id", gone)
                    writer.delete_documents_by_query(query)
                for number, text in add:
                    document = tantivy.Document()
                    document.add_integer("id", number)
                    document.add_text("text", _composed(text))
                    writer.add_document(document)
                writer.commit()
            finally:
                writer.wait_merging_threads()
            self._index.reload()
            self._read_again()

    def clear(self) -> None:
        """Take out all texts.

        Raises: StorageError: when the disk does not take it.
        """
        with _translated(self._folder):
            writer = self._index.writer(_WRITER_BYTES, 1)
            try:
                writer.delete_all_documents()
                writer.commit()
            finally:
                writer.wait_merging_threads()
            self._index.reload()
            self._read_again()

    def _read_again(self) -> None:
        self._searcher = self._index.searcher()
        self._texts_with = lru_cache(_WORDS_KEPT)(partial(self._searcher.doc_freq, "text"))

    def rarity(self, word: str) -> float:
        """The inverse document frequency of a word as `words_of` gives it: 0 or more.

        Source: Robertson and Zaragoza 2009, The Probabilistic Relevance Framework, section 3.2,
        with the +1 in the logarithm that keeps it positive.
        """
        return self._rarity(self._texts_with(word))

    def rarity_of_one(self) -> float:
        """The inverse document frequency of a word that one text holds."""
        return self._rarity(1)

    def _rarity(self, having: int) -> float:
        texts = self._searcher.num_docs
        return max(0.0, math.log1p((texts - having + 0.5) / (having + 0.5)))

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
        return self._best(self._any_word(words), limit, allowed) if words else ()

    def score(self, question: str, ids: Sequence[int], limit: int) -> dict[int, float]:
        """The BM25 scores of the ids with a word of `question`, from the best `limit` texts."""
        words = words_of(question)
        found = self._best(self._any_word(words), limit, ids) if words and ids else ()
        return {neighbour.id: neighbour.score for neighbour in found}

    def score_pairs(self, question: str, ids: Sequence[int]) -> dict[int, float]:
        """The BM25 score of neighbouring words of `question` that stand together in the text."""
        pairs = [
            tantivy.Query.phrase_query(self._schema, "text", [first, second])
            for first, second in pairwise(words_of(question))
        ]
        found = self._best(_any_of(pairs), len(ids), ids) if pairs and ids else ()
        return {neighbour.id: neighbour.score for neighbour in found}

    def _any_word(self, words: Sequence[str]) -> tantivy.Query:
        """Texts with one of `words`, or with one that is spelt almost like one not known here."""
        return _any_of(
            [
                tantivy.Query.term_query(self._schema, "text", word)
                if len(word) < _LONG_ENOUGH_TO_MISSPELL or self.knows(word)
                else self._spelt_like(word)
                for word in words
            ]
        )

    def _spelt_like(self, word: str) -> tantivy.Query:
        """Texts with a word that one or, in a long word, two slips turn into `word`."""
        slips = 1 if len(word) < 2 * _LONG_ENOUGH_TO_MISSPELL else 2
        near = tantivy.Query.fuzzy_term_query(self._schema, "text", word, distance=slips)
        return tantivy.Query.boost_query(near, _SLIP_SCORE)

    def _best(
        self, query: tantivy.Query, limit: int, allowed: Sequence[int] | None
    ) -> tuple[Neighbour, ...]:
        if allowed is not None:
            among = tantivy.Query.term_set_query(self._schema, "id", list(allowed))
            query = tantivy.Query.boolean_query(
                [
                    (tantivy.Occur.Must, tantivy.Query.const_score_query(among, 0.0)),
                    (tantivy.Occur.Must, query),
                ]
            )
        if limit < 1:
            return ()
        hits = self._searcher.search(query, limit, count=False).hits
        numbers = self._searcher.fast_field_values("id", [address for _, address in hits])
        best: dict[int, float] = {}
        for (score, _), number in zip(hits, numbers, strict=True):
            best.setdefault(int(number or 0), float(score))  # hits come best first
        return tuple(Neighbour(number, score) for number, score in best.items())


def words_of(text: str) -> tuple[str, ...]:
    """The words of `text` as they are compared: small letters, without accents, stemmed.

    >>> words_of("The President's letters")
    ('the', 'presid', 's', 'letter')
    """
    return tuple(_shared_analyzer().analyze(_composed(text)))


def content_files(folder: Path) -> list[Path]:
    """The files in which an index in `folder` keeps its content, by name."""
    return sorted(path for path in folder.iterdir() if not _LOCKS.match(path.name))


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


def _composed(text: str) -> str:
    """`text` with each accented letter as one sign; macOS, for one, writes it as two."""
    return unicodedata.normalize("NFC", text)


@cache
def _shared_analyzer() -> tantivy.TextAnalyzer:
    return _analyzer()


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
