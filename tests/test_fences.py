"""The fences of the design: imports point one way, and each heavy library has one home."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


SOURCES = sorted(
    [
        *(ROOT / "corpus").rglob("*.py"),
        *(ROOT / "index").rglob("*.py"),
        *(ROOT / "qa").rglob("*.py"),
        *(ROOT / "chat").rglob("*.py"),
        ROOT / "app.py",
    ]
)
LOWER_PACKAGES = {
    "corpus": {"corpus"},
    "index": {"index", "corpus"},
    "qa": {"qa", "index", "corpus", "app"},
    "chat": {"chat", "qa", "index", "corpus"},
    "app.py": {"chat", "qa"},
}
HOMES = {
    "sentence_transformers": {
        "index/any_model.py",
        "qa/bench_plain.py",
        "qa/cross_encoder.py",
    },
    "torch": {
        "index/any_model.py",
        "index/bert.py",
        "index/default_model.py",
        "index/eight_bit.py",
        "index/eight_bit_rows.py",
        "index/linear.py",
        "index/packed_bert.py",
        "index/precision.py",
        "index/sentence_encoder.py",
        "index/token_model.py",
        "qa/bench_plain.py",
        "qa/reader_weights.py",
        "qa/reading_network.py",
        "qa/telling_network.py",
    },
    "transformers": {"index/any_model.py"},
    "tokenizers": {
        "index/default_model.py",
        "index/question_model.py",
        "index/word_pieces.py",
        "qa/pairs.py",
        "qa/reader_weights.py",
    },
    "safetensors": {
        "index/default_model.py",
        "index/eight_bit.py",
        "index/question_model.py",
        "qa/reader_weights.py",
    },
    "huggingface_hub": {"index/model_folder.py"},
    "onnxruntime": {"index/question_model.py"},
    "faiss": {"index/faiss_store.py", "qa/bench_plain.py"},
    "tantivy": {"index/lexical.py"},
    "sqlite3": {"index/catalog_file.py"},
    "tiktoken": {"corpus/tokens.py"},
    "syntok": {"corpus/sentences.py"},
    "charset_normalizer": {"corpus/decoding.py"},
    "markdown_it": {"corpus/readers/markdown.py"},
    "mdit_py_plugins": {"corpus/readers/markdown.py"},
    "watchfiles": {"qa/watching.py"},
    "xml": {"corpus/readers/xlsx_parts.py", "corpus/xml_walk.py"},
    "yaml": {"corpus/readers/markdown.py"},
    "resiliparse": {
        "corpus/decoding.py",
        "corpus/readers/html.py",
        "corpus/readers/html_text.py",
    },
    "pypdfium2": {
        "corpus/page_drawing.py",
        "corpus/readers/pdf.py",
        "corpus/readers/pdf_extras.py",
        "corpus/readers/pdf_page.py",
        "corpus/readers/recognition.py",
    },
    "rapidocr": {"corpus/readers/recognition.py"},
    "gradio": {"app.py", *(name_of(path) for path in (ROOT / "chat").glob("*.py"))},
    "matplotlib": {"qa/plots.py"},
    "fastapi": {"app.py"},
    "uvicorn": {"app.py"},
}


def imported_packages(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)} has a relative import"
            yield str(node.module).split(".")[0]


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_imports_point_from_the_chat_to_the_documents(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    ours = set(imported_packages(path)) & {"app", "chat", "qa", "index", "corpus"}
    assert ours <= LOWER_PACKAGES[package]


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_library_is_imported_at_its_home_only(path: Path) -> None:
    strays = {
        library
        for library in imported_packages(path)
        if library in HOMES and name_of(path) not in HOMES[library]
    }
    assert not strays


def test_only_the_command_line_opens_the_chat() -> None:
    importers = {name_of(path) for path in SOURCES if "app" in set(imported_packages(path))}
    assert importers == {"qa/cli.py"}


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_only_the_settings_read_the_environment(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    reads = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv", "putenv"}
    }
    assert not reads or name_of(path) == "qa/settings.py"


def test_importing_the_package_loads_no_heavy_library() -> None:
    program = (
        "import sys, qa\n"
        "heavy = {'torch', 'gradio', 'faiss', 'sentence_transformers', 'transformers', 'sklearn',"
        " 'matplotlib'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"
