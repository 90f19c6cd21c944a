"""The real program, killed and hurt at random points, and two auditors who compare notes.

`make chaos` or `python -m tests.chaos --points 1000 --seed 7`; nothing is written unless asked.
"""
