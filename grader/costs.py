"""The kinds of mistakes, by which an assignment sets what they cost."""

from __future__ import annotations

_MEMBERS: dict[str, tuple[str, ...]] = {
    # The right matrices, up to a sign or a constant.
    "sign": ("M07",),
    "factor": ("M08", "M09", "M10", "M11", "M12", "M41", "factors"),
    # The regularisation term, its sign and its factor included.
    "penalty": ("M13", "M14", "M15", "M16", "M17", "M38"),
    # σ' missing, superfluous, at the wrong place or of another function.
    "derivative": ("M01", "M02", "M03", "M04", "M05", "M06"),
    # What the forward pass computes.
    "forward": ("M19", "M26"),
    # Errors sent back through the wrong matrix, or met by the wrong activation.
    "backward": ("M18", "M23", "M25", "M35", "M36"),
    "product": ("M20", "M39"),
    "transpose": ("M21",),
    "shape": ("shape",),
    "bias": ("M24", "M37"),
    # Which samples and targets are used, and how.
    "data": ("M22", "M27"),
    # Right gradients, delivered as something else.
    "order": ("M31", "M32", "packing"),
    "network": ("M40",),
    # How the program works rather than what it computes.
    "program": ("M28", "M29", "M30", "M33", "M34", "special", "repeat", "stopped"),
    # What is only remarked, unless an assignment makes it a mistake.
    "remark": ("sizes", "guard"),
    "carried": ("carried",),
    "unknown": ("unknown", "unfit", "absent", "not finite"),
}

KINDS: dict[str, str] = {id: kind for kind, ids in _MEMBERS.items() for id in ids}
"""The kind of every misconception, and of what only a grader meets."""
