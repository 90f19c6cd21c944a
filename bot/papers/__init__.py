"""Papers: what leaves the program as a file for people to read, print or hand in."""
