"""Values in a text: how dates, numbers and names are written."""

import re

# The letters that begin a name, in the scripts that have capitals.
CAPITAL = "".join(chr(code) for code in range(0x530) if chr(code).isupper())

MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
WEEKDAY = r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_SHORT_MONTH = r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_FROM_DAY = rf"{_DAY}(?:\s?[-–—]\s?{_DAY}|\s+to\s+{_DAY})?"
# "3 to 5", "3-5", "3 and 4", "3-5 and 9".
_DAYS = rf"{_FROM_DAY}(?:\s+and\s+{_FROM_DAY})?"
_TO = r"\s?(?:[-–—]|to|until)\s?"
_OF_YEAR = r"(?:,?\s+\d{4}\b)?"
_DAY_AND_MONTH = rf"{_DAYS}\s+(?:of\s+)?(?:{MONTH}|{_SHORT_MONTH})"
_YEAR = r"(?:1[0-9]{3}|20[0-9]{2})"
_SEASON = r"(?:[Ss]pring|[Ss]ummer|[Aa]utumn|[Ff]all|[Ww]inter)"
# A number that is hardly anything but a year, whatever stands beside it.
SURELY_YEAR = r"(?:1[5-9]|20)\d\d"
_SMALL_NUMBERS = (
    "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|two|three|four|five|six|seven|eight|nine"
    "|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
)
_LARGE_NUMBERS = "hundreds?|thousands?|millions?|billions?|dozens?"
_UNITS = (
    r"(?:(?:square|cubic)\s+)?(?:(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?"
    r"|cent(?:ury|uries)|(?:centi|milli|kilo)?met(?:er|re)s?|miles?|feet|inch(?:es)?|acres?"
    r"|hectares?|(?:kilo|milli)?grams?|tons?|tonnes?|(?:milli)?lit(?:er|re)s?|gallons?|degrees?"
    r"|dollars?|euros?|pounds?|francs?|crowns?|marks?|ducats?|guineas?|guilders?|florins?|rupees?"
    r"|roubles?|shillings?|pence|yuan|yen|(?:mega|giga|kilo)?watts?|knots|mph|[kMGT]Wh?|[kMGT]?Hz|[kMGT]B|kV|km²?|cm|mm|kg|mg|ml|ha|m²|m³|m|g)\b|°\s?[CF]\b)"
)
# A number's unit behind it.
_PER = r"(?:/[^\W\d]\w*|\s+per\s+\w+)"
UNIT = re.compile(rf"(?:(?:-|\s*){_UNITS}{_PER}?|{_PER})(?![-'’\w])")
_CODE = (
    "(?:AUD|BRL|CAD|CHF|CNY|CZK|DKK|EUR|GBP|HKD|HUF|INR|JPY|KRW|MXN|NOK|NZD|PLN|RMB|RUB|SEK|SGD|TRY"
    "|USD|ZAR)"
)
_NO_YEAR = rf"(?<![$€£¥])(?<!{_CODE} )\b{_YEAR}s?\b"
DATE = re.compile(
    # 2020-03-26, 2020-03; 26/03/2020, 26.3.2020.
    rf"\b{_YEAR}-(?:0[1-9]|1[0-2])(?:-\d\d)?\b(?![-/]?\d)"
    rf"|(?<![\w.,/-])\d{{1,2}}(?P<sign>[./-])\d{{1,2}}(?P=sign)(?:{_YEAR}|\d\d)\b(?![./-]?\d)"
    # 26 March 2020, 28 February to 3 March 2020.
    rf"|(?<![\w.,/-])(?:{_DAY_AND_MONTH}{_OF_YEAR}{_TO})?{_DAY_AND_MONTH}{_OF_YEAR}(?!\w)"
    # March 2020, March 26, 2020, March 26 to April 3, 2020.
    rf"|\b(?:{MONTH}(?:\s+{_DAYS}\b){_OF_YEAR}{_TO})?{MONTH}(?:\s+{_DAYS}\b)?{_OF_YEAR}(?![\w-])"
    # 1914-1918, 1914, summer 1914, the winter of 1914.
    rf"|(?:\b{_SEASON}\s+(?:of\s+)?)?{_NO_YEAR}(?:\s?[-–—]\s?(?:{_YEAR}|\d\d)\b)?(?!%|[,.]\d|-?\s?{_UNITS})"
)

# The stop behind "7 pm." ends a sentence.
_HALF = r"(?:[ap]m\b|[ap]\.m\b\.?)"
_TIME = (
    rf"(?<![\w:.])(?:\d{{1,2}}:\d\d(?:\s?{_HALF})?(?![\d:])|\d{{1,2}}(?:\.\d\d)?\s?{_HALF}"
    r"|\d{1,2}\s+o['’]clock\b)|\b(?:noon|midnight)\b"
)
_TIMES = rf"(?:{_TIME})(?:{_TO}(?:{_TIME}))?"
_AT_TIME = rf"(?:,?\s+(?:at\s+)?{_TIMES})?"
# A date with its day of the week and its time, or one of these alone.
WHEN = re.compile(
    rf"(?:{WEEKDAY}s?\b,?\s+(?:the\s+)?)?(?:{DATE.pattern}){_AT_TIME}|{WEEKDAY}s?\b{_AT_TIME}|{_TIMES}"
)

_SCALE = (
    r"(?:\s?(?:%|‰|per\s?cent\b|percent\b|thousand\b|million\b|billion\b|trillion\b)"
    r"|(?:bn|mn|k|m)\b)"
)
_CURRENCY = rf"(?:(?:US|A|C)?[$€£¥]|\b{_CODE})\s?"
# A sign belongs to a number that a space stands before.
_SIGN = r"(?:(?<![^\s(])[-−+±])?"
_DIGITS = rf"\d+(?:,\d+)*(?:\.\d+)?{_SCALE}?"
# What a number is no part of: a word, a longer number, a fraction, a score, a telephone number.
_NO_MORE = r"(?!\w|[.,]\d|[-/–—]\d)"
_NO_LESS = r"(?<![\w.,])(?<!\w[-/–—])"
_FRACTIONS = "halves|thirds?|quarters?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?"
NUMBER_IN_WORDS = (
    # "One in four".
    rf"\b(?:one|{_SMALL_NUMBERS})\s+(?:in|out\s+of)(?:\s+every)?\s+(?:\d+|{_SMALL_NUMBERS})\b"
    # "Two thirds", "half", "a quarter of".
    rf"|\b(?:an?|one|{_SMALL_NUMBERS})[\s-](?:{_FRACTIONS})(?=\s+of\b|[^\w\s]|$)|\bhalf\b"
    # "A hundred and twenty", "twenty-one", "two dozen".
    rf"|\b(?:a\s+(?=hundred|thousand|million|billion|dozen)|one\s+(?=hundred|thousand|million))?"
    rf"(?:{_SMALL_NUMBERS}|{_LARGE_NUMBERS})"
    rf"(?:[\s-](?:one|{_SMALL_NUMBERS}|{_LARGE_NUMBERS})\b"
    rf"|(?:(?<=hundred)|(?<=thousand)|(?<=million))\s+and\s+(?:one|{_SMALL_NUMBERS})\b)*\b"
)
NUMBER = re.compile(
    # "1 in 4", "37 of the 52", but not "12 in 2020".
    r"\b\d+\s+(?:in(?:\s+every)?|(?:out\s+)?of(?:\s+the)?)\s+"
    rf"(?!{_YEAR}\b)(?:\d+|{_SMALL_NUMBERS})\b(?![,.]\d|%)"
    rf"|{_SIGN}(?:{_CURRENCY}|{_NO_LESS}){_DIGITS}{_NO_MORE}|{NUMBER_IN_WORDS}",
    re.IGNORECASE,
)
ANY_NUMBER = re.compile(rf"\d|{NUMBER_IN_WORDS}", re.IGNORECASE)
# Two numbers that are one answer, where the second is the larger one.
RANGE = re.compile(
    rf"\bbetween\s+(?P<low>{_DIGITS})\s+and\s+(?P<high>{_DIGITS})(?!\w)"
    rf"|{_NO_LESS}(?P<from>{_DIGITS})\s?[-–—]\s?(?P<to>{_DIGITS}){_NO_MORE}",
    re.IGNORECASE,
)

# That of a paragraph, of a clause or of an item, which stands before it: "14. The", "1.1 The",
# "(3) The".
PARAGRAPH_NUMBER = re.compile(
    rf"(?:\A|(?<=[.!?:\n]))[^\S\n]*\(?(?P<number>\d{{1,3}}(?:\.\d{{1,3}})*)"
    rf"(?:[.)]+\s|(?<=\d\.\d)\s|(?<=\d\.\d\d)\s)(?=\W*[{CAPITAL}])"
)

# A word of a name: "Lisbon", an initial, a title. "I" is none.
TITLES = "Dr|Mr|Mrs|Ms|Prof|St|Gen|Col|Capt|Lt|Sgt|Rev|Hon|Fr"
NAME_WORD = (
    rf"(?:(?:{TITLES})\.(?=\s+[{CAPITAL}])"
    rf"|[{CAPITAL}]\.(?:\s?[{CAPITAL}]\.)*(?=\s?[{CAPITAL}]['’\w])"
    rf"|[{CAPITAL}][\w'’.-]*\w)"
)
