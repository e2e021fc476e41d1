"""What speaks for and against two records being one customer: the fixed comparisons, level by level.

One setting for every set of persons and one for organisations. A level is a condition on the two records, the words
that explain it, and the parameters known before any training (share of matches and of non-matches at that level),
which stand in where the data cannot tell. The first level that holds is the pair's level.
"""

from dataclasses import dataclass

from transforms.method.matching.number import CHINESE_IDENTITY

# Two identity numbers that pass their checks are two people, whatever else the records say.
TWO_NUMBERS = "two valid identity numbers differ"


@dataclass(frozen=True, slots=True)
class Level:
    """One level: DuckDB condition on `_l` and `_r`, the words for it, prior m and u, column of term frequencies."""

    condition: str
    words: str
    m: float = 0.0
    u: float = 0.0
    term_frequency: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison: its name, the levels from strongest to weakest, and when it says nothing."""

    name: str
    unknown: str
    levels: tuple[Level, ...]


def _missing(*columns: str) -> str:
    return " or ".join(f"{column}_l is null or {column}_r is null" for column in columns)


def _equal(column: str) -> str:
    return f"{column}_l = {column}_r"


def _alike(column: str, similarity: float) -> str:
    return f"jaro_winkler_similarity({column}_l, {column}_r) >= {similarity}"


def _slip(column: str, edits: int) -> str:
    return f"damerau_levenshtein({column}_l, {column}_r) <= {edits}"


def _one_slip(column: str, left: int = 3, right: int = 3) -> str:
    """One edit leaves the beginning or the end as it was, which is cheaper to see than the distance."""
    begins = f"left({column}_l, {left}) = left({column}_r, {left})"
    ends = f"right({column}_l, {right}) = right({column}_r, {right})"
    return f"(({begins} or {ends}) and length({column}_l) > 3 and {_slip(column, 1)})"


def _long(column: str) -> str:
    return f"length({column}_l) > 3 and length({column}_r) > 3"


def _chinese_identity(column: str) -> str:
    """Number of a Chinese identity card (GB 11643), whose check digit was looked at when it was standardised."""
    return f"regexp_full_match({column}, '{CHINESE_IDENTITY}')"


# Given and family name have changed places, each perhaps with a slip; first letters are cheaper to compare.
CROSSED = (
    "(left(given_l, 1) = left(surname_r, 1) and left(surname_l, 1) = left(given_r, 1) "
    "and jaro_winkler_similarity(given_l, surname_r) + jaro_winkler_similarity(surname_l, given_r) >= 1.8)"
)
OTHER_CHARACTERS = "(given_hanzi_l <> given_hanzi_r)"
# One of the two may be misspelt.
SAME_PLACE = "(postcode_l = postcode_r or jaro_winkler_similarity(city_l, city_r) >= 0.9)"

GIVEN_NAME = Comparison(
    "given_name",
    _missing("given"),
    (
        Level("given_hanzi_l = given_hanzi_r", "same given name in characters", 0.45, 0.002, "given_hanzi"),
        Level(
            f"{_equal('given')} and not coalesce({OTHER_CHARACTERS}, false)", "same given name", 0.70, 0.004, "given"
        ),
        Level(CROSSED, "given and family name changed places", 0.02, 0.00002),
        Level(_equal("given"), "given names sound alike in other characters", 0.02, 0.003),
        Level(_equal("given_formal"), "a familiar form of the same given name", 0.04, 0.002, "given_formal"),
        Level(
            f"{_alike('given', 0.92)} or {_one_slip('given')}",
            "given names differ by a slip",
            0.12,
            0.003,
        ),
        Level(
            "starts_with(given_l, given_r) or starts_with(given_r, given_l)",
            "one given name begins like the other",
            0.03,
            0.005,
        ),
        Level(_alike("given", 0.8), "given names resemble each other", 0.03, 0.01),
        Level("else", "given names differ", 0.04, 0.97),
    ),
)
SURNAME = Comparison(
    "surname",
    f"{_missing('surname')} or {CROSSED}",
    (
        Level(_equal("surname"), "same family name", 0.82, 0.006, "surname"),
        Level(
            f"{_alike('surname', 0.92)} or {_one_slip('surname')}",
            "family names differ by a slip",
            0.09,
            0.003,
        ),
        Level(
            f"{_long('surname')} and (contains(surname_l, surname_r) or contains(surname_r, surname_l))",
            "one family name holds the other",
            0.01,
            0.0005,
        ),
        Level(_alike("surname", 0.8), "family names resemble each other", 0.03, 0.01),
        Level("else", "family names differ", 0.05, 0.98),
    ),
)
# Where year, month and day stand in a birth date, and how long they are.
YMD = ((1, 4), (5, 2), (7, 2))

BIRTH = Comparison(
    "birth",
    _missing("birth"),
    (
        Level(_equal("birth"), "same birth date", 0.90, 0.00006),
        Level(_one_slip("birth", left=4, right=4), "birth dates differ by one digit", 0.05, 0.002),
        Level(
            "birth_l = left(birth_r, 4) || substr(birth_r, 7, 2) || substr(birth_r, 5, 2)",
            "day and month of birth changed places",
            0.01,
            0.00006,
        ),
        Level(
            " + ".join(f"(substr(birth_l, {at}, {n}) = substr(birth_r, {at}, {n}))::integer" for at, n in YMD)
            + " >= 2",
            "birth dates share two of year, month and day",
            0.02,
            0.006,
        ),
        Level("else", "birth dates differ", 0.02, 0.99),
    ),
)
ADDRESS = Comparison(
    "address",
    " and ".join(f"({_missing(column)})" for column in ("address", "postcode", "city")),
    (
        Level(f"{_equal('address')} and {SAME_PLACE}", "same address", 0.55, 0.0003, "address"),
        Level(
            f"{_alike('address', 0.9)} and {_equal('house_number')} and {SAME_PLACE}",
            "almost the same address",
            0.10,
            0.0001,
        ),
        Level(_equal("address"), "same street and number in another place", 0.04, 0.0002, "address"),
        Level(
            f"{_alike('address', 0.9)} and {_equal('house_number')}",
            "almost the same street and number in another place",
            0.02,
            0.0001,
        ),
        Level(f"{_alike('street', 0.9)} and {SAME_PLACE}", "same street", 0.06, 0.0005),
        Level(f"{_equal('postcode')} and {_equal('city')}", "same postal code and city", 0.04, 0.002, "postcode"),
        Level(_equal("postcode"), "same postal code", 0.03, 0.001, "postcode"),
        Level(_equal("city"), "same city", 0.06, 0.02, "city"),
        Level("else", "addresses differ", 0.12, 0.97),
    ),
)
EMAIL = Comparison(
    "email",
    _missing("email"),
    (
        Level(_equal("email"), "same e-mail", 0.75, 0.000005),
        Level(
            "split_part(email_l, '@', 1) = split_part(email_r, '@', 1) and length(split_part(email_l, '@', 1)) > 4",
            "same e-mail name at another provider",
            0.04,
            0.0001,
        ),
        Level(_alike("email", 0.92), "e-mails differ by a slip", 0.04, 0.0005),
        Level("else", "e-mails differ", 0.17, 0.9993),
    ),
)
PHONE = Comparison(
    "phone",
    _missing("phone"),
    (
        Level(_equal("phone"), "same phone", 0.65, 0.00001),
        Level(_one_slip("phone", left=9, right=4), "phones differ by one digit", 0.05, 0.00005),
        Level("else", "phones differ", 0.30, 0.9999),
    ),
)
NUMBER = Comparison(
    "number",
    _missing("number"),
    (
        Level(_equal("number"), "same identity number", 0.88, 0.0000003),
        Level(
            f"{_chinese_identity('number_l')} and {_chinese_identity('number_r')}",
            TWO_NUMBERS,
            0.001,
            0.01,
        ),
        Level(_one_slip("number"), "identity numbers differ by one character", 0.06, 0.00003),
        Level(_slip("number", 2), "identity numbers differ by two characters", 0.02, 0.0007),
        Level("else", "identity numbers differ", 0.04, 0.999),
    ),
)
SEX = Comparison(
    "sex",
    _missing("sex"),
    (
        Level(_equal("sex"), "same sex", 0.98, 0.5),
        Level("else", "sex differs", 0.02, 0.5),
    ),
)
COMPANY = Comparison(
    "company",
    _missing("company"),
    (
        Level(_equal("company"), "same company name", 0.75, 0.0003, "company"),
        Level(_alike("company", 0.93), "company names differ by a slip", 0.10, 0.0006),
        Level(
            f"{_long('company')} and (starts_with(company_l, company_r) or starts_with(company_r, company_l))",
            "one company name begins with the other",
            0.07,
            0.0004,
        ),
        Level(_alike("company", 0.85), "company names resemble each other", 0.04, 0.004),
        Level("else", "company names differ", 0.04, 0.995),
    ),
)
DOMAIN = Comparison(
    "domain",
    _missing("domain"),
    (
        Level(_equal("domain"), "same web domain", 0.85, 0.0002),
        Level("else", "web domains differ", 0.15, 0.9998),
    ),
)

PERSON_COMPARISONS = (GIVEN_NAME, SURNAME, BIRTH, ADDRESS, EMAIL, PHONE, NUMBER, SEX)
ORGANISATION_COMPARISONS = (COMPANY, DOMAIN, ADDRESS, EMAIL, PHONE, NUMBER)


def _at(comparison: Comparison, words: str) -> str:
    """Condition on a scored pair: the comparison stands at the level of those words."""
    level = [level.words for level in reversed(comparison.levels)].index(words)
    return f"gamma_{comparison.name} = {level}"


def _any(comparison: Comparison, *words: str) -> str:
    return f"({' or '.join(_at(comparison, level) for level in words)})"


# Two people of one home share surname, address and phone, twins a birth date, brothers the beginning of a name, and
# many a family one e-mail. An identity number that is equal but for a slip outranks a name that changed.
_SAME_NUMBER = _any(
    NUMBER,
    "same identity number",
    "identity numbers differ by one character",
    "identity numbers differ by two characters",
)
_SAME_EMAIL = _at(EMAIL, "same e-mail")
_SAME_FAMILY = _any(SURNAME, "same family name", "family names differ by a slip")
_SAME_STREET = _any(
    ADDRESS,
    "same address",
    "almost the same address",
    "same street and number in another place",
    "almost the same street and number in another place",
    "same street",
)
_SAME_HOME = f"{_SAME_FAMILY} and ({_SAME_STREET} or {_at(PHONE, 'same phone')})"
_OTHER_GIVEN = _at(GIVEN_NAME, "given names differ")
_LIKE_GIVEN = _any(GIVEN_NAME, "given names differ by a slip", "given names resemble each other")
_OTHER_BIRTH = _at(BIRTH, "birth dates differ")
_OTHER_SEX = _at(SEX, "sex differs")
TWO_PEOPLE_OF_A_HOME = (
    f"{_OTHER_GIVEN} and not ({_at(BIRTH, 'same birth date')} or {_SAME_EMAIL})",
    f"{_OTHER_GIVEN} and {_OTHER_BIRTH} and {_SAME_HOME}",
    f"{_OTHER_SEX} and ({_OTHER_GIVEN} or {_at(GIVEN_NAME, 'given names resemble each other')} or {_OTHER_BIRTH})",
    f"{_OTHER_BIRTH} and ({_LIKE_GIVEN} or gamma_given_name = -1) and {_SAME_HOME} and not {_SAME_EMAIL}",
)
HOUSEHOLD_VETO = f"not {_SAME_NUMBER} and ({' or '.join(f'({each})' for each in TWO_PEOPLE_OF_A_HOME)})"
VETO = {"person": HOUSEHOLD_VETO, "organisation": "false"}
OTHER_PERSON = {"person": _at(NUMBER, TWO_NUMBERS), "organisation": "false"}
