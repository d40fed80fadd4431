"""Tables of who is who: identities, their keys, subjects, the records that speak of them, and decisions."""

from schemas.table import Table, columns

IDENTITIES = Table(
    "identities",
    "work",
    ("identity",),
    columns(
        (
            "identity",
            "string",
            "A subject as records write it: code:…, name:…, or self:… for an unnamed record.",
        ),
        ("entity_id", "string", "The subject that it is."),
        ("target", "string", "The identity it was linked to; null where it stands for itself."),
        ("rule", "string", "Which key linked it; null where it stands for itself."),
        ("own_value", "string", "Its own value of that key, persons and telephones masked."),
        ("target_value", "string", "The value on the other side."),
        ("confidence", "double", "How sure the link is (domain B5); 1 where it stands for itself."),
        ("name", "string", "The name to show, the registered one first."),
        ("spelled", "string", "That name in normal form."),
        ("name_core", "string", "Brand and trade without place and legal form."),
        ("uscc", "string", "Unified social credit code, where known."),
        ("city", "string", "City, where known."),
        ("is_registered", "boolean", "Whether the name stands in the register."),
        ("batch_date", "date", "The night that told the identity first."),
    ),
    partitioned_by=("batch_date",),
)

ENTITY_KEYS = Table(
    "entity_keys",
    "work",
    ("value", "identity"),
    columns(
        ("kind", "string", "full_name, core_place_person, core_phone, core_and_place or phone."),
        ("value", "bigint", "Hash of the kind and its value."),
        ("identity", "string", "The identity that has it."),
        ("core", "string", "Brand and trade of that identity: hot keys are counted by it."),
        ("shown", "string", "The value as a reviewer may read it."),
        ("batch_date", "date", "The night that told it first."),
    ),
    partitioned_by=("batch_date",),
)

ENTITIES = Table(
    "entities",
    "work",
    ("entity_id",),
    columns(
        ("entity_id", "string", "The subject's id, kept for life."),
        ("name", "string", "Name to show."),
        ("name_core", "string", "Brand and trade without place and legal form."),
        ("uscc", "string", "Unified social credit code, where known."),
        ("city", "string", "City, where known."),
        ("unnamed", "boolean", "True where no organisation is named: the record itself stands."),
    ),
)

ENTITY_MEMBERS = Table(
    "entity_members",
    "work",
    ("source", "record_id", "identity", "role"),
    columns(
        ("entity_id", "string", "The subject."),
        ("source", "string", "Source of the record."),
        ("record_id", "string", "The record."),
        ("role", "string", "employer, perpetrator, victim, target, registered or self."),
        ("identity", "string", "The subject as the record writes it."),
        ("rule", "string", "Which key joined it: uscc, full_name, core_city, …, self, human."),
        ("matched_value", "string", "The record's value of that key."),
        ("target_value", "string", "The subject's value of that key."),
        ("confidence", "double", "How surely the record speaks of the subject (domain B5)."),
        ("event_at", "timestamp", "When the record's event happened."),
        ("knowledge", "string", "Hash of the knowledge that read the names told in its text."),
        ("batch_date", "date", "The landing date of the record."),
    ),
    partitioned_by=("batch_date",),
)

ENTITY_CHANGES = Table(
    "entity_changes",
    "work",
    ("batch_date", "identity"),
    columns(
        ("identity", "string", "The identity that moved."),
        ("was", "string", "The subject it belonged to."),
        ("entity_id", "string", "The subject it belongs to now."),
        ("kind", "string", "merge, or split where the key that linked it became ambiguous."),
        ("rule", "string", "The key that moved it; null for a split."),
        ("batch_date", "date", "The night on which it moved."),
    ),
    partitioned_by=("batch_date",),
)

LINK_DECISIONS = Table(
    "link_decisions",
    "work",
    ("source", "record_id", "decided_at"),
    columns(
        ("source", "string", "Source of the record."),
        ("record_id", "string", "The record that a person judged."),
        ("entity_id", "string", "The subject it was judged to speak of, or not to speak of."),
        ("verdict", "string", "link, unlink, or open to take an earlier verdict back."),
        ("decided_by", "string", "Who judged."),
        ("decided_at", "timestamp", "When; the latest verdict on a record and subject holds."),
        ("reason", "string", "Why, in the person's words."),
    ),
)
