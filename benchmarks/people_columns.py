"""Which column of a table of persons tells what, known by the names that files give their columns."""

import re

import polars as pl

from transforms.method.matching.chinese import simplified
from transforms.method.matching.text import folded

# What a column tells: names by which files call it, in letters and digits alone, without whose it is.
KNOWN_AS = {
    "source": "source dataset datasource sourcesystem sourcename origin 来源",
    "full_name": "name fullname fullnames wholename completename displayname namefull namelong firstandsurname "
    "nameandsurname vollername nomcomplet nombrecompleto nomecompleto naam 姓名 名字 名称 全名 中文名 "
    "氏名 이름 성명",
    "given_name": "givenname givennames given firstname firstnames fname forename forenames fnamec1 first namefirst "
    "namegiven christianname vorname vornamen rufname prenom prenoms nombre nombres nome nomeproprio "
    "voornaam fornamn imie ad 名",
    "surname": "surname surnames lastname lname familyname family lnamec1 last namelast namefamily namesur "
    "nachname familienname zuname nom nomdefamille nomdenaissance apellido apellidos primerapellido "
    "apellidopaterno apellido1 cognome sobrenome achternaam efternamn nazwisko soyad 姓 姓氏 성",
    "surname_2": "segundoapellido apellidomaterno apellido2 secondsurname secondlastname surname2 lastname2",
    "birth_on": "dateofbirth birthdate datebirth birthdt dtbirth dob birthday birthon born bday bdate birth "
    "dobirth geburtsdatum geburtstag gebdatum datedenaissance datenaissance naissance fechadenacimiento "
    "fechanacimiento fecnacimiento datadinascita datanascita datadenascimento datanascimento "
    "geboortedatum fodelsedatum dataurodzenia dogumtarihi 出生日期 出生年月日 出生年月 出生 生日 生年月日 "
    "생년월일",
    "birth_year": "birthyear yearofbirth yob by geburtsjahr anneenaissance anodenacimiento 出生年份 出生年",
    "birth_month": "birthmonth monthofbirth mob bm",
    "birth_day": "dayofbirth bd",
    "age": "age birthage alter edad eta idade leeftijd 年龄",
    "sex": "sex gender sexcode gendercode sexatbirth geschlecht sexe sexo sesso geslacht kon plec cinsiyet "
    "性别 성별",
    "salutation": "title salutation prefix nameprefix nametitle courtesytitle honorific anrede civilite tratamiento "
    "titolo aanhef 称谓 称呼",
    "email": "email emails emailaddress mail emailaddr addressemail mailadresse courriel adressemail adresseemail "
    "correo correoelectronico emailadresse epost 邮箱 电子邮箱 电子邮件 邮件 电邮 이메일",
    "phone": "mobile mobiles mobilephone mobilenumber mobileno mobilephonenumber cell cellphone cellphonenumber handy "
    "mobil phone phones phonenumber phonenumbers phoneno phonenum fullphonenum fullphonenumber telephone "
    "telephonenumber tel telno telnumber telefon telefonnummer mobilnummer rufnummer handynummer portable telefono "
    "telefonomovil movil celular cellulare telefone telemovel telefoon workphone homephonenumber landline "
    "手机 手机号 手机号码 移动电话 电话 电话号码 电话番号 携帯电话 固定电话 전화번호 휴대폰",
    "house_number": "streetnumber housenumber streetno houseno housenum housenbr stno stnum streetnum hausnummer "
    "hausnr numero numerocivico huisnummer 门牌号",
    "street": "address street streetname streetaddress addressline addressline1 addressfull fulladdress "
    "addrline1 addrfull addr address1 street1 addr1 add1 line1 strasse str strassenname adresse anschrift "
    "rue voie calle direccion domicilio indirizzo via endereco morada rua straat straatnaam ulica adres "
    "地址 详细地址 住址 住所 주소",
    "unit": "unit unitnumber unitno apartment apartmentnumber apt aptnumber suite flat addressline2 address2 "
    "street2 addrline2 addr2 add2 line2 secondaryaddr secondaryaddress",
    "city": "city cityname suburb town locality municipality citytown ort stadt wohnort ville commune ciudad "
    "localidad poblacion municipio citta comune cidade localidade plaats woonplaats miasto sehir 城市 市 "
    "所在地 시",
    "place": "birthplace placeofbirth cityofbirth geburtsort lieudenaissance county district region province "
    "state statecode statecd bundesland provincia 省 省份 地区",
    "postal_code": "postcode postalcode postal zipcode zip zip5 zipcd postalcd postcd areacode plz postleitzahl "
    "codepostal codigopostal cp cap cep kodpocztowy pincode pin eircode 邮编 邮政编码 邮递区号 邮便番号 "
    "우편번호",
    "country": "country countrycode countryiso countryname land pays pais paese 国家 国籍",
    "national_id": "socsecid ssn ssnnumber nationalid nationalidnumber nationalidentifier "
    "nationalidentificationnumber idnumber idcard idcardnumber socialsecuritynumber socialsecurity "
    "socialsecurityno nationalinsurancenumber nino ni nhsnumber nhsno taxid taxnumber tin passport "
    "passportnumber passportno driverslicense driverslicensenumber driverlicense dni nif nie dninif curp "
    "rfc cpf rut codicefiscale pesel bsn personnummer steuerid steueridentifikationsnummer "
    "numerodesecuritesociale nir 身份证 身份证号 身份证号码 证件号码 证件号 身分证 주민등록번호",
}  # fmt: skip
COLUMN = {name: (target, rank) for target, names in KNOWN_AS.items() for rank, name in enumerate(names.split())}
# Whose a value is, before its name; how it was written, behind it. A spouse's or an employer's is not the person's.
WHOSE = re.compile(
    r"^(?:(?:rec|record|cust|customer|client|contacts?|person|personal|patient|member|emp|employee|user|subscriber"
    r"|applicant|voter|guest|student|owner|primary|main|current|home|res|residential|residence|mailing|billing|postal"
    r"|work|legal|addr|address|name|full|kunden?|\d+)_|客户|顾客|会员|用户|联系人?|所在|家庭|居住|现住|常住|通讯|员工|个人)"
)
WRITTEN = re.compile(r"_(?:\d+|nm|name|cd|code|desc|txt|text|num|nbr|no|fake|raw|orig|clean|std|value)$")


def recognised(rows: pl.DataFrame) -> dict[str, list[str]]:
    """What of a person which columns tell, the plainest name first; a column that nobody knows is in none of them."""
    told: dict[str, list[tuple[int, int, str]]] = {}
    for name, words in zip(rows.columns, _words(rows.columns), strict=True):
        spellings = [back for front in _shorter(words, WHOSE) for back in _shorter(front, WRITTEN)]
        known = [(at, COLUMN[key]) for at, text in enumerate(spellings) if (key := text.replace("_", "")) in COLUMN]
        if known and rows[name].count():
            at, (target, rank) = known[0]
            told.setdefault(target, []).append((at, rank, name))
    return _settled(rows, {target: [name for *_, name in sorted(columns)] for target, columns in told.items()})


def _words(names: list[str]) -> list[str]:
    """Words of each name in simplified characters or folded letters, with _ between them, brackets left out."""
    parted = pl.col("name").str.replace_all(r"(\p{Ll}|\d)(\p{Lu})", "${1} ${2}").str.replace_all(r"[(\[（].*", "")
    words = folded(parted).fill_null("").str.extract_all(r"\p{L}+|\d+").list.join("_")
    return simplified(pl.DataFrame({"name": names}).select(words).to_series()).to_list()


def _shorter(text: str, part: re.Pattern[str]) -> list[str]:
    """The text, and what is left of it each time that the part is taken off."""
    rest = part.sub("", text)
    return [text] if rest in ("", text) else [text, *_shorter(rest, part)]


def _settled(rows: pl.DataFrame, told: dict[str, list[str]]) -> dict[str, list[str]]:
    """What names alone cannot tell: whether a name is whole, a day is a date, a number the record's own.

    An age is left out beside a birth date, a county or state beside a city.
    """
    if "given_name" in told and "surname" not in told and _is_one_word(rows, told.get("full_name", [])):
        told["surname"] = told.pop("full_name")  # "Name, Vorname"
    for part, other in (("given_name", "surname"), ("surname", "given_name")):
        if part in told and other not in told and "full_name" not in told:
            told["full_name"] = told.pop(part)
    if _longest(rows, told.get("birth_month", [])) > 2:
        told["birth_on"] = told.get("birth_on", []) + told.pop("birth_month")
    if "birth_year" in told and "birth_day" not in told and 0 < _longest(rows, told.get("birth_on", [])) <= 2:
        told["birth_day"] = told.pop("birth_on")
    if "birth_on" in told or "birth_year" in told:
        told.pop("age", None)
    if "city" in told:
        told.pop("place", None)
    numbers = [name for name in told.pop("national_id", []) if rows[name].drop_nulls().is_duplicated().any()]
    return told | ({"national_id": numbers} if numbers else {})


def _is_one_word(rows: pl.DataFrame, names: list[str]) -> bool:
    """Most values of the columns are single words; false of no columns."""
    words = [rows[name].str.contains(r"^\S+$").mean() for name in names]
    return bool(words) and min(float(str(share or 0)) for share in words) > 0.5


def _longest(rows: pl.DataFrame, names: list[str]) -> int:
    """Characters of the longest value of the columns."""
    return max((int(str(rows[name].drop_nulls().str.len_chars().max() or 0)) for name in names), default=0)
