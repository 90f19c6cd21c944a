"""A report after hours: opened, filled in, sent, assessed (Bukittinggi 2.a; Metro 2.b)."""
