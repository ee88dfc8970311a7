"""E-mails: the head lines that people cite, the message in its fullest form, the attachments."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from email import message_from_bytes
from email.errors import CloseBoundaryNotFoundDefect, MessageError
from email.generator import BytesGenerator
from email.message import Message
from email.policy import Compat32
from email.utils import parseaddr, parsedate_to_datetime
from itertools import groupby

from corpus.characters import clean
from corpus.decoding import DecodedText
from corpus.errors import DamagedFile, LimitReached, NeedsPassword, NotText
from corpus.extract import Extract, Member, TextBuilder
from corpus.mail_headers import LONGEST_HEADER, decoded, mended, raw_header, readable
from corpus.member_names import UniqueNames, clean_name
from corpus.readers.html import read_html
from corpus.readers.mail_forms import NONE, Form, chosen
from corpus.readers.mail_quotes import Stretch, stretches

# What stands at the head of the text, in the order in which people cite it.
_HEAD = ("From", "To", "Cc", "Date", "Subject")
# One of these stands in every e-mail; a file with none is something else.
_SIGNS_OF_MAIL = (*_HEAD, "Sender", "Message-ID", "Received", "Return-Path", "Reply-To", "Bcc")
# Python takes quadratic time over the parameters of a part. Ours: the longest names of files fit.
_PARAMETERS = re.compile(
    rb"^content-(?:type|disposition):[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE
)
_LONGEST_PARAMETERS = 4_000
_MOST_PARTS = 10_000
_LONGEST_ADDRESS = 1_000
# What Python raises at malformed parts.
_FAULTS = (MessageError, ValueError, LookupError, TypeError, AttributeError)
_BODIES = frozenset(("text/plain", "text/html"))
_SIGNATURES = frozenset(
    ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature")
)
_ENCRYPTED = frozenset(
    ("application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted")
)
_PGP = re.compile(r"-----BEGIN PGP MESSAGE-----.*?(?:-----END PGP MESSAGE-----|\Z)", re.DOTALL)
_SUFFIXES = {
    "application/pdf": ".pdf",
    "application/json": ".json",
    "application/zip": ".zip",
    "text/calendar": ".ics",
    "text/csv": ".csv",
    "text/html": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "message/rfc822": ".eml",
}


def read_eml(data: bytes, source: str) -> Extract:
    """Read an e-mail. Its places are "head", "message" and "message, quoted".

    Attachments are members. What plain text quotes is without the marks before its lines.

    Of a message in several forms the plain text is read, or a page that says clearly more.

    Raises: DamagedFile: when it is no e-mail. NeedsPassword: when all of it is encrypted.
    LimitReached: when it has too many parts, or they are nested too deep.
    """
    mail = _parsed(data, source)
    if not any(raw_header(mail, name) for name in _SIGNS_OF_MAIL):
        raise DamagedFile(
            f"{source} is no e-mail: it has no sender, no date and no subject",
            hint="save the e-mail anew from its program, or give the file its real suffix",
        )
    taken = _Taken(source)
    for part in _leaves(mail, taken):
        taken.take(part)
    if taken.encrypted and not taken.texts and not taken.members:
        raise NeedsPassword(
            f"{source} needs a password: the message is encrypted",
            hint="save it decrypted from your e-mail program, and index that",
        )
    stated = {name: raw_header(mail, name) for name in _HEAD}
    cut = [name for name, raw in stated.items() if len(raw) == LONGEST_HEADER]
    head = {name: readable(raw) for name, raw in stated.items()}
    builder = TextBuilder()
    builder.place("head")
    builder.block("\n".join(f"{name}: {value}" for name, value in head.items() if value))
    for place, run in groupby(taken.texts, key=lambda stretch: stretch.place):
        builder.place(place)
        for stretch in run:
            builder.block(stretch.text)
    return Extract(
        text=builder.text,
        marks=builder.marks,
        title=head["Subject"],
        date=_date(head["Date"]),
        how=f"e-mail, {taken.form or 'no text'}",
        issuer=_sender(stated["From"]),
        notes=(*(f"the header {name} is too long, and was cut" for name in cut), *taken.notes()),
        members=tuple(taken.members),
    )


class _AsItStands(Compat32):
    """Headers are neither parsed nor wrapped anew: an e-mail within another keeps its own."""

    def fold_binary(self, name: str, value: str) -> bytes:
        return f"{name}: {value}\n".encode("utf-8", "surrogateescape")


def _parsed(data: bytes, source: str) -> Message:
    plain = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    for count, match in enumerate(_PARAMETERS.finditer(plain)):
        if len(match[0]) > _LONGEST_PARAMETERS or count > 2 * _MOST_PARTS:
            raise _too_much(source, "it describes its parts at too great a length")
    try:
        return message_from_bytes(data, policy=_AsItStands())
    except RecursionError as error:
        raise _too_much(source, "its parts are nested too deep") from error
    except _FAULTS as error:
        raise DamagedFile(
            f"{source} is no e-mail that can be read: {error}",
            hint="save it anew from your e-mail program",
        ) from error


def _too_much(source: str, why: str) -> LimitReached:
    return LimitReached(
        f"{source} cannot be read: {why}",
        hint="open it in your e-mail program, and save what you need from it",
    )


def _date(stated: str) -> date | None:
    try:
        return parsedate_to_datetime(stated[:_LONGEST_ADDRESS]).date()
    except (*_FAULTS, OverflowError):
        return None


def _sender(stated: str) -> str:
    """The name of the sender, or the address where there is no name."""
    try:
        # Before it is decoded: a comma in an encoded name parts no addresses.
        name, address = parseaddr(" ".join(mended(stated)[:_LONGEST_ADDRESS].split()))
    except (*_FAULTS, RecursionError):
        return readable(stated)
    return readable(name) or readable(address) or readable(stated)


# --- parts ---


@dataclass(frozen=True, slots=True)
class _Part:
    """One part that holds no others. `spoken_for`: another part says the same in a plainer form."""

    mail: Message
    kind: str
    spoken_for: bool


def _leaves(mail: Message, taken: "_Taken") -> Iterator[_Part]:
    """The parts that hold no others, in the order in which they stand."""
    stack = [(mail, False)]
    count = 0
    while stack:
        part, spoken_for = stack.pop()
        count += 1
        if count > _MOST_PARTS:
            raise _too_much(taken.source, f"it has more than {_MOST_PARTS:,} parts")
        kind = part.get_content_type()
        payload = part.get_payload()
        taken.cut_off |= any(isinstance(one, CloseBoundaryNotFoundDefect) for one in part.defects)
        if not isinstance(payload, list) or kind.startswith("message/"):
            yield _Part(part, kind, spoken_for)
        elif kind == "multipart/encrypted":
            yield _Part(part, "application/pgp-encrypted", spoken_for)
        else:
            inner = [one for one in payload if isinstance(one, Message)]
            skipped: frozenset[int] = frozenset()
            if kind == "multipart/alternative" and not spoken_for:
                skipped = _spoken_for(inner, taken)
            marked = [(one, spoken_for or number in skipped) for number, one in enumerate(inner)]
            stack.extend(reversed(marked))


def _spoken_for(parts: list[Message], taken: "_Taken") -> frozenset[int]:
    """Which of the forms of one message, by number, are not read, since another one is."""
    forms = []
    for part in parts:
        bodies = [one for one in _below(part) if _is_body(one)]
        plain = all(one.get_content_type() == "text/plain" for one in bodies)
        forms.append(Form("\n".join(taken.body(one).text for one in bodies), plain))
    choice = chosen(forms)
    taken.unsaid += choice.unsaid
    return frozenset() if choice == NONE else frozenset(range(len(parts))) - {choice.number}


def _below(mail: Message) -> Iterator[Message]:
    """The parts of `mail` that hold no others."""
    stack = [mail]
    while stack:
        part = stack.pop()
        payload = part.get_payload()
        if not isinstance(payload, list) or part.get_content_type().startswith("message/"):
            yield part
        else:
            stack.extend(one for one in payload[::-1] if isinstance(one, Message))


def _is_body(part: Message) -> bool:
    """Whether a part is text of the message itself, and no file attached to it."""
    attached = part.get_content_disposition() == "attachment" or _file_name(part)
    return part.get_content_type() in _BODIES and not attached


def _content(part: Message) -> bytes:
    """The bytes of a part, its transfer encoding undone as well as can be."""
    try:
        content = part.get_payload(decode=True)
    except _FAULTS:
        content = None
    if isinstance(content, bytes):
        return content
    payload = part.get_payload()
    return payload.encode("utf-8", "surrogateescape") if isinstance(payload, str) else b""


def _text(part: Message) -> DecodedText:
    try:
        charset = part.get_content_charset("") or ""
    except _FAULTS:
        charset = ""
    return decoded(_content(part), charset)


def _file_name(part: Message) -> str:
    """What the part is called, without folders; "" where it has no name."""
    probe = Message()
    for header in ("Content-Type", "Content-Disposition"):
        probe[header] = mended(raw_header(part, header))
    try:
        stated = probe.get_filename("") or ""
    except _FAULTS:
        stated = ""
    name = readable(str(stated))
    return clean_name(name) if name else ""


@dataclass(frozen=True, slots=True)
class _Body:
    """Text of the message: its form, for people, and how many encrypted stretches it is without."""

    text: str
    form: str
    packed: int
    notes: tuple[str, ...]


def _body(part: Message, source: str) -> _Body:
    stated = _text(part)
    text, form, notes = clean(stated.text), "plain text", stated.notes
    if part.get_content_type() == "text/html":
        form = "HTML"
        page = "\ufeff" + text  # whatever the page says of its encoding, it is text by now
        try:
            read = read_html(page.encode("utf-8"), source)
            text, notes = read.text, (*notes, *read.notes)
        except NotText:
            text = ""
    text, packed = _PGP.subn("", text)
    return _Body(text, form, packed, notes)


@dataclass(slots=True)
class _Taken:
    """What was taken from the parts so far, and what was left."""

    source: str
    texts: list[Stretch] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    form: str = ""
    encrypted: bool = False
    left: Counter[str] = field(default_factory=Counter)
    names: UniqueNames = field(default_factory=UniqueNames)
    unsaid: int = 0  # words that only forms of the message have which were not read
    cut_off: bool = False
    said: list[str] = field(default_factory=list)  # notes on the texts
    _bodies: dict[int, _Body] = field(default_factory=dict)  # by the identity of the part

    def body(self, part: Message) -> _Body:
        """The text of a part of the message."""
        if id(part) not in self._bodies:
            self._bodies[id(part)] = _body(part, self.source)
        return self._bodies[id(part)]

    def take(self, part: _Part) -> None:
        """Take one part: as text, as a member, or as something to note."""
        if part.kind in _ENCRYPTED:
            self.encrypted = True
            self.left["encrypted part"] += 1
        elif part.kind in _SIGNATURES:
            self.left["digital signature"] += 1
        elif part.kind == "message/rfc822":
            self._take_mail(part.mail)
        elif part.kind.startswith(("message/", "multipart/")):
            self._take_report(part.mail)
        elif _is_body(part.mail):
            self._take_body(part)
        elif part.kind.startswith("image/") and part.mail.get_content_disposition() != "attachment":
            self.left["picture in the message"] += 1
        else:
            name = _file_name(part.mail) or self._made_name(part.kind)
            self._take_member(name, _content(part.mail))

    def notes(self) -> tuple[str, ...]:
        """What is in the e-mail and neither in the text nor among the members."""
        notes = [*dict.fromkeys(self.said)]
        notes += [
            f"1 {what} was not read" if count == 1 else f"{count:,} {_plural(what)} were not read"
            for what, count in self.left.items()
        ]
        if self.unsaid:
            words = "1 word" if self.unsaid == 1 else f"{self.unsaid:,} words"
            notes.append(f"another form of the message, with {words} more, was not read")
        if self.cut_off:
            notes.append("it was cut off: it ends before its last part does")
        return tuple(notes)

    def _take_body(self, part: _Part) -> None:
        if part.spoken_for:
            return
        body = self.body(part.mail)
        if body.packed:
            self.left["encrypted part"] += body.packed
        elif body.form == "HTML" and not body.text:
            self.left["page without text"] += 1
        self.encrypted = self.encrypted or bool(body.packed)
        if body.text.strip():
            plain = part.kind == "text/plain"
            self.texts.extend(stretches(body.text) if plain else (Stretch(body.text),))
            self.said.extend(body.notes)
            self.form = self.form or body.form

    def _take_report(self, part: Message) -> None:
        """Take the report of a mail server, or a part that lost its divisions, as text."""
        payload = part.get_payload()
        if not isinstance(payload, list):
            text = _text(part).text
        else:
            groups = (one.raw_items() for one in payload if isinstance(one, Message))
            lines = (
                "\n".join(f"{key}: {readable(str(value))}" for key, value in group)
                for group in groups
            )
            text = "\n\n".join(lines)
        if text.strip():
            self.texts.append(Stretch(clean(text)))
            self.form = self.form or "plain text"

    def _take_mail(self, part: Message) -> None:
        """Take an e-mail within this one as a member."""
        payload = part.get_payload()
        inner = payload[0] if isinstance(payload, list) and payload else part
        if not isinstance(inner, Message):
            return
        subject = readable(raw_header(inner, "Subject"))
        name = clean_name(subject.replace("/", "-").replace("\\", "-") or "message")
        written = io.BytesIO()
        try:
            BytesGenerator(written, mangle_from_=False, policy=_AsItStands()).flatten(inner)
        except (*_FAULTS, RecursionError) as error:
            name = self.names.unique(f"{name}.eml")
            refusal = DamagedFile(
                f"{self.source}/{name} cannot be taken out of its e-mail: {error}",
                hint="open the e-mail in its program, and save the one within by itself",
            )
            self.members.append(Member(name, b"", refusal))
        else:
            self._take_member(f"{name}.eml", written.getvalue())

    def _take_member(self, name: str, content: bytes) -> None:
        self.members.append(Member(self.names.unique(name), content))

    def _made_name(self, kind: str) -> str:
        return f"attachment{_SUFFIXES.get(kind, '.bin')}"


def _plural(what: str) -> str:
    first, _, rest = what.partition(" ")
    return f"{first}s {rest}" if rest.startswith(("in ", "without ")) else f"{what}s"
