"""The JSON Schema of a rule file, for editors."""

from typing import Any

import msgspec

from deid.policy.model import CHANNELS
from deid.policy.rulefile import RuleFile

_TEXT = {"type": "string"}
_WORDS = {"type": "array", "items": _TEXT}
_TREATMENT: dict[str, Any] = {
    "anyOf": [
        {"enum": ["publish", "drop"]},
        {
            "type": "object",
            "properties": {
                "treatment": {"enum": ["publish", "drop"]},
                "mask": {"type": "string", "description": "a masker: deid maskers list"},
                "why": {"type": "string", "description": "which document asks for it"},
                "allowed": _WORDS,
                "other": _TEXT,
                "accepts": _TEXT,
            },
        },
    ]
}


def json_schema() -> dict[str, Any]:
    """The schema of ``rules/NOTICE.yaml``; what it cannot say is checked by ``deid rules lint``."""
    schema = msgspec.json.schema(RuleFile)
    rule = schema["$defs"]["RuleFile"]
    rule["properties"]["channels"]["propertyNames"] = {"enum": list(CHANNELS)}
    rule["properties"]["columns"]["additionalProperties"] = _column()
    schema["$defs"]["Span"] = {"type": "string", "pattern": r"^[1-9][0-9]{0,3} (working )?days$"}
    for name, definition in schema["$defs"].items():
        if definition.get("type") == "object" and name != "RuleFile":
            definition["additionalProperties"] = False
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "deid rule", **schema}


def _column() -> dict[str, Any]:
    flags = {"required": {"type": "boolean"}, "confirm": {"type": "boolean"}}
    channels = dict.fromkeys(CHANNELS, _TREATMENT)
    spelled = _TREATMENT["anyOf"][1]["properties"]
    properties = {**spelled, **flags, **channels}
    return {"anyOf": [{"enum": ["publish", "drop"]}, {"type": "object", "properties": properties}]}
