"""The shell: the only folder that touches network, clock and environment."""
