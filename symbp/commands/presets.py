"""`symbp presets`: the networks of the lecture."""

from __future__ import annotations

from symbp.commands.common import Json, show_json, show_table


def presets(json: Json = False) -> None:
    """List the networks of the lecture by name."""
    from symbp.presets import PRESETS

    rows = [(name, preset.title, preset.source) for name, preset in PRESETS.items()]
    if json:
        show_json([dict(zip(("name", "title", "source"), row, strict=True)) for row in rows])
    else:
        show_table(("preset", "network", "lecture"), rows)
