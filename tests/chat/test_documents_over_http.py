"""The documents' panel, driven as the browser drives it, and as somebody hostile would."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chat.conftest import Served, serving
from tests.chat.http import call, get, press, upload

GARDEN = b"The botanical garden keeps an oak of four hundred years for its visitors."


@pytest.fixture(scope="module")
def changing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A chat whose documents these tests change."""
    with serving(tmp_path_factory.mktemp("changing"), upload_megabytes=1) as chat:
        yield chat


def file(path: str, name: str) -> dict[str, object]:
    """A file as the page names it."""
    return {"path": path, "orig_name": name, "meta": {"_type": "gradio.FileData"}}


def said(messages: list[dict[str, object]]) -> str:
    """Everything that the page was told."""
    return str(messages)


def add(chat: Served, name: str, data: bytes, *, replace: bool = False) -> str:
    """Upload a file through the page; gives what the page was told."""
    path = upload(chat.address, "anything.txt", data)
    return said(press(chat.address, "add", [[file(path, name)], replace]))


def sources(chat: Served) -> list[str]:
    (listed,) = call(chat.address, "documents")["complete"]
    return [one["source"] for one in listed["documents"]]


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_file_is_added_asked_and_removed(changing: Served) -> None:
    told = add(changing, "The garden (1).txt", GARDEN)
    assert "process_completed" in told
    assert "<progress" in told
    assert "The garden (1).txt" in sources(changing)
    asked = call(changing.address, "passages", question="How old is the oak?", k=1)
    assert asked["complete"][0]["passages"][0]["source"] == "The garden (1).txt"
    assert "gone" not in said(press(changing.address, "remove", ["The garden (1).txt"]))
    assert "The garden (1).txt" not in sources(changing)


@pytest.mark.parametrize("name", ["../../escape.txt", "/etc/escape.txt", "..\\escape.txt"])
def test_a_hostile_name_stays_in_the_folder_of_uploads(changing: Served, name: str) -> None:
    documents, above = everything(changing.documents), changing.index.parent
    before = {path for path in everything(above) if str(changing.index) not in path}
    add(changing, name, GARDEN)
    assert {path.name for path in (changing.index / "uploads").iterdir()} == {"escape.txt"}
    after = {path for path in everything(above) if str(changing.index) not in path}
    assert {path for path in after - before if "temporary" not in path} == set()
    press(changing.address, "remove", ["escape.txt"])
    assert everything(changing.documents) == documents
    assert list((changing.index / "uploads").iterdir()) == []


@pytest.mark.parametrize(
    "forged",
    [
        {"path": "SECRET", "orig_name": "secret.txt", "meta": {"_type": "gradio.FileData"}},
        {"path": "SECRET", "orig_name": "secret.txt"},
        {"path": "SECRET", "orig_name": "secret.txt", "meta": {"_type": "other"}},
        {"path": "TEMPORARY/../secret.txt", "meta": {"_type": "gradio.FileData"}},
        {"url": "file://SECRET", "path": "SECRET", "meta": {"_type": "gradio.FileData"}},
    ],
)
def test_a_file_of_the_server_cannot_be_had_by_naming_it(
    changing: Served, forged: dict[str, object]
) -> None:
    secret = changing.index.parent / "secret.txt"
    secret.write_text("The password of the harbour master is swordfish.")
    temporary = str(changing.index.parent / "temporary")
    sent = {
        key: value.replace("SECRET", str(secret)).replace("TEMPORARY", temporary)
        if isinstance(value, str)
        else value
        for key, value in forged.items()
    }
    press(changing.address, "add", [[sent], False])
    assert sources(changing) == ["harbour.txt", "letters/academy.md"]
    assert secret.read_text().endswith("swordfish.")


@pytest.mark.parametrize("values", [[None, False], [[], False], ["x", 1], [[{"a": 1}], None]])
def test_what_is_no_list_of_files_is_no_upload(changing: Served, values: list[object]) -> None:
    press(changing.address, "add", values)
    assert sources(changing) == ["harbour.txt", "letters/academy.md"]
    assert get(changing.address, "/health").status == 200


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("empty.txt", b"", "empty"),
        ("slides.ppt", b"x", "no reader for files ending in"),
        ("broken.pdf", b"%PDF-1.7", "broken"),
    ],
)
def test_a_bad_upload_gets_the_readers_own_message(
    changing: Served, name: str, data: bytes, message: str
) -> None:
    told = add(changing, name, data)
    assert message in told.replace("&#46;", ".").replace("&#45;", "-")
    assert sources(changing) == ["harbour.txt", "letters/academy.md"]


def test_names_of_nothing_remove_nothing(changing: Served) -> None:
    before = everything(changing.documents)
    for name in ("../documents/harbour.txt", "/etc/passwd", "", None, 7, ["harbour.txt"]):
        press(changing.address, "remove", [name])
    assert everything(changing.documents) == before
    assert sources(changing) == ["harbour.txt", "letters/academy.md"]


def test_an_index_that_is_read_only_says_so_and_takes_nothing(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with serving(tmp_path_factory.mktemp("read-only"), read_only="on") as chat:
        assert "cannot be added or removed here" in said(press(chat.address, "open_page", []))
        assert "for reading only" in add(chat, "a.txt", GARDEN)
        assert "for reading only" in said(press(chat.address, "remove", ["harbour.txt"]))
        assert sources(chat) == ["harbour.txt", "letters/academy.md"]
        assert not (chat.index / "uploads").exists()
