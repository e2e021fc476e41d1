"""Where people live: cities with their share of customers, and streets."""

from typing import NamedTuple

from examples.corner_shop.generator import draw


class City(NamedTuple):
    """A city with the first four digits of its postcodes, its area code and its share of the people."""

    name: str
    province: str
    postcode: str
    area_code: str
    share: float
    latin: str


CITIES = (
    City("上海市", "上海市", "2000", "021", 0.62, "Shanghai"),
    City("苏州市", "江苏省", "2150", "0512", 0.07, "Suzhou"),
    City("杭州市", "浙江省", "3100", "0571", 0.07, "Hangzhou"),
    City("南京市", "江苏省", "2100", "025", 0.04, "Nanjing"),
    City("嘉兴市", "浙江省", "3140", "0573", 0.04, "Jiaxing"),
    City("无锡市", "江苏省", "2140", "0510", 0.03, "Wuxi"),
    City("宁波市", "浙江省", "3150", "0574", 0.03, "Ningbo"),
    City("北京市", "北京市", "1000", "010", 0.03, "Beijing"),
    City("深圳市", "广东省", "5180", "0755", 0.02, "Shenzhen"),
    City("广州市", "广东省", "5100", "020", 0.02, "Guangzhou"),
    City("成都市", "四川省", "6100", "028", 0.02, "Chengdu"),
    City("武汉市", "湖北省", "4300", "027", 0.01, "Wuhan"),
)
SHANGHAI_STREETS = draw.listed(
    "武康路 安福路 愚园路 长乐路 衡山路 复兴中路 陕西南路 建国西路 永嘉路 淮海中路 南京西路 延安西路 虹桥路 天山路 "
    "仙霞路 古北路 漕溪北路 肇嘉浜路 宜山路 四平路 控江路 大连路 张杨路 世纪大道 浦东南路 东方路 花木路 杨高中路 "
    "共和新路 曹杨路 长寿路 金沙江路 武宁路 江宁路 新闸路 凤阳路 瑞金二路 打浦路 龙华中路 老沪闵路"
)
STREETS = draw.listed(
    "人民路 中山路 解放路 建设路 和平路 新华路 长江路 文化路 胜利路 青年路 学府路 滨江路 科技路 光明路 民主路 朝阳路 "
    "东风路 友谊路 园区路 湖滨路 体育场路 迎宾大道 劳动路 红旗路 育才路 工农路 站前路 公园路 环城西路 新建路"
)
HONG_KONG_STREETS = draw.listed("彌敦道 皇后大道中 軒尼詩道 英皇道 德輔道中 太子道西 青山公路 禮頓道")

MOBILE_PREFIXES = draw.listed("138 139 136 137 135 150 151 158 159 186 187 188 189 177 173 176 133 153 180 182 199 166")
SHOP_PHONE = "021-62345678"
