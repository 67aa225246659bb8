"""What `course check` finds: a file, the rule that it breaks, and what to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """A broken rule. `sentence` says what is wrong and how to mend it."""

    file: str
    rule: str
    sentence: str

    def __str__(self) -> str:
        """Return the finding as one line."""
        return f"{self.file}: {self.rule}: {self.sentence}"
