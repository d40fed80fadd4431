"""Times a run over the real feeds in ../shared/data/real: ads, complaints, judgments."""

import shutil
import sys

from benchmarks.measure import PROJECT, feeds_of, report, run, steps_of

REAL = PROJECT.parent / "shared" / "data" / "real"
FEEDS = {
    "ads": ("ads_it_2019", "ads_51job_2019"),
    "complaints": ("complaints_2020",),
    "judgments": ("judgments_cail",),
}
DAY = "2026-05-01"
BUILD = PROJECT / "build" / "real"


def main() -> None:
    """Lay the feeds out as a landing folder by links and run the screening on an empty lake."""
    if not REAL.is_dir():
        sys.exit(f"{REAL} is missing; this benchmark needs the real feeds.")
    shutil.rmtree(BUILD, ignore_errors=True)
    for source, names in FEEDS.items():
        folder = BUILD / "landing" / source / DAY
        folder.mkdir(parents=True)
        for name in names:
            (folder / f"{name}.parquet").symlink_to(REAL / f"{name}.parquet")
    command = [str(PROJECT / ".venv/bin/clues"), "run", "--landing", str(BUILD / "landing")]
    ran = run([*command, "--lake", str(BUILD / "lake"), "--date", DAY])
    for line in feeds_of(ran.told):
        print(line)
    steps = {f"seconds_{name.replace(' ', '_')}": seconds for name, seconds in steps_of(ran.told).items()}
    report(
        "real", {"seconds_total": ran.seconds, "peak_mb": ran.peak_mb, **steps}, {"seconds_total": "≤ 240"}
    )


if __name__ == "__main__":
    main()
