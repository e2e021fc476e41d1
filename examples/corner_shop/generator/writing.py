"""How a clerk, a form or the customer writes down a name, a phone or an e-mail."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from examples.corner_shop.generator import draw, places

JUNK_PHONES = ("000-0000", "13800138000", "11111111111", "12345678")
JUNK_EMAILS = ("test@test.com", "no@email.com", "a@a.com")


def name_forms(people: pl.DataFrame) -> dict[str, pl.Series]:
    """The ways to write each person's name, a column each."""
    western = pl.col("is_western")
    latin_pair = pl.col("family_latin") + " " + pl.col("given_latin")
    courtesy = pl.when(pl.col("is_female")).then(pl.lit("女士")).otherwise(pl.lit("先生"))
    english = pl.when(pl.col("is_female")).then(pl.lit("Ms ")).otherwise(pl.lit("Mr "))
    swapped = pl.col("family").str.slice(0, 2) + pl.col("family").str.slice(3, 1) + pl.col("family").str.slice(2, 1)
    forms = {
        "plain": pl.col("name"),
        "traditional": pl.when(western)
        .then(pl.col("given_latin") + " " + pl.col("family_latin"))
        .otherwise(pl.col("family_traditional") + pl.col("given_traditional")),
        "slipped": pl.when(western)
        .then(pl.col("given") + " " + swapped + pl.col("family").str.slice(4))
        .otherwise(pl.col("family") + pl.col("given_slipped")),
        "pinyin": pl.when(western).then(pl.col("given_latin") + " " + pl.col("family_latin")).otherwise(latin_pair),
        "pinyin_western": pl.when(western)
        .then(pl.col("family") + ", " + pl.col("given"))
        .otherwise(pl.col("given_latin") + " " + pl.col("family_latin")),
        "capitals": latin_pair.str.to_uppercase(),
        "nickname": pl.when(western)
        .then(pl.col("given_friendly") + " " + pl.col("family"))
        .otherwise(
            pl.when(pl.col("person_id") % 2 == 0)
            .then("小" + pl.col("family"))
            .otherwise("阿" + pl.col("given").str.slice(-1))
        ),
        "courtesy": pl.when(western).then(english + pl.col("family")).otherwise(pl.col("family") + courtesy),
        "titled": pl.when(western).then("Dr. " + pl.col("name")).otherwise(pl.col("name") + courtesy),
        "none": pl.lit(None, dtype=pl.String),
    }
    frame = people.select(expression.alias(form) for form, expression in forms.items())
    return {form: frame[form] for form in forms}


def write_names(rng: np.random.Generator, people: pl.DataFrame, shares: dict[str, float]) -> pl.Series:
    """A name for each row of people in one of the forms, by their shares; people from Hong Kong write traditionally."""
    forms = name_forms(people)
    order = list(shares)
    choice = draw.index(rng, people.height, list(shares.values()))
    written = draw.either([forms[form] for form in order], choice)
    habitual = people["is_hong_kong"].to_numpy() & (choice == order.index("plain"))
    return draw.either([written, forms["traditional"]], habitual)


def write_phones(rng: np.random.Generator, phones: pl.Series) -> pl.Series:
    """E.164 numbers as people type them; foreign numbers keep their plus."""
    national = phones.str.strip_prefix("+86")
    grouped = national.str.slice(0, 3), national.str.slice(3, 4), national.str.slice(7)
    spaced, dashed = (grouped[0] + mark + grouped[1] + mark + grouped[2] for mark in (" ", "-"))
    forms = [national, spaced, dashed, "+86 " + national, "+86-" + dashed, "0086" + national, "86" + national]
    choice = draw.index(rng, len(phones), (0.62, 0.14, 0.08, 0.07, 0.04, 0.03, 0.02))
    is_foreign = (~phones.str.starts_with("+86")).fill_null(True).to_numpy()
    return draw.either([draw.either(forms, choice), phones], is_foreign)


@dataclass(frozen=True, slots=True)
class Contact:
    """Columns of phone and e-mail as written, with the kind of each: own, old, shared, junk or none."""

    phone: pl.Series
    phone_kind: pl.Series
    email: pl.Series
    email_kind: pl.Series


def write_contacts(rng: np.random.Generator, people: pl.DataFrame, no_phone: float, no_email: float) -> Contact:
    """Phone and e-mail of each row of people: mostly the present one, some old, shared, missing or made up."""
    count = people.height
    kinds = ("own", "old", "household", "shop", "junk", "none")
    choice = draw.index(rng, count, (1 - no_phone - 0.088, 0.08, 0, 0.003, 0.005, no_phone))
    at_home = people["household_id"].is_not_null().to_numpy() & (rng.random(count) < 0.3)
    choice = np.where(at_home & (choice == 0), 2, choice)
    shop_phone = draw.same(places.SHOP_PHONE, count)
    nothing = draw.same(None, count)
    phone = draw.either(
        [
            *(write_phones(rng, people[column]) for column in ("mobile", "old_mobile", "home_mobile")),
            shop_phone,
            draw.words(rng, count, dict.fromkeys(JUNK_PHONES, 1.0)),
            nothing,
        ],
        choice,
    )
    email_kinds = ("own", "old", "junk", "none")
    email_choice = draw.index(rng, count, (1 - no_email - 0.075, 0.07, 0.005, no_email))
    junk = draw.words(rng, count, dict.fromkeys(JUNK_EMAILS, 1.0))
    shouted = draw.either([people["email"], people["email"].str.to_titlecase()], rng.random(count) < 0.06)
    email = draw.either([shouted, people["old_email"], junk, nothing], email_choice)
    return Contact(phone, draw.pick(kinds, choice), email, draw.pick(email_kinds, email_choice))
