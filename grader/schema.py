"""The JSON Schema of an assignment file, for editors that complete and check TOML."""

from __future__ import annotations

from typing import Any

from grader.assignment import Assignment
from grader.costs import KINDS
from symbp.presets import PRESETS


def schema() -> dict[str, Any]:
    """Pydantic's schema, with what the reader of the file does beyond it."""
    found = Assignment.model_json_schema(by_alias=True)
    tables = found["$defs"]
    fraction = {"type": "number", "minimum": 0, "maximum": 1}
    ids = [*dict.fromkeys(KINDS.values()), *KINDS]
    tables["Credit"]["properties"] |= dict.fromkeys(ids, fraction)
    tables["Credit"]["additionalProperties"] = False
    attributes = tables["SubmissionSpec"]["properties"]["attributes"]
    tables["SubmissionSpec"]["properties"]["attributes"] = {
        "anyOf": [attributes, {"type": "array", "items": {"type": "string"}}]
    }
    tables["Network"]["properties"]["preset"] = {"enum": list(PRESETS), "type": "string"}
    del tables["Network"]["required"]
    found["properties"]["network"] = {"anyOf": [{"$ref": "#/$defs/Network"}, {"type": "string"}]}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Assignment", **found}
