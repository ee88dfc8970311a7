"""Places that a fragment exchanges for each other: "and in Africa?" after a question about Asia."""

from collections.abc import Sequence

_PLACES = frozenset(
    "africa america americas antarctica asia australia europe oceania pacific caribbean arctic"
    " afghanistan albania algeria andorra angola argentina armenia austria azerbaijan bahamas"
    " bahrain bangladesh barbados belarus belgium belize benin bhutan bolivia bosnia botswana"
    " brazil brunei bulgaria burundi cambodia cameroon canada chad chile china colombia comoros"
    " congo croatia cuba cyprus czechia denmark djibouti dominica ecuador egypt england eritrea"
    " estonia eswatini ethiopia fiji finland france gabon gambia georgia germany ghana greece"
    " grenada guatemala guinea guyana haiti honduras hungary iceland india indonesia iran iraq"
    " ireland israel italy jamaica japan jordan kazakhstan kenya kiribati korea kosovo kuwait"
    " kyrgyzstan laos latvia lebanon lesotho liberia libya liechtenstein lithuania luxembourg"
    " madagascar malawi malaysia maldives mali malta mauritania mauritius mexico micronesia"
    " moldova monaco mongolia montenegro morocco mozambique myanmar namibia nauru nepal"
    " netherlands nicaragua niger nigeria norway oman pakistan palau palestine panama paraguay"
    " peru philippines poland portugal qatar romania russia rwanda samoa scotland senegal serbia"
    " seychelles singapore slovakia slovenia somalia spain sudan suriname sweden switzerland"
    " syria taiwan tajikistan tanzania thailand togo tonga tunisia turkey turkmenistan tuvalu"
    " uganda uk ukraine uruguay us usa uzbekistan vanuatu venezuela vietnam wales yemen zambia"
    " zimbabwe states kingdom emirates zealand arabia".split()
)
_DIRECTIONS = frozenset("north south east west northern southern eastern western central".split())
_BESIDE = frozenset("the of united new saudi papua costa rica sri lanka san marino".split())


def is_place(words: Sequence[str]) -> bool:
    """Whether a name, as words in small letters, is a country or a part of the world.

    >>> is_place(("south", "korea")), is_place(("bank", "of", "england"))
    (True, False)
    """
    allowed = _PLACES | _DIRECTIONS | _BESIDE
    return bool(_PLACES.intersection(words)) and allowed.issuperset(words)
