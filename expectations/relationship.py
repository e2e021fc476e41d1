"""How close company and customer are, what each has of it, and which rung of the ladder it has reached."""

from expectations.core import INTERACTION
from expectations.identity import CUSTOMER_ID
from expectations.satisfaction import (
    ANSWERED_ON,
    INTERVAL,
    INTERVAL_REFERENCE,
    NO_SCALE,
    SCALE,
    WAVE,
    N,
    bounds,
    figure,
)
from expectations.table import Column, Table

CONTACT = Table(
    "relationship.contact",
    "One row a contact between a customer and the company, without its free text.",
    (
        Column("customer_id", "VARCHAR", "The customer; NULL when nobody is known.", "key", chinese="客户号"),
        Column("source", "VARCHAR", "The source that sent it.", "key", required=True, chinese="来源"),
        Column("interaction_key", "VARCHAR", "Key of the contact in its source.", "key", required=True, chinese="互动号"),
        INTERACTION.column("occurred_at"),
        Column("occurred_on", "DATE", "The company's day of the contact.", required=True, chinese="接触日期"),
        INTERACTION.column("channel"),
        Column("channel_kind", "VARCHAR", "How near the channel brings both; NULL for a channel that is not listed.", values=("face_to_face", "voice", "digital"), chinese="渠道类别"),
        INTERACTION.column("direction"),
        INTERACTION.column("employee"),
        INTERACTION.column("topic"),
        Column("episode", "VARCHAR", "Contacts of one matter share it; a contact without one is its own.", "key", required=True, chinese="事件"),
        INTERACTION.column("step"),
        INTERACTION.column("score"),
        Column("is_complaint", "BOOLEAN", "The customer complained.", required=True, chinese="投诉"),
        INTERACTION.column("first_response_at"),
        INTERACTION.column("resolved_at"),
        Column("resolved_on", "DATE", "The company's day on which the matter was settled.", chinese="解决日期"),
    ),
    key=("source", "interaction_key"),
    chinese="接触",
)

CLOSENESS = Table(
    "relationship.closeness",
    "One row a customer and wave that was asked for closeness.",
    (
        CUSTOMER_ID,
        WAVE,
        ANSWERED_ON,
        figure("current_closeness", "How close the customer feels, 1-7.", "当前亲近度"),
        figure("wanted_closeness", "How close the customer wants to be, 1-7.", "期望亲近度"),
        figure("closeness_gap", "current - wanted.", "亲和力缺口"),
        Column("verdict", "VARCHAR", "Below 0 wants closer, 0 aligned, above 0 too close.", values=("wants_closer", "aligned", "too_close"), chinese="判定"),
        Column("action", "VARCHAR", "What follows.", values=("come closer", "keep the distance", "contact less"), chinese="行动"),
        Column("reason", "VARCHAR", "Why there is no gap.", values=("one side not answered", "not applicable", NO_SCALE), chinese="原因"),
        Column("is_latest", "BOOLEAN", "The customer's latest wave with a current closeness; without any the latest asked.", required=True, chinese="最新"),
    ),
    key=("customer_id", "wave"),
    rules={"there is a gap or a reason why not": "(closeness_gap is null) <> (reason is null)"},
    formula="closeness_gap = current - wanted, both on 1-7",
    reference="Barnes 1997, 2001; Aron et al. 1992",
    chinese="亲和力缺口",
)

CLOSENESS_SUMMARY = Table(
    "relationship.closeness_summary",
    "One row a wave: the closeness gap over customers.",
    (
        WAVE,
        N,
        Column("closeness_gap", "DOUBLE", "Mean of current - wanted closeness, -6 to +6.", required=True, chinese="亲和力缺口"),
        *bounds("", "the gap"),
        Column("wants_closer", "BIGINT", "Customers who want to be closer.", required=True, chinese="想更近"),
        Column("aligned", "BIGINT", "Customers who are as close as they want.", required=True, chinese="适中"),
        Column("too_close", "BIGINT", "Customers who want less.", required=True, chinese="过近"),
    ),
    key=("wave",),
    rules={"the three groups are all customers": "n = wants_closer + aligned + too_close"},
    formula=INTERVAL,
    reference="Barnes 1997; " + INTERVAL_REFERENCE,
    chinese="亲和力汇总",
)

RELATIONSHIP_ELEMENT = Table(
    "relationship.relationship_element",
    "One row a wave and element of strong relationships; and one for the last year's contacts.",
    (
        WAVE,
        Column("element", "VARCHAR", "trust, commitment, investment, dependence, two_way_communication, attachment, reciprocity, shared_benefits, mutuality.", "key", required=True, chinese="关系要素"),
        Column("basis", "VARCHAR", "survey: agreement of customers, 1-7. contacts: share of customers in contact with whom both sides began a talk.", "key", required=True, values=("survey", "contacts"), chinese="依据"),
        *SCALE,
        N,
        Column("value", "DOUBLE", "Mean agreement, or the share.", required=True, chinese="数值"),
        *bounds("", "the value"),
    ),
    key=("wave", "element", "basis"),
    formula="mean agreement; share of customers with inbound and outbound contacts in relationship_days; " + INTERVAL,
    reference="Barnes 2001; Dwyer, Schurr & Oh 1987",
    chinese="关系要素",
)
