"""Finds and checks the numbers that identify: credit codes, telephones, ID cards, case numbers."""

import re
from functools import lru_cache
from hashlib import blake2b
from unicodedata import normalize

import phonenumbers
from stdnum.cn import ric
from stdnum.cn import uscc as credit_code

_MOBILE = re.compile(r"(?<!\d)(?:\+?86[ -]?)?(1[3-9]\d[ -]?\d{4}[ -]?\d{4})(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)(0\d{2,3}\)?[ -]?\d{7,8})(?!\d)")
_CASE_NUMBER = re.compile(
    r"\((\d{4})\)"  # year
    r"((?:最高法|[一-鿿]{1,3}?)\d{0,4})"  # court, by its short form and number
    r"([一-鿿]{0,3}[刑民行执赔破知商][一-鿿]{0,3}?)"  # type of procedure
    r"(?:字第|字)?(\d{1,7})号"
)
_BRACKETS = str.maketrans("〔〕[]【】", "()()()")


@lru_cache(maxsize=65_536)
def valid_uscc(written: str) -> str | None:
    """Give a unified social credit code in normal form; None where its check fails (GB 32100-2015)."""
    code = re.sub(r"[\s-]", "", normalize("NFKC", written)).upper()
    return code if credit_code.is_valid(code) else None


@lru_cache(maxsize=65_536)
def valid_id_card(written: str) -> bool:
    """Tell whether an 18-character resident ID number passes its check (GB 11643)."""
    return bool(ric.is_valid(normalize("NFKC", written).strip().upper()))


def phones_in(written: str) -> list[str]:
    """Find Chinese mobile and landline numbers, as digits, in order of first appearance.

    A regular expression picks the candidates and phonenumbers judges them: its own matcher misses
    a number glued to letters (vx13800138000).
    """
    plain = normalize("NFKC", written)
    found = [re.sub(r"[ )-]", "", hit) for hit in _MOBILE.findall(plain) + _LANDLINE.findall(plain)]
    return [number for number in dict.fromkeys(found) if _is_phone(number)]


@lru_cache(maxsize=65_536)
def _is_phone(digits: str) -> bool:
    return phonenumbers.is_possible_number(phonenumbers.parse(digits, "CN"))


@lru_cache(maxsize=65_536)
def phone_digest(digits: str, key: bytes) -> str:
    """Give a keyed digest of a telephone number: it joins records and tells nobody the number."""
    return blake2b(digits.encode(), key=key, digest_size=8).hexdigest()


def case_numbers_in(written: str) -> list[str]:
    """Find court case numbers in normal form: (2023)粤0106刑初1234号.

    The rule is （year）+ court + type + number + 号; the legacy 字第 and a trailing 之一 are dropped.
    Numbers of procuratorate documents (…检…〔2023〕12号) are no court numbers.
    """
    plain = re.sub(r"\s", "", normalize("NFKC", written)).translate(_BRACKETS)
    return [
        f"({year}){court}{kind}{number}号"
        for year, court, kind, number in _CASE_NUMBER.findall(plain)
        if "检" not in court + kind
    ]


def court_code_of(case_number: str) -> str | None:
    """Give the court's code in a case number in normal form (粤0106); None for legacy short forms."""
    match = _CASE_NUMBER.fullmatch(case_number)
    return match[2] if match and match[2][-1].isdigit() else None
