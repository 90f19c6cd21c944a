"""Calls: drawn by lot or ordered, sent in two attempts, answered, judged."""
