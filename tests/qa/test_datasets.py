"""Evaluation sets: what is read from them, and what is refused with its file and line."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa.datasets import (
    CorpusLine,
    Dataset,
    LabelledQuestion,
    Query,
    is_beir,
    read_beir,
    read_questions,
)
from qa.errors import DatasetError
from tests.qa.small_index import SAMPLE, write_files

HEADER = "query-id\tcorpus-id\tscore\n"
CORPUS = (
    '{"_id": "c1", "title": "Cats", "text": "Cats sleep."}\n{"_id": "c2", "text": "Dogs run."}\n'
)
QUERIES = '{"_id": "q1", "text": "who sleeps?"}\n{"_id": "q2", "text": "who runs?"}\n'
QRELS = HEADER + "q1\tc1\t2\nq2\tc2\t1\n"
GOOD = {"corpus.jsonl": CORPUS, "queries.jsonl": QUERIES, "qrels.tsv": QRELS}


def lines(values: Sequence[object]) -> str:
    return "".join(json.dumps(value) + "\n" for value in values)


def test_a_data_set_in_beirs_layout_is_read_as_it_stands(tmp_path: Path) -> None:
    folder = write_files(tmp_path / "tiny", GOOD)
    assert read_beir(folder) == Dataset(
        name="tiny",
        corpus=(CorpusLine("c1", "Cats", "Cats sleep."), CorpusLine("c2", "", "Dogs run.")),
        queries=(Query("q1", "who sleeps?", {"c1": 2}), Query("q2", "who runs?", {"c2": 1})),
    )


@pytest.mark.parametrize(
    ("names", "taken"),
    [
        (["qrels.tsv", "qrels/test.tsv"], "qrels.tsv"),
        (["qrels/dev.tsv", "qrels/test.tsv", "qrels/train.tsv"], "qrels/test.tsv"),
        (["qrels/dev.tsv"], "qrels/dev.tsv"),
    ],
)
def test_the_judgements_may_be_where_beir_has_them(
    tmp_path: Path, names: list[str], taken: str
) -> None:
    tables = {name: QRELS.replace("\t2", f"\t{at + 2}") for at, name in enumerate(names)}
    write_files(tmp_path, {"corpus.jsonl": CORPUS, "queries.jsonl": QUERIES, **tables})
    dataset = read_beir(tmp_path)
    assert dataset.judgements == taken
    assert dataset.queries[0].relevant == {"c1": names.index(taken) + 2}


def test_of_several_splits_without_a_test_one_has_to_be_chosen(tmp_path: Path) -> None:
    tables = {"qrels/dev.tsv": QRELS, "qrels/train.tsv": QRELS}
    write_files(tmp_path, {"corpus.jsonl": CORPUS, "queries.jsonl": QUERIES, **tables})
    with pytest.raises(DatasetError, match=r"holds dev\.tsv, train\.tsv, and no test\.tsv"):
        read_beir(tmp_path)


def test_a_grade_may_be_written_with_a_point(tmp_path: Path) -> None:
    qrels = HEADER + "q1\tc1\t2.0\nq2\tc2\t0.0\n"
    dataset = read_beir(write_files(tmp_path, {**GOOD, "qrels.tsv": qrels}))
    assert dataset.queries == (Query("q1", "who sleeps?", {"c1": 2}),)


def test_judged_passages_that_are_not_in_the_corpus_are_counted(tmp_path: Path) -> None:
    qrels = HEADER + "q1\tc1\t1\nq1\tgone\t1\nq2\tgone\t1\nunasked\tfar\t1\n"
    dataset = read_beir(write_files(tmp_path, {**GOOD, "qrels.tsv": qrels}))
    assert (sorted(dataset.missing), len(dataset.relevant)) == (["gone"], 2)
    write_files(tmp_path, {"qrels.tsv": HEADER + "q1\tC1\t1\nq2\tC2\t1\n"})
    with pytest.raises(DatasetError, match="none of the 2 judged passages"):
        read_beir(tmp_path)


def test_a_byte_order_mark_harms_nothing(tmp_path: Path) -> None:
    marked = {name: "\ufeff" + content for name, content in GOOD.items()}
    write_files(tmp_path / "set", marked)
    write_files(tmp_path / "plain", GOOD)
    assert read_beir(tmp_path / "set").queries == read_beir(tmp_path / "plain").queries
    write_files(tmp_path, {"questions.jsonl": '\ufeff{"_id": "s1", "question": "Who?"}\n'})
    assert read_questions(tmp_path)[0].id == "s1"


# Any text may stand in JSON; in the table of judgements a tab or a line break cannot.
IDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1, max_size=8
)
TEXTS = st.text(max_size=30)
QUESTIONS = TEXTS.filter(str.strip)


@settings(max_examples=60, deadline=None)
@given(
    corpus=st.dictionaries(IDS, st.tuples(TEXTS, TEXTS), min_size=1, max_size=5),
    questions=st.dictionaries(IDS, QUESTIONS, min_size=1, max_size=5),
    data=st.data(),
)
def test_what_is_written_in_beirs_layout_is_read_back(
    tmp_path_factory: pytest.TempPathFactory,
    corpus: dict[str, tuple[str, str]],
    questions: dict[str, str],
    data: st.DataObject,
) -> None:
    grades = st.dictionaries(st.sampled_from(sorted(corpus)), st.integers(1, 3), min_size=1)
    judged = {number: data.draw(grades) for number in questions}
    folder = write_files(
        tmp_path_factory.mktemp("set"),
        {
            "corpus.jsonl": lines(
                [
                    {"_id": number, "title": title, "text": text}
                    for number, (title, text) in corpus.items()
                ]
            ),
            "queries.jsonl": lines(
                [{"_id": number, "text": text} for number, text in questions.items()]
            ),
            "qrels.tsv": HEADER
            + "".join(
                f"{number}\t{passage}\t{grade}\n"
                for number, relevant in judged.items()
                for passage, grade in relevant.items()
            ),
        },
    )
    assert read_beir(folder) == Dataset(
        folder.name,
        tuple(CorpusLine(number, title, text) for number, (title, text) in corpus.items()),
        tuple(Query(number, text, judged[number]) for number, text in questions.items()),
    )


def test_grades_of_zero_and_below_are_no_judgement_of_relevance(tmp_path: Path) -> None:
    qrels = HEADER + "q1\tc1\t1\nq1\tc2\t0\nq2\tc1\t-1\nq2\tc2\t0\n"
    dataset = read_beir(write_files(tmp_path, {**GOOD, "qrels.tsv": qrels}))
    assert dataset.queries == (Query("q1", "who sleeps?", {"c1": 1}),)


def test_a_passage_without_text_is_kept_because_it_can_be_found(tmp_path: Path) -> None:
    corpus = '{"_id": "c1", "title": "", "text": ""}\n{"_id": "c2"}\n'
    dataset = read_beir(write_files(tmp_path, {**GOOD, "corpus.jsonl": corpus}))
    assert dataset.corpus == (CorpusLine("c1", "", ""), CorpusLine("c2", "", ""))


def test_ids_may_be_written_as_numbers(tmp_path: Path) -> None:
    files = {
        "corpus.jsonl": '{"_id": 7, "text": "Cats sleep."}\n',
        "queries.jsonl": '{"_id": 0, "text": "who sleeps?"}\n',
        "qrels.tsv": HEADER + "0\t7\t1\n",
    }
    assert read_beir(write_files(tmp_path, files)).queries == (Query("0", "who sleeps?", {"7": 1}),)


def test_an_id_may_be_of_any_length(tmp_path: Path) -> None:
    name = "c" * 140_000  # more than Python's reader of tables takes for a field
    dataset = read_beir(write_files(tmp_path, {**GOOD, "qrels.tsv": f"{QRELS}q1\t{name}\t1\n"}))
    assert dataset.queries[0].relevant == {"c1": 2, name: 1}


def test_blank_lines_and_line_separators_within_a_text_break_nothing(tmp_path: Path) -> None:
    corpus = (
        '\n{"_id": "c1", "text": "one\u2028two\u0085three"}\n\n{"_id": "c2", "text": "x"}\n  \n'
    )
    dataset = read_beir(write_files(tmp_path, {**GOOD, "corpus.jsonl": corpus}))
    assert [line.text for line in dataset.corpus] == ["one\u2028two\u0085three", "x"]


def test_a_judgement_of_a_passage_that_is_not_in_the_corpus_counts(tmp_path: Path) -> None:
    # As in trec_eval: a relevant passage that cannot be found is missed, not forgotten.
    qrels = HEADER + "q1\tc1\t1\nq1\tgone\t1\n"
    dataset = read_beir(write_files(tmp_path, {**GOOD, "qrels.tsv": qrels}))
    assert dataset.queries == (Query("q1", "who sleeps?", {"c1": 1, "gone": 1}),)


def test_a_folder_with_a_corpus_is_a_data_set_and_one_of_documents_is_not(tmp_path: Path) -> None:
    assert is_beir(write_files(tmp_path / "set", GOOD))
    assert not is_beir(write_files(tmp_path / "documents", {"a.txt": "Cats sleep."}))
    assert not is_beir(tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl", "qrels.tsv"])
def test_a_missing_file_of_a_data_set_is_named(tmp_path: Path, name: str) -> None:
    write_files(tmp_path, {file: content for file, content in GOOD.items() if file != name})
    with pytest.raises(DatasetError) as caught:
        read_beir(tmp_path)
    assert caught.value.message == f"{tmp_path / name} does not exist"
    assert "corpus.jsonl, queries.jsonl, qrels.tsv" in caught.value.hint
    assert "`--silver`" in caught.value.hint


GOOD_LINE = {
    "corpus.jsonl": '{"_id": "good", "text": "x"}\n',
    "queries.jsonl": '{"_id": "good", "text": "x"}\n',
    "qrels.tsv": HEADER,
}
NESTED = "[" * 100_000


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("corpus.jsonl", '{"_id": "c1", "text": '),
        ("corpus.jsonl", "c1\tCats sleep."),
        ("corpus.jsonl", '["c1", "Cats sleep."]'),
        ("corpus.jsonl", '"c1"'),
        ("corpus.jsonl", NESTED),
        ("corpus.jsonl", '{"text": "Cats sleep."}'),
        ("corpus.jsonl", '{"_id": "", "text": "Cats sleep."}'),
        ("corpus.jsonl", '{"_id": null, "text": "Cats sleep."}'),
        ("corpus.jsonl", '{"_id": ["c1"], "text": "Cats sleep."}'),
        ("corpus.jsonl", '{"_id": "good", "text": "the same id again"}'),
        ("corpus.jsonl", '{"_id": "c1", "text": "half of a character: \\ud800"}'),
        ("queries.jsonl", '{"_id": "q1"'),
        ("queries.jsonl", "[]"),
        ("queries.jsonl", '{"text": "who sleeps?"}'),
        ("queries.jsonl", '{"_id": "q1"}'),
        ("queries.jsonl", '{"_id": "q1", "text": ""}'),
        ("queries.jsonl", '{"_id": "q1", "text": "   "}'),
        ("queries.jsonl", '{"_id": "q1", "text": {"is": "no text"}}'),
        ("queries.jsonl", '{"_id": "good", "text": "the same id again"}'),
        ("queries.jsonl", '{"_id": "q1", "text": "half of a character: \\udfff"}'),
        ("qrels.tsv", "q1\tc1"),
        ("qrels.tsv", "q1 c1 1"),
        ("qrels.tsv", "q1\tc1\tyes"),
        ("qrels.tsv", "q1\tc1\t0.5"),
        ("qrels.tsv", "q1\tc1\t"),
    ],
    ids=lambda value: value[:40],
)
def test_a_line_that_is_not_what_it_should_be_is_named_with_its_file(
    tmp_path: Path, name: str, line: str
) -> None:
    qrels = QRELS + "good\tgood\t1\n"
    broken = GOOD_LINE[name] + line + "\n"
    write_files(tmp_path, {**GOOD, "qrels.tsv": qrels, name: broken})
    with pytest.raises(DatasetError) as caught:
        read_beir(tmp_path)
    assert f"{tmp_path / name}, line 2" in caught.value.message
    assert len(caught.value.message) < 1000
    assert caught.value.hint


@pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl", "qrels.tsv"])
def test_a_file_that_is_not_utf_8_is_named(tmp_path: Path, name: str) -> None:
    broken = GOOD[name].encode() + "q1\tcafé\t1\n".encode("latin-1")
    write_files(tmp_path, {**GOOD, name: broken})
    with pytest.raises(DatasetError) as caught:
        read_beir(tmp_path)
    assert str(tmp_path / name) in caught.value.message


@pytest.mark.parametrize(
    ("files", "counts"),
    [
        ({"corpus.jsonl": ""}, "0 passages and 2 judged questions"),
        ({"queries.jsonl": ""}, "2 passages and 0 judged questions"),
        ({"qrels.tsv": HEADER}, "2 passages and 0 judged questions"),
        ({"qrels.tsv": ""}, "2 passages and 0 judged questions"),
        ({"qrels.tsv": HEADER + "other\tc1\t1\n"}, "2 passages and 0 judged questions"),
    ],
)
def test_a_set_without_a_passage_or_a_judged_question_is_refused(
    tmp_path: Path, files: dict[str, str], counts: str
) -> None:
    write_files(tmp_path, {**GOOD, **files})
    with pytest.raises(DatasetError) as caught:
        read_beir(tmp_path)
    assert caught.value.message == f"{tmp_path} has {counts}"


def test_a_table_of_judgements_without_a_header_loses_no_judgement(tmp_path: Path) -> None:
    write_files(tmp_path, {**GOOD, "qrels.tsv": "q1\tc1\t2\nq2\tc2\t1\n"})
    assert [query.id for query in read_beir(tmp_path).queries] == ["q1", "q2"]


def test_the_questions_about_a_folder_are_read_as_they_stand(tmp_path: Path) -> None:
    write_files(
        tmp_path,
        {
            "questions.jsonl": '{"_id": "s1", "question": "Who?", "source": "a.txt",'
            ' "answer": "Ada", "near": false}\n\n'
            '{"_id": 2, "question": "Why?", "source": "", "answer": "", "near": true}\n'
            '{"_id": "s3", "question": "Where?"}\n'
        },
    )
    questions = read_questions(tmp_path)
    assert questions == (
        LabelledQuestion("s1", "Who?", "a.txt", "Ada", near=False),
        LabelledQuestion("2", "Why?", "", "", near=True),
        LabelledQuestion("s3", "Where?", "", "", near=False),
    )
    assert [question.answerable for question in questions] == [True, False, False]


@pytest.mark.parametrize(
    "line",
    [
        "Who?",
        '["Who?"]',
        NESTED,
        '{"question": "Who?", "source": "a.txt", "answer": "Ada"}',
        '{"_id": "s1", "source": "a.txt", "answer": "Ada"}',
        '{"_id": "s1", "question": "", "source": "a.txt", "answer": "Ada"}',
        '{"_id": "s1", "question": "  ", "source": "a.txt", "answer": "Ada"}',
        '{"_id": "s1", "question": "half of a character: \\ud800"}',
        # Any answer from the source would count as right.
        '{"_id": "s1", "question": "Who?", "source": "a.txt", "answer": ""}',
        # The question would count as one without an answer.
        '{"_id": "s1", "question": "Who?", "source": "", "answer": "Ada"}',
    ],
    ids=lambda value: value[:70],
)
def test_a_question_that_is_not_whole_is_named_with_its_file(tmp_path: Path, line: str) -> None:
    good = '{"_id": "good", "question": "What?"}\n'
    write_files(tmp_path, {"questions.jsonl": good + line + "\n"})
    with pytest.raises(DatasetError) as caught:
        read_questions(tmp_path)
    assert f"{tmp_path / 'questions.jsonl'}, line 2" in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        (lambda _: None, "does not exist"),
        (lambda file: file.mkdir(), "does not exist"),
        (lambda file: file.write_text(""), "holds no question"),
        (lambda file: file.write_text("\n \n"), "holds no question"),
        (lambda file: file.write_bytes(b'{"_id": "\xff"}'), "cannot be read"),
    ],
)
def test_a_folder_without_readable_questions_is_refused(
    tmp_path: Path, prepare: Callable[[Path], object], message: str
) -> None:
    file = tmp_path / "questions.jsonl"
    prepare(file)
    with pytest.raises(DatasetError) as caught:
        read_questions(tmp_path)
    assert caught.value.message.startswith(f"{file} {message}")


def test_the_sample_has_questions_of_all_three_kinds() -> None:
    questions = read_questions(SAMPLE)
    assert sum(question.answerable for question in questions) >= 50
    assert sum(question.near for question in questions if not question.answerable) >= 10
    assert sum(not question.near for question in questions if not question.answerable) >= 10
    assert len({question.id for question in questions}) == len(questions)
