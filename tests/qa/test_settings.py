"""Settings: four layers, each over the one before, and nothing unknown or out of range."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from qa.errors import SettingError
from qa.settings import Settings, keep_offline, load_settings
from tests.qa.small_index import ROOT

pytestmark = pytest.mark.usefixtures("own_folder")

NAMES = (
    *("index", "encoder", "max_tokens", "read_seconds", "read_megabytes"),
    *("k", "minimum_confidence", "reader", "host", "port"),
)


def write_toml(content: str) -> None:
    """A qa.toml in the current folder, which is the test's own."""
    Path("qa.toml").write_text(content, encoding="utf-8")


def test_the_defaults_hold_where_nothing_is_set() -> None:
    assert load_settings({}) == Settings(
        index=Path(".qa-index"),
        encoder="all-MiniLM-L6-v2",
        max_tokens=200,
        read_seconds=120,
        read_megabytes=2048,
        k=5,
        minimum_confidence=None,
        reader="own",
        host="127.0.0.1",
        port=7860,
    )


def test_each_layer_is_above_the_one_before(monkeypatch: pytest.MonkeyPatch) -> None:
    write_toml('k = 6\nhost = "from.file"\nport = 6000\n')
    assert load_settings({}) == Settings(k=6, host="from.file", port=6000)
    monkeypatch.setenv("QA_K", "7")
    monkeypatch.setenv("QA_HOST", "from.environment")
    assert load_settings({}) == Settings(k=7, host="from.environment", port=6000)
    assert load_settings({"k": "8"}) == Settings(k=8, host="from.environment", port=6000)


def test_every_setting_can_be_set_in_the_file() -> None:
    write_toml(
        'index = "elsewhere"\nencoder = "models/mine"\nmax_tokens = 150\nk = 9\n'
        "read_seconds = 5\nread_megabytes = 512\n"
        'minimum_confidence = 0.25\nhost = "0.0.0.0"\nport = 0\n'
    )
    assert load_settings({}) == Settings(
        index=Path("elsewhere"),
        encoder="models/mine",
        max_tokens=150,
        read_seconds=5,
        read_megabytes=512,
        k=9,
        minimum_confidence=0.25,
        host="0.0.0.0",
        port=0,
    )


def test_every_setting_can_be_set_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    values = ["elsewhere", "models/mine", "150", "5", "512", "9", "0.25", "off", "::1", "65535"]
    for name, value in zip(NAMES, values, strict=True):
        monkeypatch.setenv(f"QA_{name.upper()}", value)
    assert load_settings({}) == Settings(
        index=Path("elsewhere"),
        encoder="models/mine",
        max_tokens=150,
        read_seconds=5,
        read_megabytes=512,
        k=9,
        minimum_confidence=0.25,
        reader="off",
        host="::1",
        port=65535,
    )


def test_a_flag_that_was_not_given_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_K", "7")
    assert load_settings({"k": None, "index": None}) == Settings(k=7)


def test_the_file_is_looked_for_in_the_folder_that_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "qa.toml").write_text("k = 3\n")
    write_toml("k = 4\n")
    assert load_settings({}, folder).k == 3
    assert load_settings({}).k == 4


def test_the_home_folder_may_be_written_as_a_tilde(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    assert load_settings({"index": "~/index"}).index == Path("/home/ada/index")


def test_variables_of_others_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUALITY", "high")
    monkeypatch.setenv("XQA_K", "9")
    assert load_settings({}) == Settings()


def test_an_unknown_key_in_the_file_is_refused_with_the_nearest_known_one() -> None:
    write_toml('indx = "elsewhere"\n')
    with pytest.raises(SettingError) as caught:
        load_settings({})
    assert caught.value.message == "qa.toml has the unknown setting indx"
    assert caught.value.hint.startswith("did you mean index?")
    assert [name for name in NAMES if name not in caught.value.hint] == []


def test_an_unknown_variable_is_passed_over_and_the_nearest_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("QA_MIN_CONFIDENCE", "0.5")
    monkeypatch.setenv("QA_ENV", "prod")
    monkeypatch.setenv("QA_K", "7")
    assert load_settings({}) == Settings(k=7)
    told = "in the environment is no setting, passed over; the nearest is"
    assert caplog.messages == [
        f"warning: QA_ENV {told} QA_ENCODER",
        f"warning: QA_MIN_CONFIDENCE {told} QA_MINIMUM_CONFIDENCE",
    ]


def test_an_unknown_flag_is_refused_with_the_nearest_known_setting() -> None:
    with pytest.raises(SettingError) as caught:
        load_settings({"encodr": "a"})
    assert caught.value.message == "an argument has the unknown setting encodr"
    assert caught.value.hint.startswith("did you mean encoder?")


def test_a_table_in_the_file_is_an_unknown_key_like_any_other() -> None:
    write_toml("[server]\nport = 80\n")
    with pytest.raises(SettingError, match="unknown setting server"):
        load_settings({})


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ('""', ()),
        ('"a.example, b.example:7860,"', ("a.example", "b.example:7860")),
        ('["a.example", "[::1]"]', ("a.example", "[::1]")),
        ("[]", ()),
    ],
)
def test_names_of_hosts_are_a_list_or_stand_between_commas(
    written: str, names: tuple[str, ...]
) -> None:
    write_toml(f"allowed_hosts = {written}\n")
    assert load_settings({}).allowed_hosts == names


WRONG_IN_THE_FILE = [
    ("k", "0"),
    ("k", "101"),
    ("k", "-1"),
    ("k", "2.5"),
    ("k", "true"),
    ("k", "[5]"),
    ("k", '"five"'),
    ("k", '""'),
    ("max_tokens", "19"),
    ("max_tokens", "2001"),
    ("read_seconds", "0"),
    ("read_seconds", "0.5"),
    ("read_megabytes", "255"),
    ("port", "-1"),
    ("port", "65536"),
    ("minimum_confidence", "-0.01"),
    ("minimum_confidence", "1.01"),
    ("minimum_confidence", "nan"),
    ("minimum_confidence", "inf"),
    ("minimum_confidence", '"often"'),
    ("minimum_confidence", "true"),
    ("encoder", '""'),
    ("encoder", '"  "'),
    ("encoder", "5"),
    ("host", '""'),
    ("host", '["a", "b"]'),
    ("allowed_hosts", '"http://a.example"'),
    ("allowed_hosts", '"a.example b.example"'),
    ("allowed_hosts", '["*.example"]'),
    ("allowed_hosts", '[""]'),
    ("allowed_hosts", "5"),
    ("index", '""'),
    ("index", "5"),
    ("index", '["a"]'),
    ("index", '"a\\u0000b"'),
]


@pytest.mark.parametrize(("key", "value"), WRONG_IN_THE_FILE)
def test_a_value_that_a_setting_cannot_have_is_refused_with_the_key(key: str, value: str) -> None:
    write_toml(f"{key} = {value}\n")
    with pytest.raises(SettingError) as caught:
        load_settings({})
    assert caught.value.message.startswith(f"qa.toml sets {key} to ")
    assert key in caught.value.hint


@pytest.mark.parametrize(
    ("key", "value", "hint"),
    [
        ("k", "0", "k is a whole number from 1 to 100"),
        ("k", "many", "k is a whole number from 1 to 100"),
        ("max_tokens", "1", "max_tokens is a whole number from 20 to 2000"),
        ("port", "70000", "port is a whole number from 0 to 65535"),
        ("minimum_confidence", "2", "minimum_confidence is a number from 0 to 1"),
        ("index", "", "give index a value, or leave it out"),
        ("index", "~nobody-of-that-name/index", "give index a value, or leave it out"),
    ],
)
@pytest.mark.parametrize("layer", ["the environment", "an argument"])
def test_a_wrong_value_is_put_down_to_its_layer(
    monkeypatch: pytest.MonkeyPatch, layer: str, key: str, value: str, hint: str
) -> None:
    flags = {}
    if layer == "the environment":
        monkeypatch.setenv(f"QA_{key.upper()}", value)
    else:
        flags = {key: value}
    with pytest.raises(SettingError) as caught:
        load_settings(flags)
    assert caught.value.message == f"{layer} sets {key} to {value!r}, which it cannot be"
    assert caught.value.hint == hint


@pytest.mark.parametrize(
    "content",
    [
        b"k = ",
        b"k 5",
        b'host = "unclosed',
        b"\xff\xfek",
        b"k = 1\nk = 2\n",
        b"a = " + b"[" * 50_000,
    ],
    ids=lambda content: content[:20].decode("latin-1"),
)
def test_a_broken_file_is_named(content: bytes) -> None:
    Path("qa.toml").write_bytes(content)
    with pytest.raises(SettingError) as caught:
        load_settings({})
    assert caught.value.message.startswith("qa.toml cannot be read")
    assert caught.value.hint == "mend or remove it"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_changes_nothing_in_the_file(encoding: str) -> None:
    Path("qa.toml").write_bytes('# für alle\r\nhost = "häfen"\r\n'.encode(encoding))
    assert load_settings({}) == Settings(host="häfen")


def test_a_folder_in_the_place_of_the_file_is_named() -> None:
    Path("qa.toml").mkdir()
    with pytest.raises(SettingError, match=r"qa\.toml cannot be read"):
        load_settings({})


def test_libraries_are_told_to_stay_off_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["GRADIO_ANALYTICS_ENABLED", "HF_HUB_OFFLINE", "HF_HUB_DISABLE_TELEMETRY"]
    for name in names:
        monkeypatch.setenv(name, "as it was")
    keep_offline()
    assert [os.environ[name] for name in names] == ["False", "1", "1"]


@pytest.mark.parametrize(
    "statement",
    [
        "import qa",
        "import qa.cli",
        "from qa.settings import load_settings; load_settings({'encoder': '/no/such/model'})",
        "from qa.errors import ChapterverseError",
    ],
)
def test_no_heavy_library_is_loaded_by(statement: str) -> None:
    heavy = ["torch", "transformers", "sentence_transformers", "faiss", "gradio"]
    program = f"{statement}\nimport sys\nprint([name for name in {heavy} if name in sys.modules])"
    run = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == "[]"
