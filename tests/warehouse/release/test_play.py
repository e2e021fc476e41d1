"""A release carries the play that its SELECT asks for, to those who have one and agreed to hear from us."""

from expectations.company import Release
from expectations.release.agreement import Agreement, Purpose
from tests.world import TODAY, world
from warehouse.release.passage import Passage

QUERY = """
select c.customer_id, c.email, p.play
from identity.customer as c
inner join segment.current_play as p on c.customer_id = p.customer_id
"""
FACTS = {
    "identity.customer": "customer_id | email\nC1 | a@x.cn\nC2 | b@x.cn\nC3 | c@x.cn",
    "segment.current_play": "customer_id | play\nC1 | win_back\nC3 | make_good",
    "privacy.consent": "customer_id | purpose | is_granted\nC1 | marketing | true\nC2 | marketing | true",
    "value.purchase": "customer_id | purchase_key | occurred_on\nC1 | 1 | 2026-06-01\nC3 | 3 | 2026-06-01",
}


def test_a_release_carries_plays_past_the_gate() -> None:
    marketing = Purpose("marketing", "We write to you.", "consent", True, "confidential", 730)
    agreed = Agreement("For a test.", "crm", "marketing", "activation", ("customer_id", "email", "play"), "1")
    with world(FACTS) as con:
        passage = Passage(Release("crm", QUERY, agreed, marketing))
        passage.through(con, TODAY, b"k" * 32, 0.1)
        cleared = con.execute(f"select customer_id, play from {passage.relations.cleared}").fetchall()
        assert cleared == [("C1", "win_back")]
        held = con.execute("select customer_id, code from privacy.suppression").fetchall()
    assert held == [("C3", "NO_CONSENT")]
