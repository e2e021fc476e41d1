import hashlib
import hmac

import polars as pl
import pytest

from transforms.method.disclosure.keyed_id import keyed_ids

KEY, OTHER_KEY = bytes(range(32)), bytes(range(1, 33))
PEOPLE = pl.Series("customer_id", ["c1", "c2", None, "c1", "客户三"])


def test_an_id_is_the_first_half_of_the_hmac_of_its_domain_and_value() -> None:
    expected = hmac.new(KEY, b"customer\x00c1", hashlib.sha256).hexdigest()[:32]
    assert keyed_ids(PEOPLE, KEY, "customer")[0] == expected


def test_equal_values_have_equal_ids_null_stays_null_and_rows_keep_their_order() -> None:
    ids = keyed_ids(PEOPLE, KEY, "customer").to_list()
    assert ids[0] == ids[3]
    assert ids[2] is None
    assert len({one for one in ids if one}) == 3


def test_two_recipients_cannot_join_their_files() -> None:
    ours, theirs = (set(keyed_ids(PEOPLE, key, "customer").drop_nulls()) for key in (KEY, OTHER_KEY))
    assert not ours & theirs


def test_the_same_text_of_another_kind_has_another_id() -> None:
    ours, theirs = (set(keyed_ids(PEOPLE, KEY, domain).drop_nulls()) for domain in ("customer", "account"))
    assert not ours & theirs


def test_whole_numbers_are_keyed_by_their_text() -> None:
    assert keyed_ids(pl.Series([12]), KEY, "customer").equals(keyed_ids(pl.Series(["12"]), KEY, "customer"))


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        keyed_ids(PEOPLE, b"short", "customer")


def test_a_domain_that_could_be_taken_for_part_of_a_value_is_refused() -> None:
    with pytest.raises(ValueError, match="NUL"):
        keyed_ids(PEOPLE, KEY, "a\0b")
