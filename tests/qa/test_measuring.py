"""The command `qa eval` on folders without labels, and comparisons on all kinds of folders."""

import json
from pathlib import Path

import pytest

from qa.metrics import Metrics
from qa.outcomes import MEASURES, RANKING_MEASURES
from tests.qa.command import Run, assert_error, json_of
from tests.qa.small_folder import DOCUMENTS
from tests.qa.small_index import write_files

BEIR = {
    "corpus.jsonl": (
        '{"_id": "c1", "text": "The oak in the garden is four hundred years old."}\n'
        '{"_id": "c2", "text": "The harbour was rebuilt with stones from the hill."}\n'
    ),
    "queries.jsonl": '{"_id": "q1", "text": "How old is the oak in the garden?"}\n',
    "qrels.tsv": "query-id\tcorpus-id\tscore\nq1\tc1\t1\n",
}
LABELS = [
    {"_id": "1", "question": "Who led the work on the bridge?", "source": "bridge.txt",
     "answer": "the engineer Ana Ribeiro"},
    {"_id": "2", "question": "How many orchids are in the greenhouse?", "source": "garden.txt",
     "answer": "340 orchids"},
    {"_id": "3", "question": "Which team won the football world cup in 1998?"},
]  # fmt: skip
QUESTIONS = "".join(json.dumps(label) + "\n" for label in LABELS)
RANKING = set(RANKING_MEASURES)


@pytest.fixture
def town(own_folder: Path) -> Path:
    """The small folder, in the current one."""
    return write_files(own_folder / "town", DOCUMENTS)


@pytest.mark.usefixtures("town")
def test_a_folder_without_labels_is_measured(run: Run) -> None:
    ran = run("eval", "town", "--questions", "12", "--json")
    report = json_of(ran.out)
    assert (ran.code, ran.err) == (0, "")
    assert (report["dataset"], report["silver"], report["seed"]) == ("town", True, 0)
    assert report["questions"]["answerable"] == 12
    assert report["questions"]["held out"] >= 1
    assert list(report["measures"]) == list(MEASURES)
    assert report["measures"]["Success@5"]["value"] > 0.8
    assert report["measures"]["Refusal recall"]["value"] > 0.8
    # What is asked depends on the seed alone, and not on who reads.
    arguments = ("eval", "town", "--questions", "12", "--reader", "off", "--json")
    asked, again, other = (
        [one["question"] for one in one_report["records"]]
        for one_report in (
            report,
            json_of(run(*arguments).out),
            json_of(run(*arguments, "--seed", "1").out),
        )
    )
    assert again == asked
    assert other != asked


def test_a_comparison_and_a_page_come_with_it(run: Run, town: Path) -> None:
    before = {path: path.read_bytes() for path in town.iterdir()}
    arguments = ("eval", "town", "--questions", "12", "--compare", "dense")
    ran = run(*arguments, "--report", "report.html")
    assert ran.code == 0
    assert ran.err == "the report is in report.html\n"
    assert "Compared with dense, paired by question:" in ran.out
    page = Path("report.html").read_text()
    assert page.startswith("<!doctype html>")
    assert page.count("<svg ") == 3
    assert {path: path.read_bytes() for path in town.iterdir()} == before
    compared = json_of(run(*arguments, "--reader", "off", "--json").out)["comparison"]
    assert set(compared["measures"]) == RANKING


@pytest.mark.usefixtures("town")
def test_a_threshold_is_compared_by_all_measures_without_a_second_index(run: Run) -> None:
    ran = run("eval", "town", "--questions", "12", "--compare", "minimum_confidence=1", "--json")
    comparison = json_of(ran.out)["comparison"]
    assert list(comparison["measures"]) == list(MEASURES)
    assert comparison["settings"]["minimum_confidence"] == 1
    assert {one["found"] for one in comparison["records"]} == {False}
    assert comparison["measures"]["MRR@10"]["difference"] == 0
    assert comparison["measures"]["Answer sentence"]["other"] == 0
    assert comparison["measures"]["Refusal recall"]["other"] == 1
    assert comparison["measures"]["Brier"]["other"] is None


def test_a_data_set_is_compared_by_its_own_metrics(run: Run, own_folder: Path) -> None:
    write_files(own_folder / "tiny", BEIR)
    compared = json_of(run("eval", "tiny", "--compare", "bm25", "--json").out)["comparison"]
    names = list(Metrics(0, 0, 0, 0, 0).as_json())
    assert list(compared["measures"]) == names
    assert [one["difference"] for one in compared["measures"].values()] == [0] * 5
    text = run("eval", "tiny", "--compare", "bm25").out
    assert text.startswith("tiny: 2 passages, 1 questions\n")
    assert "Compared with bm25, paired by question:" in text
    assert_error(run("eval", "tiny", "--report", "page.html"), "has no answers", "--report")
    ran = run("eval", "tiny", "--compare", "max_tokens=80")
    assert_error(ran, "changes max_tokens, which changes nothing", "here count encoder, reader")


def test_a_data_set_as_beir_has_it_is_measured_query_by_query(run: Run, own_folder: Path) -> None:
    judged = "query-id\tcorpus-id\tscore\nq1\tc1\t1.0\nq1\tgone\t1.0\n"
    write_files(own_folder / "tiny", {**BEIR, "qrels/test.tsv": judged})
    (own_folder / "tiny" / "qrels.tsv").unlink()
    ran = run("eval", "tiny", "--reader", "off", "--json")
    assert ran.err.splitlines() == [
        "judged by qrels/test.tsv",
        "warning: 1 of 2 judged passages are not in corpus.jsonl; they count as not found",
    ]
    report = json_of(ran.out)
    assert (report["judgements"], report["missing"]) == ("qrels/test.tsv", 1)
    assert report["records"] == [{"id": "q1", "metrics": report["metrics"]}]
    assert report["metrics"]["Recall@100"] == 0.5


def test_no_document_is_overwritten_by_a_report(run: Run, town: Path) -> None:
    contract = write_files(town.parent, {"contract.html": "<p>We agree.</p>"}) / "contract.html"
    arguments = ("eval", "town", "--report")
    assert_error(run(*arguments, "contract.html"), "is there already", "another file")
    assert_error(run(*arguments, "town/page.html"), "be read as one of its documents", "--report")
    assert_error(run(*arguments, "page.txt"), "has not the name of one", ".html")
    assert contract.read_text() == "<p>We agree.</p>"


@pytest.mark.usefixtures("town")
def test_figures_are_printed_though_the_report_cannot_be_written(run: Run) -> None:
    Path("page.html.new").mkdir()  # where the page is written first
    arguments = ("--questions", "5", "--reader", "off", "--json", "--report", "page.html")
    ran = run("eval", "town", *arguments)
    assert list(json_of(ran.out)["measures"]) == list(MEASURES)
    assert ran.code == 2
    assert ran.err.startswith("error: page.html cannot be written: ")


def test_a_folder_with_labels_keeps_its_report(run: Run, town: Path) -> None:
    write_files(town, {"questions.jsonl": QUESTIONS})
    labelled = ("eval", "town", "--reader", "off")
    plain = json_of(run(*labelled, "--json").out)
    assert list(plain) == [
        "dataset", "queries", "answerable", "metrics", "answered", "refused", "unanswerable",
        "seed", "settings", "documents", "passages", "left_out", "measures", "least_aurc",
        "records",
    ]  # fmt: skip
    assert [one["id"] for one in plain["records"]] == ["1", "2", "3"]
    assert plain["measures"]["Success@1"]["value"] == plain["metrics"]["Success@1"]
    ran = run(*labelled, "--json", "--compare", "bm25", "--report", "page.html")
    compared = json_of(ran.out)
    assert {name: value for name, value in compared.items() if name != "comparison"} == plain
    assert set(compared["comparison"]["measures"]) == RANKING
    assert "How well town is answered" in Path("page.html").read_text()
    text = run(*labelled).out
    assert "\nAnswer sentence " in text
    assert "\nOf 1 question without an answer in the index 1 were refused.\n" in text
    arguments = ("--silver", "--questions", "5", "--reader", "off")
    silver = json_of(run("eval", "town", "--json", *arguments).out)
    assert (silver["silver"], silver["questions"]["answerable"]) == (True, 5)


def test_a_folder_in_another_language_is_measured_by_key_terms(run: Run, own_folder: Path) -> None:
    sentences = (
        "Die steinerne Brücke wurde nach neun Jahren harter Arbeit endlich vollendet.",
        "Der botanische Garten besitzt eine Eiche von beinahe vierhundert Jahren Alter.",
        "Unser Museum zeigt alte Uhren aus Bronze neben vielen anderen Stücken.",
        "Die Schule am Marktplatz unterrichtet fünfundachtzig Kinder aus dem ganzen Tal.",
        "Eine Mühle unterhalb des Wehrs mahlte früher Mehl für sämtliche Bäcker.",
        "Lachse wandern jeden Sommer über die hölzerne Treppe neben dem Wehr.",
        "Besucher bewundern seltene Farne hinter dem beheizten Gewächshaus des Gärtners.",
    )
    write_files(own_folder / "stadt", {f"{at}.txt": text for at, text in enumerate(sentences)})
    report = json_of(run("eval", "stadt", "--json").out)
    assert report["questions"]["kinds"] == {"terms": 6}
    assert report["measures"]["Success@1"]["value"] == 1
