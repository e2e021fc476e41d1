"""Names of persons parted into given name and family name, as comparison keys.

A name comes in parts or whole, in Latin letters or Chinese characters, family name first or last, with titles,
suffixes, an address line ("c/o") or two people ("John & Mary Smith": the first of them is the record's person).
"""

import polars as pl

from transforms.method.matching.chinese import (
    COMPOUND_SURNAME,
    HAN,
    PINYIN,
    SURNAME_SPELLINGS,
    UMLAUT,
    pinyin,
    simplified,
    surname_length,
    surname_pinyin,
)
from transforms.method.matching.korean import romanised, romanised_surname
from transforms.method.matching.text import blank_to_null, folded, words

TITLES = words(
    "mr mrs ms miss mx master dr prof professor sir madam dame lord lady rev reverend fr hon capt captain col major "
    "sgt lt gen herr frau fraulein hr fr dipl ing mag m mme mlle monsieur madame sr sra srta senor senora don dona "
    "sig signor signora dott the and mme"
)
BEFORE_FAMILY_NAME = words(
    "mr mrs ms miss mx dr prof professor herr frau mme mlle monsieur madame senor senora signor signora"
)
SUFFIXES = words("jr junior snr senior ii iii iv md phd esq mba cpa dds dvm rn jd bsc msc ba ma obe mbe cbe ret")
PARTICLES = words(
    "van von vom zu zur de del della dell di da das dos do du la le les lo "
    "der den ten ter bin ibn al el st af av mac mc"
)
# What a clerk writes who does not know the name. Cousin is a family name, Son a given one: they say so in company only.
NO_SURNAME = words("unknown unk fnu lnu nfn nln nmn none noname anonymous")
NO_NAME = NO_SURNAME + words(
    "blank test baby infant newborn wife husband spouse daughter "
    "dau child girl female male adult woman gentleman mother father sister brother nephew niece uncle aunt cousin twin "
    "youngest oldest eldest resident occupant tenant householder roommate deceased hijo hija esposo esposa bebe "
    "desconocido unbekannt tochter sohn ehefrau ehemann inconnu inconnue fils fille enfant"
)
PART_OF_NO_NAME = words("of in the house home household boy man lady son no not name first last given known stated")
HONORIFICS = "(?:先生|女士|小姐|太太|夫人|老师|医生|教授|经理|同学|阿姨|师傅)$"
# Little Zheng and Mister Wang tell the family name alone, A-Yu nothing that is sure.
FAMILY_NAME = "(.|" + "|".join(COMPOUND_SURNAME) + ")"
BY_FAMILY_NAME = f"^(?:[小老大]{FAMILY_NAME}|{FAMILY_NAME}{HONORIFICS[:-1]})$"
BY_PET_NAME = "^阿.{1,2}$"
CARE_OF = r"(?:\bc/o\b|\bcare of\b|\battn\b|\bp/a\b|\bzhd\b|转交).*$"
COURTESY = rf"^(?:{'|'.join(BEFORE_FAMILY_NAME)})\.? "
PARTNER = r"\s(?:and|und|et|y|e|&|\+|/)\s"
TITLE_COUPLE = r"^(?:mr|herr|hr|m)\.?\s(?:and|und|et|&|\+|/)\s(?:mrs|ms|frau|fr|mme)\.?\s"
NAME_PARTS = ("full_name", "given_name", "surname")


def name_keys(names: pl.DataFrame) -> pl.DataFrame:
    """One row a row of `full_name`, `given_name`, `surname`, in their order: the four comparison keys of its name.

    `given_name_key` and `surname_key` are folded letters (Chinese: pinyin without tones); `name_hanzi` the whole name
    in simplified characters; `name_key` both keys in alphabetical order, so that the order of a name does not matter.
    """
    distinct = names.select(NAME_PARTS).unique(maintain_order=True)
    keys = distinct.hstack(_keys(distinct))
    return (
        names.select(NAME_PARTS)
        .join(keys, on=NAME_PARTS, how="left", nulls_equal=True, maintain_order="left")
        .drop(NAME_PARTS)
    )


def _keys(names: pl.DataFrame) -> pl.DataFrame:
    words = names.select(
        _clean(pl.col("full_name")).alias("full"),
        _clean(pl.col("given_name")).alias("given"),
        _clean(pl.col("surname")).alias("surname"),
        pl.col("full_name")
        .str.extract(r"(?:^|\s)(\p{Lu}{2,}(?:[-']\p{Lu}+)*)(?:$|\s|,)")
        .str.to_lowercase()
        .alias("capitals"),
        pl.col("full_name").str.contains(r"\p{Ll}").alias("is_mixed_case"),
    )
    han = _chinese(words)
    # What is said in characters alone is not read again as a word in letters.
    latin = _latin(words.with_columns(_without_only_han(pl.col(c)).alias(c) for c in ("full", "given", "surname")))
    key = words.select(
        pl.coalesce(han["given"], latin["given"]).alias("given_name_key"),
        pl.coalesce(han["surname"], latin["surname"]).alias("surname_key"),
    ).with_columns(han["name"].alias("name_hanzi"))
    ordered = (
        pl.concat_list(
            pl.col("given_name_key").str.replace_all(" ", ""), pl.col("surname_key").str.replace_all(" ", "")
        )
        .list.drop_nulls()
        .list.sort()
        .list.join(" ")
    )
    return key.with_columns(blank_to_null(ordered).alias("name_key"))


def _without_only_han(name: pl.Expr) -> pl.Expr:
    return pl.when(~name.str.contains(rf"^(?:{HAN}|[^\p{{L}}])*$")).then(name)


def _clean(name: pl.Expr) -> pl.Expr:
    """Folded name without care-of lines, brackets and nicknames in quotes."""
    text = folded(name).str.replace_all(CARE_OF, "").str.replace_all(r"[(\[“\"].*?[)\]”\"]", " ")
    return blank_to_null(text.str.replace_all(r"\s+", " ").str.strip_chars(" ,;/-"))


def _chinese(words: pl.DataFrame) -> pl.DataFrame:
    """name, surname, given of rows written in Chinese characters; NULL in all three otherwise."""
    whole = words.select(
        pl.when(pl.col("surname").str.contains(HAN) & pl.col("given").str.contains(HAN))
        .then(pl.col("surname") + " " + pl.col("given"))
        .otherwise(pl.coalesce("full", "surname", "given"))
        .alias("name")
    ).to_series()
    kana_or_hangul = whole.str.contains(r"[\p{Hiragana}\p{Katakana}\p{Hangul}]")
    run = whole.str.extract(rf"({HAN}+(?:[ ,·・‧•.]{HAN}+)*)").set(kana_or_hangul, None)
    said = simplified(run)
    # A blank behind the family name keeps 欧阳 whole.
    called = said.str.replace(BY_FAMILY_NAME, "$1$2 ").str.replace(HONORIFICS, "")
    name = called.set(said.str.contains(BY_PET_NAME), None).alias("name")
    bare = name.str.replace_all(r"[ ,·・‧•.]", "")
    # A blank parts family name and given name; a dot parts given name and family name of a foreigner.
    parts = pl.DataFrame({"name": name, "bare": bare}).select(
        pl.when(pl.col("name").str.contains(r"[·・‧•.]")).then(pl.col("name").str.extract(r"[·・‧•.]([^·・‧•.]+)$"))
        .when(pl.col("name").str.contains(" ")).then(pl.col("name").str.extract(r"^([^ ,]+)"))
        .otherwise(pl.col("bare").str.slice(0, surname_length(pl.col("bare")))).alias("surname"),
        pl.when(pl.col("name").str.contains(r"[·・‧•.]")).then(pl.col("name").str.extract(r"^(.*)[·・‧•.]"))
        .when(pl.col("name").str.contains(" ")).then(pl.col("name").str.extract(r"^[^ ,]+[ ,](.*)$"))
        .otherwise(pl.col("bare").str.slice(surname_length(pl.col("bare"))))
        .str.replace_all(r"[ ,·・‧•.]", "").alias("given"),
        blank_to_null(pl.col("bare")).alias("name"),
    )  # fmt: skip
    return parts.select("name", blank_to_null(pl.col("surname")), blank_to_null(pl.col("given"))).with_columns(
        surname_pinyin(parts["surname"]), blank_to_null(pl.lit(pinyin(parts["given"]))).alias("given")
    )


def _tokens(text: pl.Expr) -> pl.Expr:
    """Words of a name without titles, suffixes and signs."""
    words = text.str.replace_all(r"['’`´]", "").str.replace_all(r"[^\p{L}\p{N} ]+", " ").str.split(" ")
    bare = words.list.eval(pl.element().filter(~pl.element().is_in([*TITLES, *SUFFIXES, ""])))
    return pl.when(bare.list.len() > 0).then(bare).otherwise(words.list.eval(pl.element().filter(pl.element() != "")))


def _latin(words: pl.DataFrame) -> pl.DataFrame:
    """given, surname of rows in letters: parts as declared, else parted from the whole name."""
    declared = words.select(
        _tokens(pl.col("given")).list.join(" ").alias("given"),
        _tokens(pl.col("surname")).list.join(" ").alias("surname"),
    )
    parsed = _parted(words)
    is_whole = words["given"].is_null() & words["surname"].is_null()
    both = pl.DataFrame(
        {
            "given": parsed["given"].zip_with(is_whole, declared["given"]),
            "surname": parsed["surname"].zip_with(is_whole, declared["surname"]),
        }
    )
    return _family_name_settled(both).select(
        blank_to_null(
            pl.when(pl.col("is_chinese"))
            .then(pl.col("given").str.replace_all(" ", ""))
            .otherwise(romanised(_told("given", NO_NAME)).str.replace_all(r"(?:\s\p{L}\b)+$", ""))
        ).alias("given"),
        blank_to_null(romanised_surname(_told("surname", NO_SURNAME).str.replace_all(" ", ""))).alias("surname"),
    )


def _told(part: str, none: list[str]) -> pl.Expr:
    """The part of a name, NULL where it says that nobody knows it: a word of `none`, or several of all such words."""
    word = pl.col(part).str.split(" ")
    speaks_of_none = word.list.eval(pl.element().is_in([*NO_NAME, *PART_OF_NO_NAME])).list.all()
    is_none = speaks_of_none & ((word.list.len() > 1) | word.list.first().is_in(none))
    return pl.when(~is_none.fill_null(False)).then(pl.col(part))


def _parted(words: pl.DataFrame) -> pl.DataFrame:
    """given, surname of whole names: by the comma, by capitals, by particles, else the last word is the surname."""
    # "John & Mary Smith": the first given name with the shared surname; "John Smith & Mary Jones": the first person.
    full = pl.col("full").str.replace(TITLE_COUPLE, "")
    before = full.str.replace(PARTNER + r".*$", "")
    shared = before + " " + full.str.extract(r"(\S+)$")
    couple = full.str.contains(PARTNER)
    text = pl.when(couple & (_tokens(before).list.len() == 1)).then(shared).when(couple).then(before).otherwise(full)
    frame = words.with_columns(text.alias("text")).with_columns(
        pl.col("text").str.contains(",").fill_null(False).alias("has_comma"), _tokens(pl.col("text")).alias("tokens")
    )
    comma_surname = _tokens(pl.col("text").str.extract(r"^([^,]*),")).list.join(" ")
    comma_given = _tokens(pl.col("text").str.extract(r"^[^,]*,(.*)$")).list.join(" ")
    line = pl.col("tokens").list.join(" ")
    by_particle = rf"^(.+?) ((?:(?:{'|'.join(PARTICLES)}) )+\S.*)$"
    capital_first = pl.col("is_mixed_case") & (pl.col("capitals") == pl.col("tokens").list.first())
    family_first = (capital_first | pl.col("is_eastern")) & (pl.col("tokens").list.len() > 1)
    # "Ms Martin": a courtesy before one word makes it the family name.
    is_family_name = (pl.col("tokens").list.len() == 1) & pl.col("text").str.contains(COURTESY).fill_null(False)
    has_given = comma_given.is_not_null() & (comma_given != "") & comma_surname.is_not_null()
    # Korean and Japanese put the family name first; a Korean one is a single syllable.
    is_eastern = pl.col("text").str.contains(r"[\p{Hiragana}\p{Katakana}\p{Hangul}]").fill_null(False)
    is_korean_run = pl.col("text").str.contains(r"^\p{Hangul}{2,4}$").fill_null(False)
    plain = frame.with_columns(
        line.alias("line"),
        (pl.col("has_comma") & has_given).fill_null(False).alias("by_comma"),
        is_eastern.alias("is_eastern"),
        is_korean_run.alias("is_korean_run"),
    )
    return plain.select(
        pl.when(pl.col("by_comma")).then(comma_given)
        .when(pl.col("is_korean_run")).then(pl.col("text").str.slice(1))
        .when(family_first).then(pl.col("tokens").list.slice(1).list.join(" "))
        .when(pl.col("line").str.contains(by_particle)).then(pl.col("line").str.extract(by_particle, 1))
        .when(pl.col("tokens").list.len() > 1).then(pl.col("line").str.extract(r"^(.*) \S+$"))
        .when(~is_family_name).then(pl.col("line")).alias("given"),
        pl.when(pl.col("by_comma")).then(comma_surname)
        .when(pl.col("is_korean_run")).then(pl.col("text").str.slice(0, 1))
        .when(family_first).then(pl.col("tokens").list.first())
        .when(pl.col("line").str.contains(by_particle)).then(pl.col("line").str.extract(by_particle, 2))
        .when((pl.col("tokens").list.len() > 1) | is_family_name).then(pl.col("tokens").list.last())
        .alias("surname"),
    )  # fmt: skip


def _family_name_settled(parts: pl.DataFrame) -> pl.DataFrame:
    """given, surname, is_chinese: in pinyin the more frequent surname of the two ends is taken for the family name."""
    rank = {spelling: position for position, spelling in enumerate(SURNAME_SPELLINGS)}
    line = pl.concat_str(pl.col("given"), pl.col("surname"), separator=" ").str.replace_many(UMLAUT)
    ends = parts.with_columns(line.alias("line")).with_columns(
        pl.col("line").str.extract(r"^(\S+)").replace_strict(rank, default=None, return_dtype=pl.Int64).alias("first"),
        pl.col("line").str.extract(r"(\S+)$").replace_strict(rank, default=None, return_dtype=pl.Int64).alias("last"),
        pl.col("line").str.contains(PINYIN).fill_null(False).alias("is_pinyin"),
    )
    is_chinese = pl.col("is_pinyin") & (pl.col("first").is_not_null() | pl.col("last").is_not_null())
    from_first = is_chinese & (pl.col("first") < pl.col("last").fill_null(10_000))
    from_last = is_chinese & ~(pl.col("first") < pl.col("last").fill_null(10_000)).fill_null(False)
    return ends.select(
        pl.when(from_first).then(pl.col("line").str.extract(r"^\S+ (.*)$"))
        .when(from_last).then(pl.col("line").str.extract(r"^(.*) \S+$"))
        .otherwise("given").alias("given"),
        pl.when(from_first).then(pl.col("line").str.extract(r"^(\S+)"))
        .when(from_last).then(pl.col("line").str.extract(r"(\S+)$"))
        .otherwise("surname").alias("surname"),
        is_chinese.alias("is_chinese"),
    )  # fmt: skip
