"""The commands `clues link`: what people decide about whose record it is."""

from pathlib import Path
from typing import Annotated

import typer

from jobs.settings import DEFAULT_CONF, load_settings
from pipelines.printing import out

links = typer.Typer(no_args_is_help=True, help="Links between records and subjects: decide by hand.")


@links.command("label")
def label(
    clue_id: str,
    record: Annotated[str, typer.Argument(help="SOURCE:ID, as `clues show` lists them.")],
    lake: Annotated[str, typer.Option(help="Folder or URL of the lake.")],
    verdict: Annotated[str, typer.Option(help="link, unlink, or open to take it back.")],
    by: Annotated[str, typer.Option(help="Who decides.")],
    reason: Annotated[str, typer.Option(help="Why.")],
    conf: Annotated[Path, typer.Option(help="Folder of the configuration.")] = DEFAULT_CONF,
) -> None:
    """Say that a record does, or does not, speak of a clue's subject; every later run honours it."""
    from jobs import decisions
    from jobs.lock import hold

    with hold(lake):
        subject = decisions.label(load_settings(lake, conf), clue_id, record, verdict, by, reason)
    out.print(f"{record} {verdict} {subject}：下次运行起生效 holds from the next run on", markup=False)
