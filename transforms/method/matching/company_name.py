"""Names of organisations parted into name and legal form."""

import polars as pl

from transforms.method.matching.chinese import simplified
from transforms.method.matching.text import blank_to_null, folded, words

LEGAL_FORMS = words(
    "incorporated inc corporation corp company co limited ltd llc llp lp plc pty gmbh mbh ag kg kgaa ohg gbr ug se ev "
    "sa sas sarl sci snc eurl spa srl sl slu sau sca bv nv oy oyj ab as asa aps kft zrt nyrt rt doo dd sro sp zoo "
    "spzoo kk pte sdn bhd berhad pvt private pjsc ooo oao zao cv saic sac lda ltda eireli"
)
CHINESE_FORM = (
    r"(股份有限公司|有限责任公司|股份合作公司|集团有限公司|有限公司|集团公司|总公司|分公司|子公司|公司|集团|"
    r"合伙企业|个人独资企业|个体工商户|合作社|工作室|经营部|商行|事务所|厂|店)(?:[(（].*?[)）])?$"
)


def company_keys(names: pl.Series) -> pl.DataFrame:
    """One row a name, in order: `organisation_key` (folded, without legal form), `legal_form`; NULL where absent."""
    text = names.to_frame("name").select(folded(pl.col("name")).str.replace_all(r"^the ", "")).to_series()
    simple = simplified(text).alias("name").to_frame()
    dotless = (
        pl.col("name")
        .str.replace_all(r"(?:\b(\p{L})\.)", "${1}")
        .str.replace_all("&", " and ")
        .str.replace_all(r"['’`.]", "")
    )
    words = dotless.str.replace_all(r"[^\p{L}\p{N}()（） ]+", " ").str.replace_all(r"\s+", " ").str.strip_chars(" ")
    form = "|".join(sorted(LEGAL_FORMS, key=len, reverse=True))
    tail = rf"(?:^|\s)((?:(?:{form}|and)(?:\s|$))*(?:{form}))$"
    frame = simple.select(words.alias("words")).with_columns(
        pl.coalesce(pl.col("words").str.extract(CHINESE_FORM), pl.col("words").str.extract(tail)).alias("legal_form")
    )
    bare = (
        pl.col("words")
        .str.replace(CHINESE_FORM, "")
        .str.replace(tail, "")
        .str.replace_all(r"[() （）]+", " ")
        .str.strip_chars(" ")
    )
    # A name that is nothing but a form ("Limited") keeps it.
    return frame.select(
        blank_to_null(pl.when(bare != "").then(bare).otherwise("words")).alias("organisation_key"),
        pl.when(bare != "").then("legal_form").alias("legal_form"),
    )
