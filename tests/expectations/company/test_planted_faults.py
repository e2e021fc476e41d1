"""Faults planted in a company, one at a time: each is told with file, line and cure, and says what it spoils."""

from pathlib import Path

import pytest

from expectations.company import CompanyError, Part, Problem, load_company
from tests.expectations.company.conftest import Change

TOML, PLAYS, PURPOSES = "shopkeeper.toml", "plays.yaml", "purposes.yaml"
AGREED, SELECT = "releases/newsletter.yaml", "releases/newsletter.sql"
TILL, OVERLAP = "sources/till/contract.yaml", "property: overlap, value: 3 days}"

# File, what stands there, what is planted, and the sentence with its place and the beginning of its cure.
FAULTS = [
    # thresholds lie in a range and name what exists
    (
        TOML,
        'country = "CN"',
        "merge_probability = 2",
        "shopkeeper.toml:8: `merge_probability` cannot be 2. It lies from",
    ),
    (
        TOML,
        'country = "CN"',
        "removal_share = nan",
        "shopkeeper.toml:8: `removal_share` cannot be nan. It lies from 0 to 1",
    ),
    (
        TOML,
        'country = "CN"',
        "growth_days = -1",
        "shopkeeper.toml:8: `growth_days` cannot be -1. It lies from 1 to 3650",
    ),
    (TOML, '"CN"', '"China"', "shopkeeper.toml:8: `country` cannot be read. Country of phone numbers"),
    (
        TOML,
        'country = "CN"',
        'clv_model = "bgnbd"',
        "shopkeeper.toml:8: `clv_model` cannot be `bgnbd`. Did you mean `bg_nbd`?",
    ),
    (
        TOML,
        'country = "CN"',
        'trusted_sources = "tilt, crm"',
        "shopkeeper.toml:8: The company has no source `tilt`. Did you mean `till`?",
    ),
    (
        TOML,
        'country = "CN"',
        'trusted_sources = "prospekt"',
        "shopkeeper.toml:8: The company has no source `prospekt`. Known are crm, till.",
    ),
    (
        TOML,
        'country = "CN"',
        'golden_strategies = "emial=longest"',
        "There is no group of fields `emial` here. Did you mean `email`?",
    ),
    (
        TOML,
        'country = "CN"',
        "review_probability = 0.99",
        "shopkeeper.toml:8: `review_probability` lies above `merge_probability`.",
    ),
    (TOML, 'currency = "CNY"', 'currency = "CNY"\nprefect = 7', "shopkeeper.toml:5: `prefect` is not a table."),
    (TOML, '"data"', '"a\\u0000b"', "shopkeeper.toml:5: `data` is not a path."),
    # agreements: keys, words, what goes with what
    (
        AGREED,
        "recipient:",
        "taget: csv\nrecipient:",
        "newsletter.yaml:3: There is no key `taget` here. Did you mean `target`?",
    ),
    (
        AGREED,
        "recipient:",
        "target: salesfroce\nrecipient:",
        "newsletter.yaml:3: There is no target `salesfroce` here. Did you mean `salesforce`?",
    ),
    (AGREED, "recipient:", "target: twenty\nrecipient:", "twenty asks for `entity`."),
    (
        AGREED,
        "purpose: marketing_email",
        "purpose: nonsense",
        "newsletter.yaml:4: purposes.yaml has no purpose `nonsense`. Known are marketing_email.",
    ),
    (
        AGREED,
        "mode: activation",
        "mode: active",
        "newsletter.yaml:5: There is no mode `active` here. Did you mean `activation`?",
    ),
    (
        AGREED,
        'version: "1"',
        "version: 1",
        'newsletter.yaml:6: `version` is no text. Write it in quotes: `version: "..."`.',
    ),
    (
        AGREED,
        'version: "1"',
        'version: "1"\nuntil: 2026-02-30',
        "newsletter.yaml:7: `until` cannot be `2026-02-30`. Write a day of the calendar",
    ),
    (AGREED, 'version: "1"', 'version: "1"\nuntil: 1.1.2026', "newsletter.yaml:7: `until` cannot be `1.1.2026`."),
    (
        AGREED,
        "[customer_id, full_name, email]",
        "[]",
        "newsletter.yaml:7: `columns` cannot be `[]`. Write a list of names.",
    ),
    (
        AGREED,
        "[customer_id, full_name, email]",
        "[full_name, email]",
        "newsletter.yaml:7: The first column is not the customer's id.",
    ),
    (AGREED, "full_name, email]", "email, email]", "newsletter.yaml:7: `email` stands twice."),
    (
        AGREED,
        'version: "1"',
        'version: "1"\nphones: [emial]',
        "newsletter.yaml:7: `emial` is not among the columns. Add it to `columns`, or take",
    ),
    (
        AGREED,
        'version: "1"',
        'version: "1"\nepsilon: 0.1',
        "newsletter.yaml:7: `epsilon` means nothing for activation.",
    ),
    (AGREED, "mode: activation", "mode: pseudonymous", "A pseudonymous release names its quasi_identifiers."),
    (
        AGREED,
        'version: "1"',
        'version: "1"\nk: 0',
        "newsletter.yaml:7: `k` cannot be `0`. Write a whole number from 1 on.",
    ),
    (
        AGREED,
        'version: "1"',
        'version: "1"\nsuppression_limit: 7',
        "newsletter.yaml:7: `suppression_limit` cannot be `7`. Write a share",
    ),
    (AGREED, "", "- a", "newsletter.yaml:1: The entry is not a mapping."),
    (AGREED, "", "", "releases/newsletter.yaml: The file is empty."),
    ("releases/lonely.yaml", "", "k: 1", "releases/lonely.yaml: lonely.sql is missing."),
    # purposes
    (
        PURPOSES,
        "lawful_basis: consent",
        "lawful_basis: wish",
        "purposes.yaml:4: There is no lawful_basis `wish` here. Known are consent,",
    ),
    (
        PURPOSES,
        "needs_consent: true",
        "needs_consent: yes",
        "purposes.yaml:5: `needs_consent` cannot be `yes`. Write true or false.",
    ),
    (PURPOSES, "retention_days: 730", "retention_days: 0", "purposes.yaml:6: `retention_days` cannot be `0`."),
    (
        PURPOSES,
        "needs_consent: true",
        "needs_consent: true\n  highest_grade: secret",
        "purposes.yaml:6: There is no highest_grade `secret` here.",
    ),
    (PURPOSES, "", "marketing_email: yes", "purposes.yaml:1: The file is not a list of purposes."),
    # plays
    (
        PLAYS,
        "priority: 1",
        "priority: 1.5",
        "plays.yaml:6: `priority` cannot be `1.5`. Write a whole number from 1 to 999.",
    ),
    (PLAYS, "sentence:", "sentence: x\n  sentence:", "plays.yaml:5: `sentence` stands twice."),
    # how files and cells are written
    (TILL, OVERLAP, "property: encoding, value: utf8mb4}", "There is no encoding `utf8mb4` of files."),
    (TILL, OVERLAP, "property: encoding, value: base64}", "There is no encoding `base64` of files."),
    (TILL, OVERLAP, "property: quote, value: '「'}", "`quote` is not one sign of ASCII."),
    (TILL, OVERLAP, "property: quote, value: ;}", "The delimiter is empty, a line end, or one of the other signs."),
    (TILL, OVERLAP, "property: comment, value: '\"'}", "`comment` is the sign that quotes or escapes."),
    (TILL, OVERLAP, "property: thousands, value: '.'}", "`.` stands for thousands and for decimals."),
    (TILL, OVERLAP, "property: thousands, value: ''}", "`thousands` cannot be ``."),
    (TILL, OVERLAP, "property: date_formats, value: ['%d.%q.%Y']}", "`%q` in `%d.%q.%Y` is not read."),
    (TILL, OVERLAP, "property: date_formats, value: ['%m/%Y']}", "`%m/%Y` does not say which day it is."),
    (TILL, OVERLAP, "property: date_formats, value: []}", "`date_formats` is not a list of words."),
    (TILL, OVERLAP, "property: time_zone, value: Asia/Bejing}", "There is no time zone `Asia/Bejing`."),
    (TILL, OVERLAP, "property: true_words, value: [N]}", "`n` means yes and no."),
    (TILL, OVERLAP, "property: records, value: a}", "`records` means nothing for csv."),
    (
        TILL,
        "format: csv",
        "format: parquet\n    encoding: utf-8",
        "contract.yaml:13: `encoding` means nothing for parquet.",
    ),
    (TILL, "format: csv", "format: csv\n    host: db", "contract.yaml:13: `host` means nothing for csv."),
    (TILL, "type: local", "type: s3", "A file of csv is not read from `s3`."),
    (TILL, "value: 3 days}", "value: '100'}", "The overlap does not fit the cursor. Write it as `3 days`"),
    (TILL, "- name: receipt_no", "- name: source_line", "`source_line` cannot be the name of a column."),
    (TILL, "{minimum: 0}", "{minimum: none}", "`minimum` cannot be `none`."),
    # files that nobody reads
    ("segmants.yaml", "", "- a", "segmants.yaml: Nobody reads this file. Did you mean `segments.yaml`?"),
    ("release/a.sql", "", "x", "release: Nobody reads this folder. Did you mean `releases`?"),
    ("notes.txt", "", "x", "notes.txt: Nobody reads this file. Take it away"),
    ("sources/crm.yaml", "", "x", "sources/crm.yaml: Nobody reads this file. A source is a folder"),
    ("sources/crm/old/party.sql", "", "x", "sources/crm/old: Nobody reads this folder."),
    ("releases/old/a.sql", "", "x", "releases/old: Nobody reads this folder."),
]


@pytest.mark.parametrize(("file", "old", "new", "said"), FAULTS)
def test_a_planted_fault_is_told_with_file_line_and_cure(
    folder: Path, change: Change, file: str, old: str, new: str, said: str
) -> None:
    change(file, old, new)
    with pytest.raises(CompanyError) as refused:
        load_company(folder, {})
    found = list(map(str, refused.value.problems))
    assert any(said in fault for fault in found), found
    assert all(one.sentence.endswith(".") and one.fix for one in refused.value.problems)


@pytest.mark.parametrize(("file", "old", "new", "said"), FAULTS)
def test_a_night_goes_on_where_only_a_release_a_play_or_a_stray_file_is_wrong(
    folder: Path, change: Change, file: str, old: str, new: str, said: str
) -> None:
    change(file, old, new)
    is_bearable = file.startswith(("releases/", "purposes", "plays", "notes"))
    if not is_bearable:
        with pytest.raises(CompanyError):
            load_company(folder, {}, forgiving=True)
        return
    company = load_company(folder, {}, forgiving=True)
    assert any(said in str(fault) for faults in company.refused.values() for fault in faults)
    spoilt = {kind for kind, _ in company.refused}
    assert ("newsletter" not in company.releases) == ("release" in spoilt and "lonely" not in file)
    assert (company.plays == ()) == ("play" in spoilt)


def test_what_spoils_a_purpose_spoils_what_names_it_and_is_told_once(folder: Path, change: Change) -> None:
    change(PURPOSES, "lawful_basis: consent", "lawful_basis: wish")
    with pytest.raises(CompanyError) as refused:
        load_company(folder, {})
    assert len(refused.value.problems) == 1
    company = load_company(folder, {}, forgiving=True)
    assert set(company.refused) == {("purpose", "marketing_email"), ("release", "newsletter"), ("play", "thank_you")}
    assert (company.purposes, company.plays, company.releases) == ({}, (), {})


def test_what_a_later_check_finds_is_left_out_too(folder: Path) -> None:
    company = load_company(folder, {})
    [fault] = _faults(("release", "newsletter"))
    without = company.without([fault])
    assert (without.release_names, without.releases) == (["newsletter"], {})
    with pytest.raises(CompanyError, match="is not there"):
        without.release("newsletter")
    with pytest.raises(CompanyError):
        company.without(_faults(None))


def _faults(part: Part | None) -> list[Problem]:
    return [Problem("releases/newsletter.sql", 1, "The column is not there.", "Mend it.", part)]


def test_what_people_keep_beside_a_company_is_no_fault(folder: Path, change: Change) -> None:
    for file in ("README.md", "generate.py", "maker/__init__.py", ".gitignore", "night.html", "reference/rate.csv",
                 "sources/README.md", "sources/crm/README.md", "releases/.keep", "__pycache__/x.pyc"):  # fmt: skip
        change(file, "", "x")
    assert load_company(folder, {}).contracts
