"""Small PDF files, written object by object, for tests of what a reader makes of them."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

# Courier: every sign is 0.6 of the size wide, so tests know where a line ends.
SIGN_WIDTH = 0.6
_PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


@dataclass(frozen=True)
class Words:
    """A stretch of text at a place, in points from the lower left corner of the page."""

    x: float
    y: float
    text: str
    size: float = 10
    font: str = "F1"
    matrix: str = "1 0 0 1"


@dataclass(frozen=True)
class Page:
    """What one page shows. `extra` is put into its content as it stands."""

    words: Sequence[Words] = ()
    extra: str = ""
    rotate: int = 0
    annotations: Sequence[str] = ()


@dataclass
class _Objects:
    bodies: list[bytes] = field(default_factory=list)

    def add(self, body: str | bytes) -> int:
        self.bodies.append(body.encode("latin-1") if isinstance(body, str) else body)
        return len(self.bodies)


def column(
    x: float, y: float, lines: Sequence[str], size: float = 10, step: float = 12
) -> list[Words]:
    """Lines one under the other, from (x, y) downwards."""
    return [Words(x, y - step * number, line, size) for number, line in enumerate(lines)]


def pdf(
    pages: Sequence[Page],
    *,
    info: Mapping[str, str] | None = None,
    attachments: Mapping[str, bytes] | None = None,
    fields: Sequence[str] = (),
    user_password: str | None = None,
) -> bytes:
    """A PDF file of `pages`. With `user_password`, "" included, it is encrypted (RC4, 40 bits)."""
    objects = _Objects()
    catalog, tree = objects.add(""), objects.add("")
    fonts = [
        objects.add(
            f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>"
        )
        for name in ("Courier", "Courier-Bold")
    ]
    picture = objects.add(
        _stream(
            b"\x80",
            "/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8"
            " /ColorSpace /DeviceGray",
        )
    )
    key = _key(user_password) if user_password is not None else b""
    kids = [_page(objects, page, tree, (fonts[0], fonts[1], picture), key) for page in pages]
    references = " ".join(f"{kid} 0 R" for kid in kids)
    objects.bodies[tree - 1] = (
        f"<< /Type /Pages /Kids [{references}] /Count {len(kids)} >>".encode()
    )
    names = _names(objects, attachments or {})
    form = _form(objects, fields, fonts[0], kids)
    objects.bodies[catalog - 1] = f"<< /Type /Catalog /Pages {tree} 0 R {names} {form} >>".encode()
    trailer = f"/Root {catalog} 0 R"
    if info:
        entries = " ".join(f"/{key} <{_utf16(value)}>" for key, value in info.items())
        trailer += f" /Info {objects.add(f'<< {entries} >>')} 0 R"
    if user_password is not None:
        trailer += f" /Encrypt {objects.add(_encryption(user_password))} 0 R /ID [<{_ID}> <{_ID}>]"
    return _file(objects.bodies, trailer)


PICTURE = "q 595 0 0 842 0 0 cm /Im1 Do Q"
_ID = "00112233445566778899AABBCCDDEEFF"
_OWNER = b"o" * 32


def _page(
    objects: _Objects, page: Page, tree: int, shared: tuple[int, int, int], key: bytes
) -> int:
    courier, bold, picture = shared
    parts = [
        f"BT /{words.font} {words.size} Tf {words.matrix} {words.x} {words.y} Tm"
        f" <{words.text.encode('cp1252').hex()}> Tj ET"
        for words in page.words
    ]
    content = "\n".join([*parts, page.extra]).encode("latin-1")
    number = len(objects.bodies) + 1
    objects.add(_stream(_encrypted(content, key, number) if key else content, ""))
    notes = [objects.add(note) for note in page.annotations]
    return objects.add(
        f"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 595 842] /Rotate {page.rotate}"
        f" /Resources << /Font << /F1 {courier} 0 R /F2 {bold} 0 R >>"
        f" /XObject << /Im1 {picture} 0 R >> >> /Contents {number} 0 R"
        f" /Annots [{' '.join(f'{note} 0 R' for note in notes)}] >>"
    )


def _font(objects: _Objects, name: str) -> int:
    return objects.add(
        f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>"
    )


def _names(objects: _Objects, attachments: Mapping[str, bytes]) -> str:
    entries = []
    for name, data in attachments.items():
        stream = objects.add(_stream(data, "/Type /EmbeddedFile"))
        entry = objects.add(
            f"<< /Type /Filespec /F ({name}) /UF <{_utf16(name)}> /EF << /F {stream} 0 R >> >>"
        )
        entries.append(f"({name}) {entry} 0 R")
    return f"/Names << /EmbeddedFiles << /Names [{' '.join(entries)}] >> >>" if entries else ""


def _form(objects: _Objects, fields: Sequence[str], font: int, kids: Sequence[int]) -> str:
    if not fields:
        return ""
    numbers = [objects.add(field) for field in fields]
    references = " ".join(f"{number} 0 R" for number in numbers)
    first = objects.bodies[kids[0] - 1].replace(b"/Annots []", f"/Annots [{references}]".encode())
    objects.bodies[kids[0] - 1] = first
    return f"/AcroForm << /Fields [{references}] /DR << /Font << /F1 {font} 0 R >> >> >>"


def text_field(name: str, value: str) -> str:
    """A filled text field of a form."""
    return (
        f"<< /Type /Annot /Subtype /Widget /FT /Tx /T ({name}) /V ({value})"
        " /Rect [100 100 300 120] /DA (/F1 10 Tf) >>"
    )


def _utf16(text: str) -> str:
    return "FEFF" + text.encode("utf-16-be").hex()


def _stream(data: bytes, entries: str) -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries.encode(), len(data), data)


def _file(bodies: Sequence[bytes], trailer: str) -> bytes:
    out = b"%PDF-1.7\n"
    offsets = []
    for number, body in enumerate(bodies, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    start = len(out)
    size = len(bodies) + 1
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n"
        % (size, table, size, trailer.encode(), start)
    )


# --- encryption, as PDF 1.7 has it in 7.6.3, algorithms 1, 2 and 4, revision 2 ---


def _key(password: str) -> bytes:
    padded = (password.encode("latin-1") + _PADDING)[:32]
    permissions = (-4).to_bytes(4, "little", signed=True)
    return hashlib.md5(padded + _OWNER + permissions + bytes.fromhex(_ID)).digest()[:5]


def _encryption(password: str) -> str:
    user = _rc4(_key(password), _PADDING).hex()
    return f"<< /Filter /Standard /V 1 /R 2 /O <{_OWNER.hex()}> /U <{user}> /P -4 >>"


def _encrypted(data: bytes, key: bytes, number: int) -> bytes:
    salted = key + number.to_bytes(3, "little") + b"\0\0"
    return _rc4(hashlib.md5(salted).digest()[:10], data)


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out = bytearray()
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
