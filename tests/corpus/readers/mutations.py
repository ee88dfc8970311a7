"""Files that were damaged: cut off, with bytes changed, or made of nothing but chance."""

import random
from collections.abc import Iterator

from corpus.errors import UnreadableDocument
from corpus.extract import Extract
from corpus.reading import Reader


def damaged(data: bytes, count: int, seed: int = 7) -> Iterator[bytes]:
    """`count` variants of `data`: some cut off, some with a few bytes changed, moved or doubled."""
    chance = random.Random(seed)
    for number in range(count):
        content = bytearray(data)
        if number % 3 == 0:
            del content[chance.randrange(len(content)) :]
        elif number % 3 == 1:
            for _ in range(chance.randrange(1, 12)):
                content[chance.randrange(len(content))] = chance.randrange(256)
        else:
            start = chance.randrange(len(content))
            end = min(len(content), start + chance.randrange(1, 40))
            content[start:start] = content[start:end] * chance.randrange(1, 4)
        yield bytes(content)


def extract_of(reader: Reader, data: bytes, source: str) -> Extract | None:
    """What the reader gives, or None where it refuses; its promises about the text are checked."""
    refusal: UnreadableDocument | None = None
    try:
        extract = reader(data, source)
    except UnreadableDocument as error:
        refusal = error
    if refusal is not None:
        assert refusal.message.startswith(source)
        assert refusal.hint
        return None
    offsets = [mark.offset for mark in extract.marks]
    assert offsets[0] == 0
    assert offsets == sorted(offsets)
    assert not set("\r\0") & set(extract.text)
    extract.text.encode()
    for member in extract.members:
        assert member.name
        assert len(member.name.splitlines()) == 1
        assert min(member.name) >= " "
        member.name.encode()
    return extract
