"""E-mails: head and message, attachments as members, what is wrong in real ones, hostile ones."""

import time
from datetime import date
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import Mark
from corpus.errors import DamagedFile, LimitReached, NeedsPassword
from corpus.extract import Extract, Member
from corpus.readers.eml import read_eml
from tests.corpus.readers.mutations import damaged, extract_of

HEAD = (
    b"From: Clara Oduya <clara@council.example>\nTo: Tomas Berg <t@school.example>\n"
    b"Date: Thu, 12 Mar 2020 23:30:00 -0500\nSubject: Masks\n"
)
HEAD_TEXT = (
    "From: Clara Oduya <clara@council.example>\nTo: Tomas Berg <t@school.example>\n"
    "Date: Thu, 12 Mar 2020 23:30:00 -0500\nSubject: Masks"
)


def read(data: bytes) -> Extract:
    return read_eml(data, "a.eml")


def message_of(data: bytes) -> str:
    """The text after the head lines."""
    return read(data).text.partition("\n\n")[2]


def parts(kind: str, *contents: bytes) -> bytes:
    """An e-mail of several parts."""
    inner = b"".join(b"--zz\n" + content + b"\n" for content in contents)
    return (
        HEAD
        + b"Content-Type: multipart/"
        + kind.encode()
        + b'; boundary="zz"\n\n'
        + (inner + b"--zz--\n")
    )


def full_mail() -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Clara Oduya <clara@council.example>"
    mail["Subject"] = "Masken für die Schulen"
    mail.set_content("Dear Tomas,\n\ntwo vans – at once.\n")
    mail.add_alternative("<p>Dear <b>Tomas</b></p>", subtype="html")
    mail.add_attachment(b"a,b\n", maintype="text", subtype="csv", filename="../../Präise.csv")
    mail.add_attachment(b"x", maintype="application", subtype="pdf", filename="a.pdf")
    mail.add_attachment(b"y", maintype="application", subtype="pdf", filename="a.pdf")
    mail.add_attachment(b"p", maintype="image", subtype="png", disposition="inline", cid="<a>")
    return mail


def test_an_e_mail_is_its_head_and_its_message() -> None:
    assert read(HEAD + b"\nDear Tomas,\n\ntwo vans.\n") == Extract(
        text=f"{HEAD_TEXT}\n\nDear Tomas,\n\ntwo vans.",
        marks=(Mark(0, "head"), Mark(len(HEAD_TEXT) + 2, "message")),
        title="Masks",
        date=date(2020, 3, 12),
        how="e-mail, plain text",
        issuer="Clara Oduya",
    )


def test_plain_text_is_read_before_a_page_that_says_no_more_and_attachments_are_members() -> None:
    extract = read(full_mail().as_bytes())
    assert extract.text.endswith("\n\nDear Tomas,\n\ntwo vans – at once.")
    assert extract.title == "Masken für die Schulen"
    assert extract.members == (
        Member("Präise.csv", b"a,b\n"),
        Member("a.pdf", b"x"),
        Member("a (2).pdf", b"y"),
    )
    assert extract.notes == ("1 picture in the message was not read",)


def test_what_an_e_mail_quotes_is_read_without_marks_at_a_place_of_its_own() -> None:
    body = (
        b"Yes.\n\nTomas wrote:\n> Can you send the vans\n> to the school?\n>\n> Clara wrote:\n"
        b">> Two vans.\n>\n\nClara"
    )
    extract = read(HEAD + b"\n" + body)
    parts = (
        (HEAD_TEXT, "head"),
        ("Yes.\n\nTomas wrote:", "message"),
        ("Can you send the vans\nto the school?\n\nClara wrote:\n\nTwo vans.", "message, quoted"),
        ("Clara", "message"),
    )
    assert extract.text == "\n\n".join(text for text, _ in parts)
    assert extract.marks == tuple(Mark(extract.text.rindex(text), place) for text, place in parts)


def test_a_page_in_an_e_mail_keeps_what_looks_like_a_quote_mark() -> None:
    page = b"Content-Type: text/html\n\n<p>&gt; Home</p>"
    assert message_of(parts("mixed", page)) == "> Home"


def test_html_is_read_as_a_page_where_there_is_no_plain_text() -> None:
    page = '<meta charset="iso-8859-1"><script>x</script><p>Grüße aus 東京</p><p>Clara</p>'
    mail = EmailMessage()
    mail["From"] = "clara@council.example"
    mail.set_content(page, subtype="html")
    extract = read(mail.as_bytes())
    assert extract.text == "From: clara@council.example\n\nGrüße aus 東京\n\nClara"
    assert (extract.how, extract.issuer) == ("e-mail, HTML", "clara@council.example")


def test_blank_plain_text_gives_way_to_html() -> None:
    data = parts("alternative", b"\n \n", b"Content-Type: text/html\n\n<p>Two vans.</p>")
    assert message_of(data) == "Two vans."


def test_attachments_beside_html_are_kept_where_plain_text_is_read() -> None:
    inner = (
        b"Content-Type: multipart/mixed; boundary=yy\n\n--yy\nContent-Type: text/html\n\n<p>page"
        b"</p>\n--yy\nContent-Type: application/pdf; name=a.pdf\n\nx\n--yy--\n"
    )
    extract = read(parts("alternative", b"\nTwo vans.", inner))
    assert extract.text == f"{HEAD_TEXT}\n\nTwo vans."
    assert extract.members == (Member("a.pdf", b"x"),)
    assert extract.notes == ("another form of the message, with 1 word more, was not read",)


STUB = b"\nThis message is best seen in another program."
TABLE = (
    b"Content-Type: text/html\n\n<p>The vans cost 9,000 euros each.</p><table><tr><td>Deposit</td>"
    b"<td>900</td></tr></table>"
)


def test_a_page_that_says_clearly_more_is_read_before_plain_text() -> None:
    extract = read(parts("alternative", STUB, TABLE))
    assert extract.text == f"{HEAD_TEXT}\n\nThe vans cost 9,000 euros each.\n\nDeposit | 900"
    assert extract.how == "e-mail, HTML"
    assert extract.notes == ("another form of the message, with 8 words more, was not read",)


def test_plain_text_without_the_tables_of_its_page_gives_way_to_that() -> None:
    told = b"Two vans bring hot meals to the schools of Tromness every day. " * 3
    table = b"<table>" + b"<tr><td>Skerray</td><td>eleven vans</td></tr>" * 2 + b"</table>"
    html = b"Content-Type: text/html\n\n<p>" + told + b"</p>" + table
    extract = read(parts("alternative", b"\n" + told, html))
    assert extract.text.endswith("Skerray | eleven vans\nSkerray | eleven vans")
    assert extract.notes == ()


def test_words_that_only_the_other_form_has_are_noted() -> None:
    html = b"Content-Type: text/html\n\n<p>Two vans come at once.</p><p>Unsubscribe here</p>"
    plain = b"\nTwo vans come at once. https://council.example/leave"
    extract = read(parts("alternative", plain, html))
    assert extract.text.endswith("\n\nTwo vans come at once. https://council.example/leave")
    assert extract.notes == ("another form of the message, with 2 words more, was not read",)


def test_a_form_of_several_parts_is_read_whole() -> None:
    inner = (
        b"Content-Type: multipart/mixed; boundary=yy\n\n--yy\nContent-Type: text/html\n\n<p>First "
        b"we ask for two vans.</p>\n--yy\nContent-Type: text/html\n\n<p>Then we ask for four "
        b"drivers.</p>\n--yy--\n"
    )
    both = "First we ask for two vans.\n\nThen we ask for four drivers."
    assert message_of(parts("alternative", inner)) == both
    assert message_of(parts("alternative", STUB, inner)) == both
    first = b"Content-Type: text/html\n\n<p>First we ask for two vans.</p>"
    assert message_of(parts("alternative", first, inner)) == both


def test_an_e_mail_that_was_cut_off_says_so() -> None:
    whole = parts("mixed", b"\nOne.", b"\nTwo vans and four drivers.")
    assert read(whole).notes == ()
    extract = read(whole[: whole.index(b" drivers")])
    assert extract.text.endswith("One.\n\nTwo vans and four")
    assert extract.notes == ("it was cut off: it ends before its last part does",)


def test_a_short_name_in_bare_bytes_is_read_with_its_address() -> None:
    assert read(b"From: Jos\xe9 <j@council.example>\nSubject: Vans\n\nx").issuer == "José"


@pytest.mark.parametrize(
    "stated",
    [
        b"=?utf-8?q?Oduya=2C_Cl=C3=A1ra?= <c@council.example>",
        b"=?utf-8?b?T2R1eWEsIENsw6FyYQ==?=\n <c@council.example>",
        '"Oduya, Clára" <c@council.example>'.encode(),
    ],
)
def test_a_sender_with_a_comma_in_the_name_is_the_issuer_whole(stated: bytes) -> None:
    assert read(b"From: " + stated + b"\nSubject: Vans\n\nx").issuer == "Oduya, Clára"


def test_several_texts_follow_one_another() -> None:
    assert message_of(parts("mixed", b"\nOne.", b"\nTwo.")) == "One.\n\nTwo."


@pytest.mark.parametrize(
    ("headers", "body", "text"),
    [
        (b"Content-Transfer-Encoding: quoted-printable\n", b"Gr=C3=BC=C3=9Fe=\n an alle", None),
        (b"Content-Transfer-Encoding: base64\n", b"R3LDvMOfZSBhbiBhbGxl", None),
        (b"Content-Transfer-Encoding: base64\n", b"R3LDvMOf*ZSBhbiBhbGxl==\n=", None),
        (b"Content-Type: text/plain; charset=us-ascii\n", "Grüße an alle".encode(), None),
        (b"Content-Type: text/plain; charset=utf-8\n", b"Gr\xfc\xdfe an alle", None),
        (b"Content-Type: text/plain; charset=nonsense\n", b"Gr\xfc\xdfe an alle", None),
        (b"Content-Type: text/plain; charset=iso-8859-1\n", b"Gr\xfc\xdfe an alle", None),
        (b"Content-Type: text/plain; charset*=''%\n", b"Hello", "Hello"),
        (b"Content-Type: ;;;\n", b"Hello", "Hello"),
        (b"Content-Transfer-Encoding: nonsense\n", b"Hello", "Hello"),
        (b"Content-Type: multipart/mixed\n", b"Hello", "Hello"),
        (b"Content-Type: multipart/mixed; boundary=zz\n", b"Hello", "Hello"),
    ],
)
def test_texts_are_read_whatever_their_headers_say(
    headers: bytes, body: bytes, text: str | None
) -> None:
    assert message_of(HEAD + headers + b"\n" + body) == (text or "Grüße an alle")


def test_a_byte_of_a_message_that_is_no_utf8_is_noted() -> None:
    body = "Grüße an alle Schüler\n".encode() + b"\xff"
    extract = read(HEAD + b"Content-Type: text/plain; charset=utf-8\n\n" + body)
    assert extract.text.endswith("\n\nGrüße an alle Schüler\n\ufffd")
    assert extract.notes == ("1 byte was not read: it is no utf-8",)


def test_windows_line_ends_and_bare_bytes_in_headers_are_read() -> None:
    data = b"From: M\xc3\xbcller <a@b.example>\r\nSubject: =?utf-8?q?Caf=C3=A9?=\r\n\r\nOne\r\nTwo"
    assert read(data).text == "From: Müller <a@b.example>\nSubject: Café\n\nOne\nTwo"


def test_an_e_mail_within_is_a_member() -> None:
    inner = EmailMessage()
    inner["Subject"] = "Re: Masks / vans"
    inner["From"] = "t@school.example"
    inner.set_content("Yes.")
    mail = EmailMessage()
    mail["Subject"] = "Masks"
    mail.set_content("See below.")
    mail.add_attachment(inner)
    (member,) = read(mail.as_bytes()).members
    assert member.name == "Re: Masks - vans.eml"
    assert read(member.data).text == ("From: t@school.example\nSubject: Re: Masks / vans\n\nYes.")


def test_an_e_mail_within_keeps_its_headers_as_they_stand() -> None:
    inner = b"Subject: M\xfcll\nX-Long: " + b"word " * 60 + b"end\nBad header\nTo: a\n\nYes.\n"
    (member,) = read(parts("mixed", b"Content-Type: message/rfc822\n\n" + inner)).members
    assert member.data.startswith(b"Subject: M\xfcll\nX-Long: " + b"word " * 60 + b"end\n")


def test_parts_without_a_name_get_one() -> None:
    data = parts("mixed", b"Content-Type: text/calendar\n\nx", b"Content-Type: a/b\n\ny")
    assert [member.name for member in read(data).members] == ["attachment.ics", "attachment.bin"]


@pytest.mark.parametrize(
    "header",
    [
        b"Content-Disposition: attachment; filename*=utf-8''Pr%C3%A4ise.csv",
        b'Content-Disposition: attachment; filename="=?utf-8?q?Pr=C3=A4ise.csv?="',
        b"Content-Type: text/csv; name*0*=utf-8''Pr%C3; name*1*=%A4ise.csv",
        'Content-Disposition: attachment; filename="C:\\\\x\\\\Präise.csv"'.encode(),
    ],
)
def test_names_of_attachments_are_decoded(header: bytes) -> None:
    (member,) = read(parts("mixed", header + b"\n\na,b")).members
    assert member == Member("Präise.csv", b"a,b")


def test_the_report_of_a_mail_server_is_text() -> None:
    report = (
        b"Content-Type: message/delivery-status\n\nReporting-MTA: dns; a\n\n"
        b"Final-Recipient: rfc822; t@school.example\nStatus: 5.1.1\n"
    )
    assert message_of(parts("report", b"\nNot delivered.", report)) == (
        "Not delivered.\n\nReporting-MTA: dns; a\n\n"
        "Final-Recipient: rfc822; t@school.example\nStatus: 5.1.1"
    )


def test_a_signature_is_noted() -> None:
    data = parts("signed", b"\nTwo vans.", b"Content-Type: application/pgp-signature\n\nx")
    assert read(data).notes == ("1 digital signature was not read",)
    assert read(data).members == ()


PGP = b"-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n"


@pytest.mark.parametrize(
    "data",
    [
        HEAD + b"\n" + PGP,
        HEAD + b"Content-Type: application/pkcs7-mime; name=smime.p7m\n\nx",
        parts("encrypted", b"Content-Type: application/pgp-encrypted\n\nVersion: 1", b"\n" + PGP),
    ],
)
def test_an_encrypted_e_mail_needs_a_password(data: bytes) -> None:
    with pytest.raises(NeedsPassword, match=r"^a\.eml needs a password"):
        read(data)


def test_an_encrypted_part_beside_others_is_noted() -> None:
    extract = read(HEAD + b"\nSee below.\n\n" + PGP)
    assert extract.text == f"{HEAD_TEXT}\n\nSee below."
    assert extract.notes == ("1 encrypted part was not read",)


def test_a_header_over_the_limit_is_cut_and_noted() -> None:
    extract = read(b"From: a@b.example\nSubject: " + b"x" * 30_000 + b"\n\nHello")
    assert extract.title == "x" * 20_000
    assert extract.notes == ("the header Subject is too long, and was cut",)


@pytest.mark.parametrize("data", [b"", b"Hello", b"\n\nFrom: a", bytes(range(256))])
def test_what_is_no_e_mail_is_refused(data: bytes) -> None:
    with pytest.raises(DamagedFile, match=r"^a\.eml is no e-mail"):
        read(data)


@pytest.mark.parametrize("stated", ["yesterday", "", "99 Foo 99999", "Thu, 32 Mar 2020 10:00:00"])
def test_a_date_that_is_none_is_no_date(stated: str) -> None:
    assert read(f"From: a@b.example\nDate: {stated}\n\nHello".encode()).date is None


def nested(depth: int) -> bytes:
    heads = (f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(depth))
    return HEAD + "".join(heads).encode() + b"\nhello\n"


@pytest.mark.parametrize(
    "data",
    [
        nested(10_000),
        HEAD + b"Content-Type: message/rfc822\n\n" * 10_000 + b"hello\n",
        HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nhi\n" * 20_000,
        HEAD + b"Content-Type: multipart/mixed" + b';"' * 500_000 + b"\n\nx",
        HEAD + b"Content-Disposition: attachment" + b'\r\n ;"' * 500_000 + b"\r\n\r\nx",
    ],
    ids=["parts in parts", "mails in mails", "parts", "parameters", "folded parameters"],
)
def test_too_much_is_refused_in_seconds(data: bytes) -> None:
    start = time.perf_counter()
    with pytest.raises(LimitReached, match=r"^a\.eml cannot be read"):
        read(data)
    assert time.perf_counter() - start < 20


@pytest.mark.parametrize(
    "data",
    [
        b"From: " + b"a,(" * 1_000_000 + b"\n\nx",
        b'From: "' + b"\\" * 1_000_000 + b"\n\nx",
        HEAD + b"X: y\n" * 200_000 + b"\nz",
        HEAD + b"\n" + b"x" * 5_000_000,
        nested(150),
    ],
    ids=["comments", "quotes", "headers", "one line", "nested"],
)
def test_hostile_e_mails_are_read_or_refused_in_seconds(data: bytes) -> None:
    start = time.perf_counter()
    extract_of(read_eml, data, "a.eml")
    assert time.perf_counter() - start < 20


@settings(max_examples=150)
@given(st.binary(max_size=200) | st.text('\n:;"=?(<,@abC-', max_size=80).map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    extract_of(read_eml, data, "a.eml")
    extract_of(read_eml, b"From: " + data, "a.eml")
    extract_of(read_eml, HEAD + b"Content-Type: " + data, "a.eml")


def test_damaged_e_mails_are_read_or_refused() -> None:
    mail = full_mail()
    mail.add_attachment(full_mail())
    for data in damaged(mail.as_bytes(), 500):
        extract_of(read_eml, data, "a.eml")
