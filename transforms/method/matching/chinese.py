"""Chinese text as comparison keys: simplified characters, and pinyin without tones."""

from functools import cache

import opencc
import polars as pl
from pypinyin import lazy_pinyin

from transforms.method.matching.text import words

HAN = r"\p{Han}"

# Surnames whose reading differs from the commonest reading of the character.
SURNAME_READING = {
    "曾": "zeng", "单": "shan", "解": "xie", "仇": "qiu", "区": "ou", "朴": "piao", "查": "zha", "盖": "ge",
    "翟": "zhai", "乐": "yue", "缪": "miao", "覃": "qin", "卜": "bu", "召": "shao", "洗": "xian", "冼": "xian",
    "秘": "bi", "折": "she", "员": "yun", "贠": "yun", "黑": "he", "种": "chong", "繁": "po", "佴": "nai",
    "隗": "wei", "宓": "fu", "瞿": "qu", "牟": "mou", "尉": "yu", "逄": "pang", "祭": "zhai", "郇": "xun",
    "任": "ren", "华": "hua", "纪": "ji", "葛": "ge", "宁": "ning", "车": "che", "柏": "bai", "薄": "bo",
    "那": "na", "哈": "ha", "幸": "xing", "占": "zhan", "应": "ying", "教": "jiao", "訾": "zi", "麴": "qu",
}  # fmt: skip
COMPOUND_SURNAME = {
    "欧阳": "ouyang", "司马": "sima", "上官": "shangguan", "诸葛": "zhuge", "东方": "dongfang", "皇甫": "huangfu",
    "尉迟": "yuchi", "公孙": "gongsun", "慕容": "murong", "令狐": "linghu", "司徒": "situ", "司空": "sikong",
    "夏侯": "xiahou", "长孙": "zhangsun", "宇文": "yuwen", "轩辕": "xuanyuan", "端木": "duanmu", "独孤": "dugu",
    "南宫": "nangong", "万俟": "moqi", "闻人": "wenren", "澹台": "tantai", "濮阳": "puyang", "申屠": "shentu",
    "太史": "taishi", "呼延": "huyan", "淳于": "chunyu", "赫连": "helian", "公冶": "gongye", "钟离": "zhongli",
    "鲜于": "xianyu", "闾丘": "lvqiu", "司寇": "sikou", "拓跋": "tuoba", "完颜": "wanyan", "百里": "baili",
    "西门": "ximen", "左丘": "zuoqiu", "乐正": "yuezheng", "亓官": "qiguan", "巫马": "wuma", "公西": "gongxi",
    "颛孙": "zhuansun", "宗政": "zongzheng", "纳兰": "nalan", "公羊": "gongyang", "第五": "diwu", "仲孙": "zhongsun",
}  # fmt: skip

# Spellings of surnames, the most frequent first: tells which end of a name in pinyin is the family name.
SURNAME_SPELLINGS = words(
    "wang li zhang liu chen yang huang wu xu zhao zhou lu zhu sun he ma yu hu guo lin jiang luo gao zheng "
    "tang liang wei shi xie yan song feng han xiao deng cao zeng peng yuan fu cai pan shen cheng fan dong "
    "tian ye su du zhong ding jin dai yao ren tan qin qiu yin cui liao fang jia meng gu wen bai xia hou "
    "ji mao zou xiong gong qi xue lei duan xiang qian long tao hao shao yi wan guan hong lai mo chang "
    "kong ge lan bao qu kang xing niu zhan yue you an qiao tong ou pang ni zhuang jiao miao nie shang "
    "zhai geng gan shu zuo jing chu tu bi ling shan ke xi sheng pu ning mei hua huo mu ruan xin weng pei "
    "lian ran ouyang lou jian chai teng bian rao kuang ai ying dou ju chi bu si mou rong mi xian quan"
)

SYLLABLES = words(
    "a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can cang cao ce cen "
    "ceng cha chai chan chang chao che chen cheng chi chong chou chu chua chuai chuan chuang chui chun chuo ci "
    "cong cou cu cuan cui cun cuo da dai dan dang dao de den deng di dian diao die ding diu dong dou du duan dui "
    "dun duo e ei en eng er fa fan fang fei fen feng fo fou fu ga gai gan gang gao ge gei gen geng gong gou "
    "gu gua guai guan guang gui gun guo ha hai han hang hao he hei hen heng hong hou hu hua huai huan huang "
    "hui hun huo ji jia jian jiang jiao jie jin jing jiong jiu ju juan jue jun ka kai kan kang kao ke ken keng "
    "kong kou ku kua kuai kuan kuang kui kun kuo la lai lan lang lao le lei leng li lia lian liang liao lie lin "
    "ling liu long lou lu luan lue lun luo ma mai man mang mao me mei men meng mi mian miao mie min ming miu "
    "mo mou mu na nai nan nang nao ne nei nen neng ni nian niang niao nie nin ning niu nong nou nu nuan nue nun "
    "nuo o ou pa pai pan pang pao pei pen peng pi pian piao pie pin ping po pou pu qi qia qian qiang qiao qie qin "
    "qing qiong qiu qu quan que qun ran rang rao re ren reng ri rong rou ru rua ruan rui run ruo sa sai san sang "
    "sao se sen seng sha shai shan shang shao she shen sheng shi shou shu shua shuai shuan shuang shui shun shuo "
    "si song sou su suan sui sun suo ta tai tan tang tao te teng ti tian tiao tie ting tong tou tu tuan tui tun "
    "tuo wa wai wan wang wei wen weng wo wu xi xia xian xiang xiao xie xin xing xiong xiu xu xuan xue xun ya yan "
    "yang yao ye yi yin ying yo yong you yu yuan yue yun za zai zan zang zao ze zei zen zeng zha zhai zhan zhang "
    "zhao zhe zhen zheng zhi zhong zhou zhu zhua zhuai zhuan zhuang zhui zhun zhuo zi zong zou zu zuan zui zun zuo"
)
PINYIN = "^(?:" + "|".join(sorted(SYLLABLES, key=len, reverse=True)) + "| )+$"

# ü has three spellings beside u: Lü, Lv (typed) and Lyu (passports).
UMLAUT = {"lyu": "lu", "lv": "lu", "nyu": "nu", "nv": "nu", "lü": "lu", "nü": "nu"}


@cache
def _to_simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def simplified(text: pl.Series) -> pl.Series:
    """The same texts in simplified characters; NULL stays NULL. Texts are folded first: they hold no newline."""
    converted = _to_simplified().convert("\n".join(text.fill_null("").to_list())).split("\n")
    return pl.Series(text.name, converted, dtype=pl.String).set(text.is_null(), None)


def pinyin(text: pl.Series) -> pl.Series:
    """The same texts with every Chinese character replaced by its reading without tone, nothing between them."""
    characters = text.drop_nulls().str.extract_all(HAN).explode().drop_nulls().unique().sort().to_list()
    readings = [lazy_pinyin(character)[0].replace("v", "u") for character in characters]
    return text.str.replace_many(characters, readings) if characters else text


def surname_length(name: pl.Expr) -> pl.Expr:
    """Characters of the family name at the head of a name in simplified characters: 1, or 2 when compound."""
    compound = name.str.slice(0, 2).is_in(list(COMPOUND_SURNAME)) & (name.str.len_chars() > 2)
    return pl.when(compound).then(2).otherwise(1)


def surname_pinyin(surname: pl.Series) -> pl.Series:
    """Readings of surnames in simplified characters, by the table of surnames before that of characters."""
    readings = SURNAME_READING | COMPOUND_SURNAME
    known = surname.replace_strict(list(readings), list(readings.values()), default=None, return_dtype=pl.String)
    return known.str.replace_many(UMLAUT).fill_null(pinyin(surname))
