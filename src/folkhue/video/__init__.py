"""Colors of clips: frames, shares over time, and scenes."""

VIDEO_SUFFIXES = frozenset(
    (
        *(".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".3gp", ".mts"),
        *(".m2ts", ".wmv", ".ogv"),
    )
)
"""Of files that are clips."""

ANIMATION_SUFFIXES = frozenset((".gif", ".webp", ".png", ".apng"))
"""Of images that may have several frames; they are clips if the frame rate is given."""
