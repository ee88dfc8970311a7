"""Decoding: the encoding is found out from the bytes, and what is no text is refused."""

import codecs
import random
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.decoding import decode
from corpus.errors import NotText

ENGLISH = (
    "The patients’ families said: “We were not told.” The café closed at 5 o’clock — and the "
    "clinic’s own kitchen, the élite of the harbour, stayed open until nine.\n"
)
FRENCH = (
    "Les élèves ont été prévenus à l’école : la fête du village est annulée à cause de la "
    "maladie. « Où est-elle donc passée ? » Personne ne l’a vue près de la forêt.\n"
)
RUSSIAN = (
    "Школы города откроются в понедельник, если врачи не возразят. Просим родителей подождать "
    "у ворот и не заходить во двор, пока не закончится уборка помещений.\n"
)
JAPANESE = (
    "学校の給食は、来週の月曜日から再び始まります。保護者の皆様には、校門の前でお待ちいただき"
    "ますよう、お願いいたします。詳しいことは、担任の先生にお尋ねください。\n"
)
CHINESE = (
    "学校的午餐从下星期一开始恢复供应。请各位家长在校门口等候，不要进入校园。如果有问题，请"
    "联系班主任。市政府的两辆车将继续为在家的学生送餐，直到六月底为止。\n"
)
JAPANESE_NEWS = (
    "新しいウイルスの感染が広がったため、政府は緊急事態を宣言しました。国民の皆様には外出の自粛を"
    "要請します。医療機関は、患者の受け入れ態勢を整えています。\n"
)
KOREAN = (
    "학교 급식이 다음 주 월요일부터 다시 시작됩니다. 학부모님께서는 교문 앞에서 기다려 주시기 "
    "바랍니다. 자세한 내용은 담임 선생님께 문의해 주십시오.\n"
)
TAIWANESE = (
    "學校的午餐從下星期一開始恢復供應。請各位家長在校門口等候，不要進入校園。如果有問題，請"
    "聯絡班導師。市政府的兩輛車將繼續為在家的學生送餐，直到六月底為止。\n"
)


@pytest.mark.parametrize("text", [ENGLISH, RUSSIAN, JAPANESE, "plain", "👩‍⚕️ naïve"])
def test_utf8_is_known_without_a_mark(text: str) -> None:
    decoded = decode(text.encode(), "a.txt")
    assert (decoded.text, decoded.encoding) == (text, "utf-8")


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
@pytest.mark.parametrize("text", [ENGLISH, JAPANESE, "A"])
def test_a_byte_order_mark_is_taken_at_its_word_and_is_not_text(
    text: str, mark: bytes, encoding: str
) -> None:
    decoded = decode(mark + text.encode(encoding), "a.txt")
    assert (decoded.text, decoded.encoding) == (text, encoding)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [ENGLISH, RUSSIAN, JAPANESE])
def test_utf16_without_a_mark_is_found_out(text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding), "a.txt")
    assert (decoded.text, decoded.encoding) == (text, encoding)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ENGLISH, "cp1252"),
        ("Die Schüler müssen zu Hause bleiben; größere Übungen fallen aus.", "cp1252"),
        ("El niño pidió más leche; mañana habrá. ¿Quién la traerá?", "cp1252"),
        (FRENCH, "cp1252"),
        ("The résumé of the naïve café owner cost £5.", "cp1252"),
        ("A naïve reading suggests that the schools were open.", "cp1252"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN * 2, "koi8-r"),
        (JAPANESE, "shift_jis"),
        (JAPANESE_NEWS, "shift_jis"),
        (JAPANESE_NEWS * 5, "euc_jp"),
        (KOREAN * 5, "euc_kr"),
        (JAPANESE * 5, "euc_jp"),
        (CHINESE * 5, "gb2312"),
        (TAIWANESE * 5, "big5"),
    ],
    ids=[
        *("english", "german", "spanish", "french", "english-pounds", "naive"),
        *("russian", "russian-koi8"),
        *("japanese", "japanese-news", "japanese-unix-news", "korean", "japanese-unix"),
        *("chinese", "taiwanese"),
    ],
)
def test_text_in_an_encoding_of_its_country_is_read_as_it_was_written(
    text: str, encoding: str
) -> None:
    assert decode(text.encode(encoding), "a.txt").text == text


def test_the_encoding_is_named_by_its_common_name() -> None:
    assert decode(RUSSIAN.encode("cp1251"), "a.txt").encoding == "cp1251"
    assert decode(JAPANESE.encode("shift_jis"), "a.txt").encoding in ("cp932", "shift_jis")


def test_a_long_file_is_read_although_its_encoding_is_guessed_from_a_part_of_it() -> None:
    # With and without the "a", so that one of the two parts ends within a character of two bytes.
    for encoding, page in (("shift_jis", JAPANESE * 2500), ("euc_kr", KOREAN * 2500)):
        for text in (page, f"a{page}"):
            assert decode(text.encode(encoding), "a.txt").text == text


def test_a_character_that_appears_only_late_in_a_long_file_is_read_too() -> None:
    text = "The school is closed until Monday.\n" * 9000 + "The café is open.\n"
    assert decode(text.encode("cp1252"), "a.txt").text == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_kind_of_line_end_becomes_a_line_feed(encoding: str) -> None:
    text = f"{ENGLISH}one\r\ntwo\rthree\r\n\r\nfour\n\rfive"
    read = decode(text.encode(encoding), "a.txt").text
    assert read == f"{ENGLISH}one\ntwo\nthree\n\nfour\n\nfive"


def test_no_bytes_are_no_text_but_no_failure_either() -> None:
    assert decode(b"", "a.txt").text == ""


def test_tabs_and_form_feeds_are_text() -> None:
    assert decode(b"one\ttwo\n\x0cthree\x1a", "a.txt").text == "one\ttwo\n\x0cthree\x1a"


GERMAN = "Größere Übungen fallen für die Schüler der Straße aus.\n"


@pytest.mark.parametrize("place", [0, 60, len(GERMAN.encode()) * 5])
def test_a_byte_that_is_no_utf8_spoils_nothing_but_itself(place: int) -> None:
    data = (GERMAN * 5).encode()
    decoded = decode(data[:place] + b"\xff" + data[place:], "a.txt")
    before = data[:place].decode()
    assert decoded.text == f"{before}\ufffd{data[place:].decode()}"
    assert decoded.encoding == "utf-8"
    assert decoded.notes == ("1 byte was not read: it is no utf-8",)


def test_a_file_that_ends_within_a_sign_is_read_up_to_it() -> None:
    assert decode("Der Fluß ist grün".encode()[:-2], "a.txt").text == "Der Fluß ist gr\ufffd"
    for text in (JAPANESE, "Der Fluß und das Tor 門"):
        cut = decode(text.rstrip().encode()[:-1], "a.txt")
        assert cut.text == f"{text.rstrip()[:-1]}\ufffd"
        assert cut.notes == ("2 bytes were not read: they are no utf-8",)


def test_utf16_with_a_mark_that_was_cut_within_a_sign_is_read_up_to_it() -> None:
    decoded = decode(FRENCH.encode("utf-16")[:-1], "a.txt")
    assert decoded.text == f"{FRENCH[:-1]}\ufffd"
    assert decoded.notes == ("1 byte was not read: it is no utf-16-le",)


def test_bytes_of_another_encoding_are_not_taken_for_damaged_utf8() -> None:
    text = "“CAFÉ”, dit-elle : l’été, la forêt et le château. " * 3
    decoded = decode(text.encode("cp1252"), "a.txt")
    assert (decoded.text, decoded.notes) == (text, ())


@pytest.mark.parametrize(
    ("data", "text", "count"),
    [
        (b"town,vans\nTromness,2\0\nSkerray,11\n", "town,vans\nTromness,2 \nSkerray,11\n", 1),
        (b"It has two piers.\0\nAnd a crane of forty tonnes.\n" * 1, None, 1),
        (b"It ha\x08s two piers and a crane of forty\x07 tonnes.\n", None, 2),
        (GERMAN.encode() * 9 + b"\0", f"{GERMAN * 9} ", 1),
        (GERMAN.encode("cp1252") * 9 + b"\0Ende.", f"{GERMAN * 9} Ende.", 1),
        (b"The pump was started.\n" * 9 + b"\0" * 500, "The pump was started.\n" * 9 + " ", 1),
        (codecs.BOM_UTF8 + b"two vans\0and a driver", "two vans and a driver", 1),
    ],
    ids=["table", "even", "bell", "utf8", "cp1252", "filled-up", "marked"],
)
def test_a_few_control_characters_are_read_as_spaces_and_noted(
    data: bytes, text: str | None, count: int
) -> None:
    seen = text or "".join(" " if is_control(sign) else sign for sign in data.decode())
    decoded = decode(data, "a.txt")
    assert decoded.text == seen
    what = "1 control character was read as a space"
    more = f"{count} control characters were read as spaces"
    assert decoded.notes == (what if count == 1 else more,)


PICTURE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\0\0\x01\0\x08\x06\0\0\0"


@pytest.mark.parametrize(
    "data",
    [
        random.Random(20).randbytes(4000),
        random.Random(21).randbytes(300),
        PICTURE + random.Random(22).randbytes(2000),
        b"A line of text, and then a \0 in the middle of it.\n" * 20,
        b"\0",
        b"\0" * 512,
        b"\x01\x02\x03\x04 few letters \x05\x06\x07\x08",
        b"PK\x03\x04\x14\0\x06\0\x08\0" + random.Random(23).randbytes(500),
    ],
    ids="random short-random picture text-with-zeros zero zeros controls zip".split(),
)
def test_binary_data_is_not_text_and_the_error_names_the_file(data: bytes) -> None:
    with pytest.raises(NotText) as caught:
        decode(data, "photos/cat.txt")
    assert "photos/cat.txt" in caught.value.message
    assert caught.value.hint.strip()


@settings(max_examples=80, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=60), st.booleans())
def test_any_text_in_utf8_is_read_back(text: str, marked: bool) -> None:  # noqa: FBT001
    # A mark at the head of the text itself cannot be told from a byte order mark.
    written = text.lstrip("\ufeff")
    data = codecs.BOM_UTF8 * marked + written.encode()
    assert decode(data, "a.txt").text == written


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=80))
def test_any_bytes_are_text_without_carriage_returns_and_zeros_or_are_refused(data: bytes) -> None:
    with suppress(NotText):
        decoded = decode(data, "a.txt")
        assert set("\r\0").isdisjoint(decoded.text)
        text = data.decode(decoded.encoding, "replace").replace("\r\n", "\n").replace("\r", "\n")
        seen = "".join(" " if is_control(sign) else sign for sign in text)
        assert seen.rstrip(" ").endswith(decoded.text.rstrip(" "))


def is_control(sign: str) -> bool:
    return (sign < " " or sign == "\x7f") and sign not in "\t\n\r\f\v\x1a\x1b"
