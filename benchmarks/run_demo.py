"""Times the demo from a fresh lake: wall seconds and the largest process."""

import shutil

from benchmarks.measure import PROJECT, report, run, steps_of

LAKE = PROJECT / "build" / "bench" / "demo-lake"


def main() -> None:
    """Run the demo once on an empty lake and once more on the same."""
    shutil.rmtree(LAKE, ignore_errors=True)
    landing = PROJECT / "samples" / "landing"
    command = [
        str(PROJECT / ".venv/bin/clues"),
        "run",
        "--landing",
        str(landing),
        "--lake",
        str(LAKE),
        "--date",
        "2026-05-01",
    ]
    first, second = run(command), run(command)
    steps = {f"seconds_{name.replace(' ', '_')}": seconds for name, seconds in steps_of(first.told).items()}
    figures = {
        "seconds_total": first.seconds,
        "seconds_again": second.seconds,
        "peak_mb": first.peak_mb,
        **steps,
    }
    report("demo", figures, {"seconds_total": "≤ 120", "peak_mb": "≤ 3000"})


if __name__ == "__main__":
    main()
