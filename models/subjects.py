"""Whom a record may be about: organisations in its own fields, with the role it gives them."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from models.divisions import city_of
from models.names import CompanyName, decompose, is_organisation

_CITY = re.compile(r"^(?:[一-鿿]{2,8}?(?:省|自治区))?([一-鿿]{2,7}?市)")
_FIRST_INSTANCE = re.compile(r"原审(.+?)[)）]?$")
_SUIT = re.compile(r"^(?:刑事)?附带民事(?:公益)?诉讼")

# Role words of court documents; who is accused may be a subject, who was harmed never (design §3).
PARTY_ROLES = (
    ("被害", "victim"),
    ("被告", "perpetrator"),
    ("被执行人", "perpetrator"),
    ("被申请人", "perpetrator"),
    ("被上诉人", "other"),
    ("原告", "victim"),
    ("报案", "victim"),
    ("申请", "other"),
    ("第三人", "other"),
)


# The column that names whom a record of a source is about, and what it makes of them.
NAMED_BY = {"ads": ("company_name", "employer"), "complaints": ("target_name", "target")}


def named_in(
    source: str,
    written: Iterable[tuple[str | None, str | None]],
    case_type: str | None = None,
    cause: str | None = None,
) -> list[tuple[str, str]]:
    """Give whom the columns of a record name, with the role, also where the name joins nothing.

    `written` are the name and, in a judgment, the role of each party. A person is named where accused.
    """
    if source in NAMED_BY:
        return [(name, NAMED_BY[source][1]) for name, _ in written if name]
    parties = [(name, _role_in(case_type, cause, role or "")) for name, role in written if name]
    return [(name, role) for name, role in parties if role == "perpetrator" or is_organisation(name)]


def subjects_of(source: str, row: Mapping[str, Any]) -> list[dict[str, str | None]]:
    """Give the subjects that the fields of a normalized row name; empty where they name none."""
    return [found for found in _FINDERS[source](row) if found["name_norm"]]


def keys_of(parts: CompanyName | None, city: str | None = None) -> dict[str, str | None]:
    """The keys that join a name: as written, in parts, its brand and trade, and the code of its city.

    The place in the name says where it is registered; the city of the record stands in where there is none.
    """
    return {
        "name_norm": parts.norm if parts else None,
        "name_key": parts.key if parts else None,
        "name_core": parts.core if parts else None,
        "seat": city_of(parts.place if parts and parts.place else city or ""),
    }


def _subject(
    name: str | None, role: str, city: str | None, uscc: str | None, legal_rep: str | None = None
) -> dict[str, str | None]:
    parts = decompose(name) if name else None
    named = parts is not None and (parts.core is not None or uscc is not None)
    keys = keys_of(parts, city)
    keys["name_norm"] = keys["name_norm"] if named else None
    return {"name": name, **keys, "uscc": uscc, "role": role, "city": city, "legal_rep": legal_rep}


def _employer(row: Mapping[str, Any]) -> list[dict[str, str | None]]:
    return [_subject(row["company_name"], "employer", row["city"], row["uscc"])]


def _target(row: Mapping[str, Any]) -> list[dict[str, str | None]]:
    name = row["target_name"]
    is_key = row["uscc"] or (name and is_organisation(name))  # a person's name alone joins nothing
    return [_subject(name, "target", row["region"], row["uscc"])] if is_key else []


def _registered(row: Mapping[str, Any]) -> list[dict[str, str | None]]:
    city = _CITY.match(row["address"] or "")
    where = city[1] if city else None
    current = _subject(row["name"], "registered", where, row["uscc"], row.get("legal_rep"))
    former = [_subject(old, "former_name", None, row["uscc"]) for old in row["former_names"] or ()]
    return [current, *former]


def _parties(row: Mapping[str, Any]) -> list[dict[str, str | None]]:
    return [
        _subject(
            party["name"],
            _role_in(row.get("case_type"), row.get("cause"), party["role"] or ""),
            row["city"],
            None,
            party.get("legal_rep"),
        )
        for party in row["parties"] or ()
        if party["name"] and is_organisation(party["name"])
    ]


def _role_in(case_type: str | None, cause: str | None, written: str) -> str:
    """In a suit against a penalty the plaintiff is who was fined, and the defendant the authority.

    Who sues on a contract asks for what is owed to him; that he was harmed only another cause says.
    """
    role = role_of(written)
    if case_type == "行政":
        return {"victim": "target", "perpetrator": "other"}.get(role, role)
    return "other" if role == "victim" and "合同纠纷" in (cause or "") else role


def role_of(written: str) -> str:
    """Map a party's role as courts write it to perpetrator, victim or other."""
    earlier = _FIRST_INSTANCE.search(written)
    bare = _SUIT.sub("", earlier[1] if earlier else written)
    return next((role for words, role in PARTY_ROLES if bare.startswith(words)), "other")


_FINDERS: Mapping[str, Callable[[Mapping[str, Any]], list[dict[str, str | None]]]] = {
    "ads": _employer,
    "complaints": _target,
    "enterprises": _registered,
    "judgments": _parties,
}
