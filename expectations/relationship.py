"""How close company and customer are, what each has of it, and which rung of the ladder it has reached."""

from dataclasses import replace

from expectations.core import INTERACTION, MONEY
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
        Column("interaction_key", "VARCHAR", "Key of the contact in its source.", "key", required=True,
               chinese="互动号"),
        INTERACTION.column("occurred_at"),
        Column("occurred_on", "DATE", "The company's day of the contact.", required=True, chinese="接触日期"),
        INTERACTION.column("channel"),
        Column("channel_kind", "VARCHAR", "How near the channel brings both; NULL for a channel that is not listed.",
               values=("face_to_face", "voice", "digital"), chinese="渠道类别"),
        INTERACTION.column("direction"),
        INTERACTION.column("employee"),
        INTERACTION.column("topic"),
        Column("episode", "VARCHAR", "Contacts of one matter share it; a contact without one is its own.", "key",
               required=True, chinese="事件"),
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
        Column("verdict", "VARCHAR", "Below 0 wants closer, 0 aligned, above 0 too close.",
               values=("wants_closer", "aligned", "too_close"), chinese="判定"),
        Column("action", "VARCHAR", "What follows.", values=("come closer", "keep the distance", "contact less"),
               chinese="行动"),
        Column("reason", "VARCHAR", "Why there is no gap.",
               values=("one side not answered", "not applicable", NO_SCALE), chinese="原因"),
        Column("is_latest", "BOOLEAN",
               "The customer's latest wave with a current closeness; without any the latest asked.", required=True,
               chinese="最新"),
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
        Column("closeness_gap", "DOUBLE", "Mean of current - wanted closeness, -6 to +6.", required=True,
               chinese="亲和力缺口"),
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
        Column("element", "VARCHAR",
               "trust, commitment, investment, dependence, two_way_communication, attachment, reciprocity, "
               "shared_benefits, mutuality.", "key", required=True, chinese="关系要素"),
        Column("basis", "VARCHAR",
               "survey: agreement of customers, 1-7. contacts: share of customers in contact with whom both sides "
               "began a talk.", "key", required=True, values=("survey", "contacts"), chinese="依据"),
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

CHANNEL = Table(
    "relationship.channel",
    "One row a channel that is known by name, lower case.",
    (
        Column("channel", "VARCHAR", "The channel as sources write it.", "key", required=True, chinese="渠道"),
        Column("channel_kind", "VARCHAR", "In one place, by voice, or through a screen.", required=True,
               values=("face_to_face", "voice", "digital"), chinese="渠道类别"),
    ),
    key=("channel",),
    chinese="渠道",
)

NOT_TOLD = ("not asked", "told too long ago", "not applicable", NO_SCALE)
NO_SIDES = "sides missing or scales differ"
NO_ATTITUDE = "neither recommendation nor satisfaction told"

ATTITUDE = Table(
    "relationship.attitude",
    "One row a customer: what surveys last heard of it within attitude_days. Items and intervals stand in "
    "satisfaction.satisfaction.",
    (
        CUSTOMER_ID,
        figure("gap", "Perceived less expected service, on the survey's scale.", "服务差距"),
        Column("gap_reason", "VARCHAR", "Why there is none.", values=(*NOT_TOLD, NO_SIDES), chinese="差距原因"),
        figure("servperf", "Perceived service, on the survey's scale.", "感知服务"),
        Column("servperf_reason", "VARCHAR", "Why there is none.", values=(*NOT_TOLD, NO_SIDES), chinese="感知原因"),
        figure("msa", "Perceived less adequate service.", "服务适当度"),
        figure("mss", "Perceived less desired service.", "服务优越度"),
        Column("zone", "VARCHAR", "msa below 0 is unacceptable, mss above 0 delighted, between them tolerated.",
               values=("unacceptable", "tolerated", "delighted"), chinese="容忍区域"),
        Column("zone_reason", "VARCHAR", "Why there is none.", values=(*NOT_TOLD, NO_SIDES), chinese="区域原因"),
        figure("nps_score", "Likelihood to recommend, 0-10.", "推荐分"),
        Column("nps_reason", "VARCHAR", "Why there is none.", values=(*NOT_TOLD, "not eleven points"),
               chinese="推荐原因"),
        figure("csat_percent", "Satisfaction, 0-100.", "满意度"),
        Column("csat_reason", "VARCHAR", "Why there is none.", values=NOT_TOLD, chinese="满意度原因"),
        figure("ces_percent", "Ease, 0-100.", "轻松度"),
        Column("ces_reason", "VARCHAR", "Why there is none.", values=NOT_TOLD, chinese="轻松度原因"),
        figure("net_value", "Net customer value: benefits less costs.", "让渡价值"),
        Column("net_value_reason", "VARCHAR", "Why there is none.", values=(*NOT_TOLD, "not all eight asked"),
               chinese="让渡价值原因"),
        figure("current_closeness", "How close the customer feels, 1-7.", "当前亲近度"),
        figure("wanted_closeness", "How close the customer wants to be, 1-7.", "期望亲近度"),
        figure("closeness_gap", "current - wanted: below 0 wants closer, above 0 contact less.", "亲和力缺口"),
        Column("closeness_reason", "VARCHAR", "Why there is no current closeness.",
               values=(*NOT_TOLD, "one side not answered"), chinese="亲近度原因"),
        figure("attitude_percent", "Mean of 10 x nps_score and csat_percent, or the one that is told, 0-100.",
               "态度得分"),
        Column("attitude_reason", "VARCHAR", "Why there is none.", values=(NO_ATTITUDE,), chinese="态度原因"),
    ),
    key=("customer_id",),
    rules={"there is an attitude or a reason why not": "(attitude_percent is null) <> (attitude_reason is null)"},
    formula="each measure of the customer's latest wave; attitude_percent = mean of what is told of 10 x nps and csat",
    reference="Zeithaml, Berry & Parasuraman 1993; Barnes 1997; Dick & Basu 1994",
    chinese="客户态度",
)

CONTACT_MIX = Table(
    "relationship.contact_mix",
    "One row a customer that was in contact or bought in relationship_days.",
    (
        CUSTOMER_ID,
        Column("contacts", "BIGINT", "Contacts and purchases.", required=True, chinese="接触次数"),
        figure("face_to_face_share", "Share of them face to face, of those whose channel is known.", "面对面占比"),
        figure("voice_share", "Share by voice.", "语音占比"),
        figure("digital_share", "Share through a screen.", "数字渠道占比"),
        figure("same_employee_share",
               "After the first meeting with a known employee, the share of further ones with the most frequent; "
               "NULL before the second.", "同一员工占比"),
        Column("is_two_way", "BOOLEAN", "Both sides began a contact.", required=True, chinese="双向互动"),
    ),
    key=("customer_id",),
    rules={
        "shares of channels are the whole":
            "face_to_face_share is null or face_to_face_share + voice_share + digital_share between 0.99999 and "
            "1.00001",
    },
    formula="same_employee_share = (meetings with the most frequent employee - 1) / (meetings - 1)",
    reference="Breslau & Reeb 1975",
    chinese="接触构成",
    is_intermediate=True,
)

RELATIONSHIP_LEVEL = Table(
    "relationship.relationship_level",
    "One row a customer: how near the contacts and purchases of relationship_days brought it.",
    (
        CUSTOMER_ID,
        Column("contacts", "BIGINT", "Contacts and purchases.", required=True, chinese="接触次数"),
        Column("contacts_a_month", "DOUBLE", "The same a month.", required=True, chinese="月均接触"),
        *(CONTACT_MIX.column(name) for name in ("face_to_face_share", "voice_share", "digital_share",
                                                "same_employee_share")),
        Column("disclosed", "BIGINT", "Preferences that the customer stated and that hold today.", required=True,
               chinese="主动告知数"),
        Column("is_two_way", "BOOLEAN", "Both sides began a contact.", required=True, chinese="双向互动"),
        figure("nearness",
               "Mean of the signs that are known, each 0-1: warmth of channels, frequency, same employee, "
               "disclosure. NULL without contact.", "亲近指数"),
        Column("level", "VARCHAR",
               "From intimate_score on intimate, from familiar_score on familiar, below distant, without contact "
               "isolated.", values=("intimate", "familiar", "distant", "isolated"), chinese="关系层次"),
        Column("reason", "VARCHAR", "Why there is no level.", values=("no source tells of contacts or purchases",),
               chinese="原因"),
    ),
    key=("customer_id",),
    rules={
        "there is a level or a reason why not": "(level is null) <> (reason is null)",
        "nearness lies between 0 and 1": "nearness is null or nearness between 0 and 1",
    },
    formula="nearness = mean of (face to face + voice / 2), min(contacts a month / close_contacts_month, 1), "
            "(meetings with the most frequent employee - 1) / (meetings - 1), min(disclosed / disclosed_preferences, "
            "1)",
    reference="Barnes 2001; Breslau & Reeb 1975 (same employee)",
    chinese="关系层次",
)

REFERRAL = Table(
    "relationship.referral",
    "One row a customer, the one it referred, source, day and outcome; a source that only counts referrals sends one "
    "row with the count.",
    (
        CUSTOMER_ID,
        Column("referred_customer_id", "VARCHAR", "The customer referred; NULL when not known.", "key",
               chinese="被推荐客户号"),
        Column("source", "VARCHAR", "The source that told of it.", "key", required=True, chinese="来源"),
        Column("referrals", "BIGINT", "How many referrals the row stands for.", required=True, chinese="推荐数"),
        Column("referred_on", "DATE", "Day of the referral.", chinese="推荐日期"),
        Column("is_converted", "BOOLEAN",
               "The source says that the referred party bought, or its first purchase came after the referral; NULL "
               "when nobody knows.", chinese="已转化"),
        Column("refusal", "VARCHAR", "Why it does not count.",
               values=("refers himself", "already referred", "refers his own referrer"), chinese="拒绝原因"),
    ),
    key=("customer_id", "referred_customer_id", "source", "referred_on", "is_converted"),
    formula="of several who referred the same customer the earliest counts; converted: the source says so, or the "
            "first purchase of the referred came after the referral",
    reference="Kumar, Petersen & Leone 2007, 2010",
    chinese="推荐",
)

WALLET_SHARE = Table(
    "relationship.wallet_share",
    "One row a customer that told about its wallet, at its last answers.",
    (
        CUSTOMER_ID,
        ANSWERED_ON,
        Column("n", "BIGINT", "Categories behind the share.", required=True, chinese="品类数"),
        Column("wallet_share", "DOUBLE", "Our share of what the customer spends, 0-1; the mean over categories.",
               required=True, chinese="钱包份额"),
        Column("basis", "VARCHAR", "Spend with us and in all, or our rank among the brands used.", required=True,
               values=("observed", "allocation_rule"), chinese="依据"),
    ),
    key=("customer_id",),
    rules={"a share lies between 0 and 1": "wallet_share between 0 and 1"},
    formula="our_spend / category_spend; else (1 - rank / (brands + 1)) x 2 / brands",
    reference="Keiningham et al. 2011",
    chinese="钱包份额",
)

WALLET_SUMMARY = Table(
    "relationship.wallet_summary",
    "One row a basis: the share of wallet over the customers that told it.",
    (
        replace(WALLET_SHARE.column("basis"), role="key"),
        N,
        Column("wallet_share", "DOUBLE", "Mean share over customers.", required=True, chinese="钱包份额"),
        *bounds("", "the mean"),
    ),
    key=("basis",),
    formula="mean over customers; " + INTERVAL,
    reference="Keiningham et al. 2011; " + INTERVAL_REFERENCE,
    chinese="钱包份额汇总",
)

RUNGS = ("prospect", "customer", "client", "supporter", "advocate", "partner")

RUNG_FACT = Table(
    "relationship.rung_fact",
    "One row a customer: the facts from which its rung is read.",
    (
        CUSTOMER_ID,
        Column("purchases", "BIGINT", "Purchases and contracts so far.", required=True, chinese="订单数"),
        Column("purchases_12m", "BIGINT", "Purchases in the 365 days up to today.", required=True,
               chinese="近一年订单数"),
        Column("live_contracts", "BIGINT", "Contracts that stand today.", required=True, chinese="有效合同数"),
        Column("tenure_months", "BIGINT", "Whole months since the first purchase, or of the longest contract.",
               required=True, chinese="客户月龄"),
        *(ATTITUDE.column(name) for name in ("zone", "current_closeness", "nps_score", "attitude_percent")),
        Column("referrals", "BIGINT", "Referrals that count.", required=True, chinese="推荐数"),
        Column("converted_referrals", "BIGINT", "Those of whom somebody bought.", required=True, chinese="转化推荐数"),
        figure("wallet_share", "Share of wallet last told.", "钱包份额"),
        Column("is_two_way", "BOOLEAN", "Both sides began a contact in the last year.", required=True,
               chinese="双向互动"),
    ),
    key=("customer_id",),
    chinese="阶梯事实",
    is_intermediate=True,
)

RUNG_EVIDENCE = Table(
    "relationship.rung_evidence",
    "One row a customer: the rung that tonight's facts speak for, before any waiting.",
    (
        CUSTOMER_ID,
        Column("rung", "VARCHAR", "The rung.", required=True, values=RUNGS, chinese="关系阶梯"),
        Column("height", "INTEGER", "Its height, 1 prospect to 6 partner.", required=True, chinese="阶梯高度"),
        Column("evidence", "VARCHAR", "What speaks for it.", required=True, chinese="依据"),
        *(RUNG_FACT.column(name) for name in ("referrals", "converted_referrals", "wallet_share")),
        Column("not_judged", "VARCHAR", "What is missing to judge higher rungs.", chinese="未判定"),
        Column("loyalty_type", "VARCHAR",
               "Repeats and likes us: true. Likes us alone: latent. Repeats alone: spurious. Neither: none.",
               values=("true", "latent", "spurious", "none"), chinese="忠诚类型"),
        Column("loyalty_reason", "VARCHAR", "Why there is no type.", values=(NO_ATTITUDE,), chinese="忠诚原因"),
    ),
    key=("customer_id",),
    formula="prospect: no purchase · customer: one · client: client_purchases in 365 days, or a contract stands · "
            "supporter: client, zone tolerated or delighted, closeness >= supporter_closeness · advocate: a converted "
            "referral, or nps >= advocate_nps and a referral · partner: tenure >= partner_tenure_months, wallet share "
            ">= partner_wallet_share, contacts both ways · loyalty: repeats = client, likes us = attitude_percent >= "
            "loyal_attitude_percent",
    reference="Christopher, Payne & Ballantyne 1991; Dick & Basu 1994",
    chinese="阶梯依据",
    is_intermediate=True,
)

RELATIONSHIP_LADDER = Table(
    "relationship.relationship_ladder",
    "One row a customer: the one rung on which it stands. It is won at once, and lost when lower evidence held for "
    "rung_nights nights.",
    (
        CUSTOMER_ID,
        Column("rung", "VARCHAR", "The rung.", required=True, values=RUNGS, chinese="关系阶梯"),
        Column("height", "INTEGER", "Its height, 1 prospect to 6 partner.", required=True, chinese="阶梯高度"),
        Column("since_on", "DATE", "First night of the rung.", required=True, chinese="起始日"),
        Column("evidence", "VARCHAR",
               "Tonight's evidence; when it speaks for a lower rung, that one and how long it has held.", required=True,
               chinese="依据"),
        Column("candidate_rung", "VARCHAR", "The rung that tonight's evidence speaks for.", required=True, values=RUNGS,
               chinese="候选阶梯"),
        Column("nights_lower", "INTEGER", "Nights in a row with evidence for a lower rung.", required=True,
               chinese="下降夜数"),
        *(RUNG_EVIDENCE.column(name) for name in ("not_judged", "loyalty_type", "loyalty_reason")),
    ),
    key=("customer_id",),
    rules={"there is a type of loyalty or a reason why not": "(loyalty_type is null) <> (loyalty_reason is null)"},
    formula="as in relationship.rung_evidence",
    reference="Christopher, Payne & Ballantyne 1991; Dick & Basu 1994",
    chinese="关系阶梯",
)

RELATIONSHIP_LADDER_TRANSITION = Table(
    "relationship.relationship_ladder_transition",
    "One row a change of a customer's rung, from the first night on.",
    (
        CUSTOMER_ID,
        Column("changed_on", "DATE", "Night of the change.", "key", required=True, chinese="变更日"),
        Column("from_rung", "VARCHAR", "Rung left; new for a customer first seen.", required=True,
               values=("new", *RUNGS), chinese="原阶梯"),
        Column("to_rung", "VARCHAR", "Rung entered; gone for an id that no longer stands.", required=True,
               values=(*RUNGS, "gone"), chinese="新阶梯"),
        Column("direction", "VARCHAR", "Which way.", required=True, values=("first seen", "up", "down", "left"),
               chinese="方向"),
        Column("evidence", "VARCHAR", "What spoke for it.", required=True, chinese="依据"),
    ),
    key=("customer_id", "changed_on"),
    rules={"a change changes something": "from_rung <> to_rung"},
    reference="Christopher, Payne & Ballantyne 1991",
    chinese="阶梯变更",
)

WIN_WIN = Table(
    "relationship.win_win",
    "One row a customer: what it has of us against what we had of it.",
    (
        CUSTOMER_ID,
        figure("customer_net", "Net customer value; where that was not asked, perceived less adequate service.",
               "客户净值"),
        Column("customer_net_basis", "VARCHAR", "Which of the two.", values=("net_customer_value", "service_adequacy"),
               chinese="客户净值依据"),
        figure("provider_net",
               "Revenue less cost of goods less cost to serve of the last 365 days, in the company's currency; NULL "
               "for who never bought.", "企业净值", MONEY),
        Column("quadrant", "VARCHAR", "Both gain, the customer alone, we alone (captive), or neither.",
               values=("win_win", "customer_wins", "captive", "lose_lose"), chinese="双赢象限"),
        Column("action", "VARCHAR", "What to do.",
               values=("keep and deepen", "serve at lower cost or sell more", "give more before a rival does",
                       "change the terms or part"),
               chinese="行动"),
        Column("reason", "VARCHAR", "Why there is no quadrant.",
               values=("neither asked nor sold to", "never asked what it gets and what it costs", "never sold to"),
               chinese="原因"),
    ),
    key=("customer_id",),
    rules={"there is a quadrant or a reason why not": "(quadrant is null) <> (reason is null)"},
    formula="customer: net_value, else msa; provider: revenue - cost of goods - cost to serve; each gains at 0 or more",
    reference="Storbacka, Strandvik & Grönroos 1994; Kotler",
    chinese="双赢矩阵",
)

FOUR_R_COUNT = Table(
    "relationship.four_r_count",
    "One row a figure of the four Rs: how many of how many.",
    (
        Column("r", "VARCHAR", "Retention, relationship, referral or recovery.", "key", required=True,
               values=("retention", "relationship", "referral", "recovery"), chinese="4R"),
        Column("measure", "VARCHAR",
               "cohort_retention: of the customers first won in a year, more than a year ago, who bought in the "
               "last year or hold a contract. repeat_rate: of the buyers of the last year, who bought again. "
               "level_share: of all customers, who is at this level. referral_rate: of the buyers, who referred. "
               "referral_conversion: of referrals whose end is known, those that bought. put_right, bought_again: "
               "of failures, those followed within recovery_days by a good contact of the matter, or by a purchase.",
               "key", required=True,
               values=("cohort_retention", "repeat_rate", "level_share", "referral_rate", "referral_conversion",
                       "put_right", "bought_again"),
               chinese="指标"),
        Column("name", "VARCHAR", "Year of the cohort, level, or period.", "key", required=True, chinese="名称"),
        Column("n", "BIGINT", "Of how many.", required=True, chinese="总数"),
        Column("k", "BIGINT", "How many.", required=True, chinese="命中数"),
    ),
    key=("r", "measure", "name"),
    rules={"no more are counted than there are": "k between 0 and n"},
    chinese="4R计数",
    is_intermediate=True,
)

FOUR_R = Table(
    "relationship.four_r",
    "One row a figure of the four Rs: a share with its number and interval.",
    (
        *FOUR_R_COUNT.columns,
        figure("value", "k / n.", "占比"),
        *bounds("", "the share"),
        Column("reason", "VARCHAR", "Why there is no share.",
               values=("nobody bought in the last year", "nobody has bought", "of no referral is the end known",
                       "no failure lies far enough back"),
               chinese="原因"),
    ),
    key=("r", "measure", "name"),
    rules={"there is a share or a reason why not": "(value is null) <> (reason is null)"},
    formula="k / n with Wilson's interval",
    reference="Reichheld & Sasser 1990; Kumar, Petersen & Leone 2007, 2010; Stauss & Friege 1999; Wilson 1927",
    chinese="4R",
)

MARKETS = ("customer", "internal", "referral", "influence", "supplier", "recruitment")

MARKET_ROLE = Table(
    "relationship.market_role",
    "One row a customer and one of the six markets in which it stands.",
    (
        CUSTOMER_ID,
        Column("market", "VARCHAR", "The market.", "key", required=True, values=MARKETS, chinese="六个市场"),
        Column("party_type", "VARCHAR", "Person or organisation.", required=True, values=("person", "organisation"),
               chinese="客户类型"),
        Column("is_stated", "BOOLEAN", "A source says so.", required=True, chinese="来源声明"),
        Column("is_shown", "BOOLEAN", "Its deeds show it: it bought, or it referred.", required=True,
               chinese="行为体现"),
        Column("contacts_12m", "BIGINT", "Contacts in relationship_days.", required=True, chinese="近一年接触"),
        Column("purchases_12m", "BIGINT", "Purchases in the 365 days up to today.", required=True,
               chinese="近一年订单数"),
        Column("referrals", "BIGINT", "Referrals that count.", required=True, chinese="推荐数"),
    ),
    key=("customer_id", "market"),
    rules={"a role has a ground": "is_stated or is_shown"},
    formula="customer: bought; referral: referred; any market: a source says so",
    reference="Christopher, Payne & Ballantyne 1991",
    chinese="市场角色",
)

MARKET_SUMMARY = Table(
    "relationship.market_summary",
    "One row each of the six markets.",
    (
        Column("market", "VARCHAR", "The market.", "key", required=True, values=MARKETS, chinese="六个市场"),
        Column("parties", "BIGINT", "Customers who stand in it.", required=True, chinese="参与方数"),
        Column("organisations", "BIGINT", "Organisations among them.", required=True, chinese="单位数"),
        Column("stated", "BIGINT", "Of whom a source says so.", required=True, chinese="来源声明数"),
        Column("active", "BIGINT", "With a contact or purchase in the last year.", required=True, chinese="活跃数"),
        Column("contacts_12m", "BIGINT", "Their contacts in relationship_days.", required=True, chinese="近一年接触"),
        Column("purchases_12m", "BIGINT", "Their purchases in 365 days.", required=True, chinese="近一年订单数"),
        Column("referrals", "BIGINT", "Their referrals that count.", required=True, chinese="推荐数"),
        figure("colleagues", "Employees who served in relationship_days; for the internal market only.", "同事数",
               "BIGINT"),
    ),
    key=("market",),
    reference="Christopher, Payne & Ballantyne 1991",
    chinese="六市场汇总",
)
