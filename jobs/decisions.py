"""What people decide about links: written once, honoured by every later run."""

from datetime import UTC, datetime

from jobs.errors import ConfigError
from jobs.gold import choose_run, clue
from jobs.session import open_session
from jobs.settings import Settings
from jobs.tables import insert_new, struct_of
from schemas.entities import LINK_DECISIONS
from schemas.sources import SOURCES

VERDICTS = ("link", "unlink", "open")  # open takes an earlier verdict back


def label(settings: Settings, clue_id: str, record: str, verdict: str, by: str, reason: str) -> str:
    """Write that a record (source:id) does, or does not, speak of a clue's subject; give the subject's id.

    ConfigError where the clue or the verdict is unknown, or the record is not written as source:id.
    """
    if verdict not in VERDICTS:
        raise ConfigError(f"The verdict {verdict!r} is unknown; choose {', '.join(VERDICTS)}.")
    source, _, record_id = record.partition(":")
    if source not in SOURCES or not record_id:
        raise ConfigError(f"Expected a record as source:id, such as complaints:T001, found {record!r}.")
    subject = clue(settings.lake, choose_run(settings.lake, None), clue_id)["entity_id"]
    row = (source, record_id, subject, verdict, by, datetime.now(UTC), reason)
    spark = open_session(settings)
    insert_new(spark.createDataFrame([row], struct_of(LINK_DECISIONS)), settings, LINK_DECISIONS)
    return str(subject)
