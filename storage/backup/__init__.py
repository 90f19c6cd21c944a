"""A copy of the memory that can be trusted, and what a copy must be told when it comes back."""

from storage.backup.facts import Facts, Unusable

__all__ = ["Facts", "Unusable"]
