"""The law: pure functions of values."""
