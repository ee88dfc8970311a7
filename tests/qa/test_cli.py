"""The command line: what each command prints, and its exit code."""

import argparse
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.reading import READERS, document_from_bytes
from qa.commands import command_parser
from tests.qa.command import FILES, Run, assert_error, environment, json_of, program
from tests.qa.small_index import SAMPLE, write_files

QUESTION = "Who is China's Minister of Science and Technology?"
OFF_TOPIC = "How long should I boil an egg?"
COMMANDS = [
    "index",
    "ask",
    "chat",
    "serve",
    "eval",
    "bench",
    "status",
    "show",
    "feedback",
    "verify",
]


# -- help ------------------------------------------------------------------------------------------


def test_the_help_names_every_command(run: Run) -> None:
    ran = run("--help")
    assert ran.code == 0
    listed = [line.split()[0] for line in ran.out.splitlines() if line.startswith("    ")]
    assert listed == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_what_it_does_and_what_each_option_is_for(
    run: Run, command: str
) -> None:
    ran = run(command, "--help")
    assert ran.code == 0
    assert ran.out.startswith(f"usage: qa {command} ")
    (commands,) = [
        action.choices
        for action in command_parser()._actions
        if isinstance(action, argparse._SubParsersAction)
    ]
    assert list(commands) == COMMANDS
    parser = commands[command]
    assert parser.description in " ".join(ran.out.split())
    assert [action.dest for action in parser._actions if not action.help] == []


def test_the_package_can_be_run_as_a_program() -> None:
    command = program("--help")
    ran = subprocess.run(command, env=environment(), capture_output=True, check=False)
    assert ran.returncode == 0
    assert ran.stdout.startswith(b"usage: qa ")
    assert ran.stderr == b""


# -- index -----------------------------------------------------------------------------------------


def test_a_folder_is_indexed_and_brought_up_to_date(run: Run) -> None:
    folder = write_files(Path("documents"), FILES)
    ran = run("index", folder)
    assert (ran.code, ran.out) == (0, ".qa-index: 2 added\n")
    ran = run("index", folder)
    assert (ran.code, ran.out) == (0, ".qa-index: 2 unchanged\n")
    write_files(folder, {"harbour.txt": FILES["harbour.txt"].replace("1903", "1904")})
    (folder / "notes" / "garden.md").unlink()
    write_files(folder, {"new.txt": "A lighthouse shows the way since the year 1775."})
    ran = run("index", folder)
    assert ran.code == 0
    assert ran.out == (".qa-index: 1 added, 1 replaced, 1 removed\n  removed  notes/garden.md\n")
    ran = run("ask", "Who rebuilt the harbour of Lisbon?", "--json")
    assert "1904" in json_of(ran.out)["text"]


def test_the_report_of_an_update_is_one_json_object(run: Run) -> None:
    folder = write_files(Path("documents"), {**FILES, "empty.txt": "", "slides.ppt": "x"})
    ran = run("index", folder, "--index", "elsewhere", "--json")
    assert ran.code == 1
    assert json_of(ran.out) == {
        "added": ["harbour.txt", "notes/garden.md"],
        "replaced": [],
        "removed": [],
        "unchanged": [],
        "failed": [
            {
                "source": "empty.txt",
                "reason": "empty.txt is empty",
                "hint": "take it out of the folder, or put text into it",
            }
        ],
        "unsupported": ["slides.ppt"],
        "taken_out": [],
        "encoded": 2,
    }
    assert Path("elsewhere", "catalog.sqlite").is_file()


def test_an_index_is_built_anew_from_the_paths_given_only(run: Run) -> None:
    first = write_files(Path("first"), {"a.txt": FILES["harbour.txt"]})
    second = write_files(Path("second"), {"b.txt": FILES["harbour.txt"]})
    run("index", first)
    assert run("index", second, "--rebuild").out == ".qa-index: 1 added\n"
    documents = json_of(run("status", "--json").out)["documents"]
    assert [one["source"] for one in documents] == ["b.txt"]


def test_files_and_folders_may_be_indexed_together(run: Run) -> None:
    folder = write_files(Path("documents"), FILES)
    single = write_files(Path("more"), {"one.txt": "A lighthouse shows the way."}) / "one.txt"
    write_files(Path("more"), {"two.txt": "Not asked for."})
    assert run("index", folder, single).out == ".qa-index: 3 added\n"


# -- ask -------------------------------------------------------------------------------------------


def test_an_answer_is_printed_with_its_place_and_its_passages(run: Run, sample_index: Path) -> None:
    ran = run("ask", QUESTION, "--index", sample_index)
    assert (ran.code, ran.err) == (0, "")
    words = " ".join(ran.out.split())
    assert "Wang Zhigang, China's Minister of Science and Technology" in words
    assert "[1] Why one country alone cannot beat the virus" in words
    assert "science-cooperation-newsletter.md, section" in words
    assert ran.out.count("\n 1. ") == ran.out.count("\n 5. ") == 1
    assert "\n 6. " not in ran.out
    assert max(map(len, ran.out.splitlines())) < 300


def test_what_the_documents_do_not_answer_is_said_and_exits_with_1(
    run: Run, sample_index: Path
) -> None:
    ran = run("ask", OFF_TOPIC, "--index", sample_index)
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.startswith("The documents do not answer this.\n")
    assert "\n 5. " in ran.out


def test_an_answer_as_json_is_all_there_is_on_standard_output(run: Run, sample_index: Path) -> None:
    ran = run("ask", QUESTION, "--index", sample_index, "--json")
    assert (ran.code, ran.err) == (0, "")
    answer = json_of(ran.out)
    assert list(answer) == [
        *("question", "found", "confidence", "text", "exact"),
        *("citations", "passages", "seconds"),
    ]
    assert (answer["question"], answer["found"]) == (QUESTION, True)
    assert answer["text"] == answer["citations"][0]["quote"]
    assert "Wang Zhigang" in answer["text"]
    assert [passage["rank"] for passage in answer["passages"]] == [1, 2, 3, 4, 5]


def test_a_refusal_as_json_exits_with_1(run: Run, sample_index: Path) -> None:
    ran = run("ask", OFF_TOPIC, "--index", sample_index, "--json")
    answer = json_of(ran.out)
    assert (ran.code, answer["found"], answer["text"], answer["citations"]) == (1, False, "", [])
    assert len(answer["passages"]) == 5


def test_as_many_passages_come_as_k_says(run: Run, sample_index: Path) -> None:
    ran = run("ask", QUESTION, "--index", sample_index, "--json", "-k", "2")
    assert len(json_of(ran.out)["passages"]) == 2


def test_only_the_sources_that_are_named_are_asked(run: Run, sample_index: Path) -> None:
    sources = ["letter-from-ciesc.md", "open-data-platforms.md"]
    flags = [part for source in sources for part in ("--source", source)]
    ran = run("ask", QUESTION, "--index", sample_index, "--json", *flags)
    found = {passage["source"] for passage in json_of(ran.out)["passages"]}
    assert found == set(sources)


def test_a_question_may_come_from_standard_input(
    run: Run, sample_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(QUESTION + "\n"))
    answer = json_of(run("ask", "-", "--index", sample_index, "--json").out)
    assert answer["question"].strip() == QUESTION
    assert "Wang Zhigang" in answer["text"]


def test_the_program_itself_answers_from_standard_input(sample_index: Path) -> None:
    ran = subprocess.run(
        program("ask", "-", "--index", sample_index, "--json"),
        env=environment(),
        input=QUESTION.encode(),
        capture_output=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert "Wang Zhigang" in json_of(ran.stdout.decode())["text"]


@pytest.mark.parametrize("name", ["kept.json", "kept.md", "kept.html"])
def test_an_answer_is_kept_and_verified(run: Run, sample_index: Path, name: str) -> None:
    ran = run("ask", QUESTION, "--index", sample_index, "--save", name)
    assert (ran.code, ran.err) == (0, "")
    assert "Wang Zhigang" in ran.out
    assert run("verify", name, "--root", SAMPLE).code == 0
    assert run("verify", name, "--root", Path.cwd()).code == 1
    assert run("ask", OFF_TOPIC, "--index", sample_index, "--save", name).code == 1
    assert run("verify", name, "--root", SAMPLE).code == 1  # there is no citation in it now


def test_a_document_is_not_replaced_by_an_answer_and_nothing_is_asked(run: Run) -> None:
    folder = write_files(Path("documents"), FILES)
    ran = run("ask", QUESTION, "--save", folder / "notes" / "garden.md")  # there is no index
    assert_error(ran, "documents/notes/garden.md is there already", "choose another name")
    assert (folder / "notes" / "garden.md").read_text() == FILES["notes/garden.md"]


def test_an_answer_is_kept_where_nobody_reads_the_output(
    sample_index: Path, tmp_path: Path
) -> None:
    read, write = os.pipe()
    os.close(read)
    command = program("ask", QUESTION, "--index", sample_index, "--save", "kept.json")
    try:
        subprocess.run(
            command, stdout=write, env=environment(PYTHONUNBUFFERED="1"), cwd=tmp_path, check=False
        )
    finally:
        os.close(write)
    assert "Wang Zhigang" in json.loads((tmp_path / "kept.json").read_text())["text"]


def test_an_answer_that_cannot_be_kept_is_shown_all_the_same(run: Run, sample_index: Path) -> None:
    ran = run("ask", QUESTION, "--index", sample_index, "--save", "nowhere/kept.md")
    assert ran.code == 2
    assert "Wang Zhigang" in ran.out
    assert "nowhere/kept.md cannot be written" in ran.err


@pytest.mark.parametrize("command", [("index",), ("eval",), ("verify", "a.json", "--root")])
def test_a_name_that_is_too_long_is_told_as_such(run: Run, command: tuple[str, ...]) -> None:
    citation = {"number": 1, "source": "a", "sha256": "0", "start": 0, "end": 1, "quote": "A"}
    Path("a.json").write_text(json.dumps({"citations": [citation]}))
    ran = run(*command, "a" * 300)
    assert ran.code == 2
    assert "a" * 300 in ran.err
    assert "output" not in ran.err


def test_the_index_may_be_set_by_the_environment(
    run: Run, sample_index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QA_INDEX", str(sample_index))
    monkeypatch.setenv("QA_K", "3")
    assert len(json_of(run("ask", QUESTION, "--json").out)["passages"]) == 3


def test_the_index_may_be_set_in_the_file(run: Run, sample_index: Path) -> None:
    Path("qa.toml").write_text(f"index = {json.dumps(str(sample_index))}\nk = 2\n")
    assert len(json_of(run("ask", QUESTION, "--json").out)["passages"]) == 2
    assert len(json_of(run("ask", QUESTION, "--json", "-k", "4").out)["passages"]) == 4


# -- status, show ----------------------------------------------------------------------------------


def test_the_status_lists_documents_and_what_could_not_be_read(run: Run) -> None:
    folder = write_files(Path("documents"), {**FILES, "empty.txt": "", "slides.ppt": "x"})
    run("index", folder)
    ran = run("status")
    assert (ran.code, ran.err) == (0, "")
    lines = [line.rstrip() for line in ran.out.splitlines()]
    assert re.fullmatch(
        r"Passages are encoded in (bfloat16|float32|int8) \(on .+, beside float32: bfloat16 \d+\.\d"
        r" times as fast, cosine at least 0\.99\d\d(; int8 .+)?\)\.",
        lines.pop(2),
    )
    assert lines == [
        ".qa-index: 2 documents, 2 passages, encoder all-MiniLM-L6-v2",
        "2 of 4 files can be asked about (50%), 138 characters.",
        "  harbour.txt  no date  1 passage  (text, utf-8)",
        "  notes/garden.md  no date  1 passage  (markdown, utf-8)  The garden",
        "2 files are not in it:",
        "  empty.txt is empty",
        "      take it out of the folder, or put text into it",
        "  slides.ppt: no reader for files ending in .ppt",
        f"      convert it to one of {' '.join(sorted(READERS.keys() - {'', '.xls', '.xlsb'}))}",
    ]


def test_the_status_as_json_holds_the_same(run: Run, sample_index: Path) -> None:
    status = json_of(run("status", "--index", sample_index, "--json").out)
    assert list(status) == [
        "encoder",
        "max_tokens",
        "precision",
        "unfinished",
        "passages",
        "coverage",
        "files",
        "documents",
        "copies",
        "left_out",
        "taken_out",
    ]
    assert status["unfinished"] is False
    assert (status["encoder"], status["max_tokens"]) == ("all-MiniLM-L6-v2", 200)
    assert status["passages"] == sum(one["passages"] for one in status["documents"])
    assert [one["source"] for one in status["left_out"]] == ["questions.jsonl"]
    assert status["copies"] == []
    assert status["coverage"] == {
        "files": 13,
        "read": 8,
        "read_with_notes": 4,
        "not_read": 1,
        "share_of_files": 12 / 13,
        "share_of_bytes": 1.0,
        "characters": sum(one["characters"] for one in status["documents"]),
        "repeated_characters": 0,
    }
    assert [one["documents"] for one in status["files"] if one["documents"]] == [
        [one["source"]] for one in status["documents"]
    ]
    by_source = {one["source"]: one for one in status["documents"]}
    assert len(by_source) == 12
    letter = by_source["letter-from-ciesc.md"]
    assert letter["path"] == str(SAMPLE / "letter-from-ciesc.md")
    assert letter["title"] == "CIESC writes to Japan's chemical engineers"
    assert letter["date"] == "2020-02-20"


@pytest.mark.parametrize("source", ["letter-from-ciesc.md", "research-in-guangdong.html"])
def test_the_text_that_was_read_from_a_document_is_shown(
    run: Run, sample_index: Path, source: str
) -> None:
    ran = run("show", source, "--index", sample_index)
    document = document_from_bytes((SAMPLE / source).read_bytes(), source)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == document.text + "\n"


# -- verify ----------------------------------------------------------------------------------------


@pytest.fixture
def saved(run: Run) -> Path:
    """An answer from the folder `documents`, saved as the hint says."""
    run("index", write_files(Path("documents"), FILES))
    ran = run("ask", "Who rebuilt the harbour of Lisbon in 1903?", "--json")
    assert ran.code == 0
    Path("answer.json").write_text(ran.out)
    return Path("answer.json")


def test_the_citations_of_a_saved_answer_hold(run: Run, saved: Path) -> None:
    ran = run("verify", saved)
    assert (ran.code, ran.out, ran.err) == (0, "[1] holds  harbour.txt\n", "")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "Long ago. " + FILES["harbour.txt"],
            "[1] moved  harbour.txt: it stands at line 1, characters 10 to 80 now",
        ),
        ("The harbour of Lisbon is new.", "[1] changed  harbour.txt: the file was changed"),
        ("", "[1] changed  harbour.txt: harbour.txt is empty"),
    ],
)
def test_a_citation_that_does_not_hold_exits_with_1(
    run: Run, saved: Path, text: str, line: str
) -> None:
    Path("documents", "harbour.txt").write_text(text)
    ran = run("verify", saved)
    assert ran.code == 1
    assert ran.out.startswith(line)


def test_a_missing_file_is_gone_and_another_folder_may_be_named(run: Run, saved: Path) -> None:
    Path("documents").rename("moved")
    ran = run("verify", saved)  # in the folder above, which is there still
    place = Path("moved", "harbour.txt").resolve()
    assert (ran.code, ran.out) == (0, f"[1] holds  harbour.txt: the file is {place} now\n")
    Path("moved").rename(".moved")
    ran = run("verify", saved)
    assert ran.code == 1
    assert ran.out.startswith("[1] gone  harbour.txt")
    assert run("verify", saved, "--root", ".moved").code == 0
    assert run("verify", saved, "--root", "nowhere", "--root", ".moved").code == 0
    assert run("verify", saved, "--root", ".moved/harbour.txt").code == 0


def test_an_answer_without_citations_says_that_there_is_nothing_to_verify(run: Run) -> None:
    Path("answer.json").write_text('{"found": false, "citations": []}')
    for root in ([], ["--root", "."]):
        ran = run("verify", "answer.json", *root)
        assert (ran.code, ran.out) == (1, "")
        assert ran.err == "there is nothing to verify in answer.json: it has no citation\n"


# -- eval ------------------------------------------------------------------------------------------

BEIR = {
    "corpus.jsonl": (
        '{"_id": "c1", "text": "The oak in the garden is four hundred years old."}\n'
        '{"_id": "c2", "text": "The harbour was rebuilt with stones from the hill."}\n'
    ),
    "queries.jsonl": '{"_id": "q1", "text": "How old is the oak in the garden?"}\n',
    "qrels.tsv": "query-id\tcorpus-id\tscore\nq1\tc1\t1\n",
}


def test_retrieval_is_measured_beside_its_baselines(run: Run) -> None:
    write_files(Path("tiny"), BEIR)
    ran = run("eval", "tiny")
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0] == "tiny: 2 passages, 1 questions"
    assert lines[1].split() == ["fused", "dense", "bm25"]
    names = ["nDCG@10", "MRR@10", "Success@1", "Success@5", "Recall@100"]
    assert [line.split() for line in lines[2:7]] == [[name, *["1.0000"] * 3] for name in names]
    assert lines[7].startswith("indexed in ")


def test_a_measurement_of_retrieval_as_json_is_all_there_is(run: Run) -> None:
    write_files(Path("tiny"), BEIR)
    ran = run("eval", "tiny", "--json")
    report = json_of(ran.out)
    assert (ran.code, ran.err) == (0, "")
    assert list(report) == [
        "dataset", "passages", "queries", "metrics", "baselines", "seconds", "judgements",
        "missing", "records",
    ]  # fmt: skip
    assert (report["dataset"], report["passages"], report["queries"]) == ("tiny", 2, 1)


def test_answers_about_a_folder_are_measured(run: Run) -> None:
    question = {"_id": "s1", "question": "Who rebuilt the harbour of Lisbon in 1903?"}
    label = {"source": "harbour.txt", "answer": "Ana Ribeiro"}
    off_topic = {"_id": "s2", "question": OFF_TOPIC}
    lines = "".join(json.dumps(one) + "\n" for one in ({**question, **label}, off_topic))
    write_files(Path("folder"), {**FILES, "questions.jsonl": lines})
    ran = run("eval", "folder", "--json")
    assert ran.code == 0
    report, counts = (
        json_of(ran.out),
        {
            "dataset": "folder",
            "queries": 2,
            "answerable": 1,
            "metrics": {"Success@1": 1.0, "Success@5": 1.0, "Answered right": 1.0},
            "answered": {"right": 1, "wrong": 0},
            "refused": {"right": 1, "wrong": 0},
            "unanswerable": {
                "near": {"questions": 0, "refused": 0},
                "far": {"questions": 1, "refused": 1},
            },
        },
    )
    assert {name: report[name] for name in counts} == counts
    assert "  Answered right: 1.0\n" in run("eval", "folder").out
