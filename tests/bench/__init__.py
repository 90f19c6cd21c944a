"""`make bench`: how fast, measured beside a bare PTB bot in the same run on the same machine."""
