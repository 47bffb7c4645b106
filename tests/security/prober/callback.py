"""A callback as its app declares it, and the body that a browser would send."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

Sides = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Callback:
    app: str
    """The prefix of its app."""
    output: str
    inputs: Sides
    state: Sides = ()

    @property
    def url(self) -> str:
        return f"{self.app}_dash-update-component"

    def body(self, path: object, search: object = "") -> dict[str, Any]:
        """Asks for the page at `path`; other arguments get an empty text."""
        given = {"pathname": path, "search": search, "href": path}

        def side(declared: Sides) -> list[dict[str, Any]]:
            return [{"id": i, "property": p, "value": given.get(p, "")} for i, p in declared]

        inputs = side(self.inputs)
        changed = [f"{item['id']}.{item['property']}" for item in inputs]
        outputs: Any = [_target(one) for one in self.output.strip(".").split("...")]
        if not self.output.startswith(".."):
            outputs = outputs[0]
        return {
            "output": self.output,
            "outputs": outputs,
            "inputs": inputs,
            "changedPropIds": changed,
            "parsedChangedPropsIds": changed,
            **({"state": side(self.state)} if self.state else {}),
        }

    def sent(self, path: object, search: object = "") -> bytes:
        return json.dumps(self.body(path, search)).encode()


def _target(output: str) -> dict[str, str]:
    component, _, prop = output.rpartition(".")
    return {"id": component, "property": prop.partition("@")[0]}
