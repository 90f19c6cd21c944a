"""A work plan of the day before: asked for, written, sent, and seen by the superior (2.a)."""
