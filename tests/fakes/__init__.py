"""Servers that behave like the real ones, over loopback HTTP."""
