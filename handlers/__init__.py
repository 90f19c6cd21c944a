"""The mind: what each event means; no network, no clock, no environment."""
