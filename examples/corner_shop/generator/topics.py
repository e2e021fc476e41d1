"""What customers call about, how they feel about it, and what is written down."""

SHARES = {
    "delivery": 0.24, "quality": 0.18, "product_question": 0.18, "return": 0.12, "invoice": 0.10, "membership": 0.09,
    "complaint": 0.06, "praise": 0.03,
}  # fmt: skip
MOOD = {
    "delivery": -0.3, "quality": -0.6, "product_question": 0.7, "return": -0.2, "invoice": 0.2, "membership": 0.6,
    "complaint": -1.6, "praise": 2.2,
}  # fmt: skip
NOTES = {
    "delivery": (
        "订单晚到了两个小时,客户改约晚上送货",
        "送错楼层,已重新配送",
        "Driver could not find the door, please call {phone}",
    ),
    "quality": (
        "草莓压坏了三盒,已拍照",
        "牛奶临期,客户要求换货",
        "Bread was stale, customer is upset",
    ),
    "product_question": (
        "问有没有无糖酸奶",
        "询问中秋礼盒什么时候到货",
        "Asked for gluten-free noodles",
    ),
    "return": (
        "退洗衣液一瓶,原路退款",
        "退货,退款到尾号 6222 0212 3456 7894 的卡",
        "Wants to return the gift box, mail {email}",
    ),
    "invoice": (
        "要开公司抬头的发票,发到 {email}",
        "发票税号写错,重开",
        "Needs an invoice for May",
    ),
    "membership": (
        "积分没有到账,电话 {phone}",
        "想把卡转给太太用",
        "Lost the loyalty card",
    ),
    "complaint": (
        "第三次送错货,要求经理回电 {phone}",
        "收银员态度差,客户非常生气",
        "Charged twice, threatens to leave",
    ),
    "praise": (
        "表扬王店长,服务很周到",
        "客户说水果特别新鲜",
        "Loves the new delivery slots",
    ),
}
