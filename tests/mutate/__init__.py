"""Change the law one place at a time, and see whether a test notices."""
