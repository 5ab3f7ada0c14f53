"""Write how long stages typically take: typical_durations.py [SECONDS].

They are those of the last runs here. Given the seconds that `make repro` takes on a quiet machine,
all are scaled so that its stages take that long.
"""

from __future__ import annotations

import json
import sys

from folkhue._utils.atomic import atomic_write
from stages.durations import TYPICAL, Durations, listed


def main() -> None:
    """Write them, so that the first run on another machine can tell the time left."""
    known = Durations.read().known
    scale = float(sys.argv[1]) / total(known) if len(sys.argv) > 1 else 1.0
    seconds = {stage: round(scale * took, 1) for stage, took in sorted(known.items())}
    with atomic_write(TYPICAL) as temporary:
        content = {"photographs": listed(), "seconds": seconds}
        temporary.write_text(json.dumps(content, indent=1) + "\n", "utf-8")
    print(f"{TYPICAL}: {len(seconds)} stages, {total(seconds):.0f} s for those of make repro")


def total(seconds: dict[str, float]) -> float:
    """Add up the stages of the first pipeline."""
    return sum(took for stage, took in seconds.items() if ":" not in stage)


if __name__ == "__main__":
    main()
