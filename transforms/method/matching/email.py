"""E-mail addresses folded for comparison."""

import polars as pl

from transforms.method.matching.text import blank_to_null, words

# Local part of atoms (RFC 5322) in any script; domain of labels of letters, digits and inner hyphens.
_ATOM = r"[\p{L}0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?"
VALID = rf"^{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+\p{{L}}{{2,63}}$"
# Domains where dots and everything after "+" in the local part are ignored by the provider.
DOTLESS = ("gmail.com", "googlemail.com")
PUBLIC_DOMAINS = words(
    "gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com yahoo.co.uk ymail.com icloud.com "
    "me.com mac.com aol.com gmx.de gmx.net "
    "gmx.com web.de t-online.de freenet.de orange.fr free.fr wanadoo.fr laposte.net "
    "libero.it virgilio.it comcast.net verizon.net att.net sbcglobal.net protonmail.com proton.me mail.com mail.ru "
    "yandex.ru qq.com foxmail.com 163.com 126.com yeah.net sina.com sina.cn sohu.com 139.com 189.cn aliyun.com "
    "21cn.com naver.com daum.net example.com example.org example.net"
)


def email_key(email: pl.Expr) -> pl.Expr:
    """Address in lower case, without "+tag" (and dots, at Gmail); NULL when it is no address."""
    plain = (
        email.str.normalize("NFKC").str.replace_all(r"[\s\p{Cf}]", "").str.to_lowercase().str.replace(r"^mailto:", "")
    )
    local, domain = plain.str.extract(r"^(.*)@"), plain.str.extract(r"@([^@]*)$").replace("googlemail.com", "gmail.com")
    bare = local.str.replace(r"\+.*$", "")
    local = pl.when(domain.is_in(list(DOTLESS))).then(bare.str.replace_all(r"\.", "")).otherwise(bare)
    key = local + "@" + domain
    return pl.when(plain.str.contains(VALID) & (local != "")).then(key)


def own_domain(email: pl.Expr, website: pl.Expr) -> pl.Expr:
    """Domain of a web site, else of a folded e-mail unless a public provider's; without "www."."""
    site = (
        website.str.strip_chars()
        .str.to_lowercase()
        .str.replace(r"^[a-z]+://", "")
        .str.extract(r"^(?:www\d?\.)?([^/:?#\s]+\.[^/:?#\s]+)")
    )
    domain = email.str.extract(r"@(.*)$")
    return blank_to_null(site.fill_null(pl.when(~domain.is_in(PUBLIC_DOMAINS)).then(domain)))
