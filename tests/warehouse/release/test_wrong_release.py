"""A release that the folder spoils is refused by name: the others go, and its recipient keeps what it holds."""

from tests.warehouse.release.shop import CRM, CRM_QUERY, CUSTOMERS, FIRST, SECOND, THIRD, Shop, agreeing, refusing

ALL = agreeing("C1", "C2", "C3")


def facts(consents: str = ALL) -> dict[str, str]:
    return {"identity.customer": CUSTOMERS, "core.consent_event": consents}


def test_a_wrong_release_is_refused_with_file_line_and_cure_and_the_other_goes(shop: Shop) -> None:
    shop.agreements["letter"], shop.queries["letter"] = CRM.replace("crm", "printer"), CRM_QUERY
    shop.night(FIRST, facts())
    shop.agreements["letter"] += "taget: csv\n"
    assert shop.night(SECOND, facts()) == {"crm": "released", "letter": "refused"}
    assert shop.ask("select status, code, reason from privacy.release_result where release = 'letter'") == [
        (
            "refused", "FOLDER",
            "releases/letter.yaml:8: There is no key `taget` here. Did you mean `target`?",
        )
    ]  # fmt: skip
    assert shop.ask("select kind, name, file, line, cure from ops.omission") == [
        ("release", "letter", "releases/letter.yaml", 8, "Did you mean `target`?")
    ]
    assert not shop.files(SECOND, "letter").exists()


def test_its_recipient_keeps_what_it_holds_and_nothing_is_sent_twice(shop: Shop) -> None:
    shop.night(FIRST, facts())
    held = shop.ask("select * from privacy.disclosure_subject order by customer_id")
    shop.agreements["crm"] = CRM + "k: none\n"
    assert shop.night(SECOND, facts()) == {"crm": "refused"}
    assert shop.ask("select * from privacy.disclosure_subject order by customer_id") == held
    shop.agreements["crm"] = CRM
    assert shop.night(THIRD, facts()) == {"crm": "released"}
    assert [shop.ids(THIRD, part) for part in ("create", "update", "remove")] == [[], [], []]


def test_a_withdrawal_is_listed_under_what_was_agreed_before_the_fault(shop: Shop) -> None:
    shop.night(FIRST, facts())
    shop.agreements["crm"] = CRM.replace("purpose: marketing", "purpose: nonsense")
    for night in (SECOND, THIRD):
        assert shop.night(night, facts(ALL + refusing("C2"))) == {"crm": "refused"}
        assert shop.ask("select customer_id, recipient, code, is_told from privacy.withdrawal") == [
            ("C2", "crm", "DENIED", False)
        ]


def test_a_slip_in_the_purposes_ends_no_agreement_and_a_purpose_that_is_gone_does(shop: Shop) -> None:
    shop.night(FIRST, facts())
    kept = shop.purposes
    shop.purposes = kept.replace("lawful_basis: consent", "lawful_basis: wish")
    assert shop.night(SECOND, facts()) == {"crm": "refused"}
    assert shop.ask("select count(*) from privacy.withdrawal") == [(0,)]
    assert shop.ask("select count(*) from privacy.purpose where purpose = 'marketing'") == [(1,)]
    shop.purposes = kept.replace("purpose: marketing", "purpose: selling")
    assert shop.night(THIRD, facts()) == {"crm": "refused"}
    assert shop.ask("select distinct code from privacy.withdrawal") == [("ENDED",)]
