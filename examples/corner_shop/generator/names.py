"""Words that names are made of, each with its reading; the commonest first."""

from examples.corner_shop.generator import draw

# Family names with the reading that holds for a family name (曾 zeng, 单 shan, 仇 qiu ...).
FAMILIES = draw.listed(
    "王wang 李li 张zhang 刘liu 陈chen 杨yang 黄huang 赵zhao 吴wu 周zhou 徐xu 孙sun 马ma 朱zhu 胡hu 林lin 郭guo "
    "何he 高gao 罗luo 郑zheng 梁liang 谢xie 宋song 唐tang 许xu 邓deng 韩han 冯feng 曹cao 彭peng 曾zeng 肖xiao "
    "田tian 董dong 潘pan 袁yuan 蔡cai 蒋jiang 余yu 于yu 杜du 叶ye 程cheng 魏wei 苏su 吕lü 丁ding 任ren 卢lu 姚yao "
    "沈shen 钟zhong 姜jiang 崔cui 谭tan 陆lu 范fan 汪wang 廖liao 石shi 金jin 韦wei 贾jia 夏xia 付fu 方fang 邹zou "
    "熊xiong 白bai 孟meng 秦qin 邱qiu 侯hou 江jiang 尹yin 薛xue 闫yan 段duan 雷lei 龙long 黎li 史shi 陶tao 贺he "
    "毛mao 郝hao 顾gu 龚gong 邵shao 万wan 覃qin 武wu 钱qian 戴dai 严yan 欧阳ouyang 莫mo 孔kong 向xiang 常chang "
    "单shan 仇qiu 解xie 区ou 朴piao 查zha 翟zhai 上官shangguan 诸葛zhuge 司马sima 乐yue 盛sheng 诸zhu 瞿qu"
)

MALE = draw.listed(
    "伟wei 强qiang 磊lei 军jun 洋yang 勇yong 杰jie 涛tao 超chao 明ming 刚gang 平ping 辉hui 鹏peng 华hua 飞fei 鑫xin "
    "波bo 斌bin 宇yu 浩hao 凯kai 健jian 俊jun 帆fan 帅shuai 旭xu 宁ning 龙long 林lin 建jian 国guo 志zhi 文wen 子zi "
    "海hai 天tian 一yi 泽ze 睿rui 轩xuan 博bo 晨chen 昊hao 嘉jia 瑞rui 新xin 锋feng 毅yi 成cheng 东dong 峰feng "
    "亮liang 达da 力li 康kang 宏hong 永yong 光guang 世shi 学xue 义yi 兴xing 良liang 仁ren 茂mao 进jin 安an 翔xiang "
    "喆zhe 堃kun 彦yan 炜wei 骏jun 䶮yan"
)

FEMALE = draw.listed(
    "芳fang 娜na 敏min 静jing 丽li 艳yan 娟juan 霞xia 秀xiu 英ying 玲ling 桂gui 红hong 梅mei 燕yan 萍ping 雪xue "
    "琳lin 婷ting 慧hui 莹ying 晶jing 倩qian 洁jie 颖ying 佳jia 欣xin 怡yi 雨yu 思si 梦meng 瑶yao 妍yan 涵han "
    "悦yue 诗shi 雅ya 琪qi 蕾lei 月yue 晓xiao 小xiao 美mei 春chun 兰lan 凤feng 云yun 珍zhen 莲lian 爱ai 淑shu 惠hui "
    "玉yu 冰bing 菲fei 薇wei 璐lu 馨xin 岚lan 媛yuan 芝zhi 琴qin 素su 彩cai 佩pei 珺jun 蓉rong 昕xin 伊yi 曼man"
)

# Only the characters above whose traditional form differs.
TRADITIONAL = dict(
    zip(
        "张刘陈杨黄赵吴孙马罗郑谢许邓韩冯肖董蒋叶苏吕卢钟谭陆范韦贾邹闫龙黎贺顾龚万钱戴严欧阳单区诸乐伟强军杰涛刚辉鹏华飞斌凯健"
        "帅宁国泽轩晨锋东达学义兴进骏炜静丽艳娟玲红萍莹颖晓兰凤云莲爱佳梦瑶诗蕾岚琴龚",
        "張劉陳楊黃趙吳孫馬羅鄭謝許鄧韓馮蕭董蔣葉蘇呂盧鍾譚陸范韋賈鄒閆龍黎賀顧龔萬錢戴嚴歐陽單區諸樂偉強軍傑濤剛輝鵬華飛斌凱健"
        "帥寧國澤軒晨鋒東達學義興進駿煒靜麗豔娟玲紅萍瑩穎曉蘭鳳雲蓮愛佳夢瑤詩蕾嵐琴龔",
        strict=True,
    )
)

# First names, last names with the spelling that has no accents, and what friends say.
WESTERN_MALE = draw.listed(
    "Thomas/Tom Michael/Mike Andreas/Andi Stefan/Stef Jürgen/Jürgen Peter/Pete Daniel/Dan James/Jim William/Bill "
    "Robert/Bob François/Franck Jean-Luc/JL Marco/Marco Lars/Lars Björn/Björn David/Dave Christopher/Chris "
    "Alexander/Alex Matthew/Matt Edward/Ted José/Pepe Łukasz/Luk"
)
WESTERN_FEMALE = draw.listed(
    "Anna/Annie Maria/Mia Julia/Jule Katharina/Kathi Sabine/Bine Jennifer/Jenny Elizabeth/Liz Margaret/Maggie "
    "Susan/Sue Zoë/Zoë Hélène/Léna Chloé/Clo Giulia/Giu Ingrid/Inga Sophie/Soph Rebecca/Becky Emily/Em "
    "Alexandra/Sandra Catherine/Cathy Victoria/Vicky Renée/Renée Agnieszka/Aga"
)
WESTERN_FAMILIES = draw.listed(
    "Müller/Mueller Schmidt/Schmidt Schneider/Schneider Weber/Weber Smith/Smith Jones/Jones Brown/Brown "
    "Taylor/Taylor Wilson/Wilson Martin/Martin Dubois/Dubois Lefèvre/Lefevre Rossi/Rossi Schäfer/Schaefer "
    "Köhler/Koehler O'Brien/O'Brien Jørgensen/Jorgensen García/Garcia Nowak/Nowak Großmann/Grossmann "
    "Becker/Becker Johnson/Johnson Clark/Clark Evans/Evans Núñez/Nunez Moreau/Moreau"
)


def parted(entries: list[str]) -> tuple[list[str], list[str]]:
    """Characters and readings of entries such as `王wang`."""
    split = [sum(not c.isascii() and c != "ü" for c in entry) for entry in entries]
    return [e[:k] for e, k in zip(entries, split, strict=True)], [e[k:] for e, k in zip(entries, split, strict=True)]


def traditional(characters: list[str]) -> list[str]:
    """The same words in traditional characters."""
    return ["".join(TRADITIONAL.get(c, c) for c in word) for word in characters]


def homophones(readings: list[str]) -> list[int]:
    """For each character the position of the next one that sounds alike; its own when there is none."""
    return [
        next((j % len(readings) for j in range(i + 1, i + len(readings)) if readings[j % len(readings)] == sound), i)
        for i, sound in enumerate(readings)
    ]
