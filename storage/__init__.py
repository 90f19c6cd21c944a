"""The memory: rows and questions; facts only, no law."""
