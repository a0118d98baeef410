"""JSON Schema for thousands of checks: a fast validator finds what does not fit, a thorough one says why.

`jsonschema-rs` takes microseconds where `jsonschema` takes milliseconds; its reasons for a failed `anyOf` are no help.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import jsonschema
import jsonschema_rs


class Contract:
    """One schema of somebody else's. `draft` is 7 or 2020; of `formats` only those named are checked."""

    def __init__(self, schema: Mapping[str, Any], *, draft: int = 2020, formats: Collection[str] = ()) -> None:
        thorough = {7: jsonschema.Draft7Validator, 2020: jsonschema.Draft202012Validator}[draft]
        fast = {7: jsonschema_rs.Draft7Validator, 2020: jsonschema_rs.Draft202012Validator}[draft]
        checker = jsonschema.FormatChecker(list(formats)) if formats else None
        self._thorough = thorough(dict(schema), format_checker=checker)
        # It knows no choice of formats: whatever one of them may be wrong about goes to the thorough one anyway.
        self._fast = fast(dict(schema), validate_formats=bool(formats))

    def is_valid(self, value: Any) -> bool:
        """Whether the value fits."""
        return self._fast.is_valid(value) or self._thorough.is_valid(value)

    def iter_errors(self, value: Any) -> Iterator[jsonschema.ValidationError]:
        """Why the value does not fit; nothing where it does."""
        if not self._fast.is_valid(value):
            yield from self._thorough.iter_errors(value)

    def validate(self, value: Any) -> None:
        """Raise `jsonschema.ValidationError` where the value does not fit."""
        for error in self.iter_errors(value):
            raise error
