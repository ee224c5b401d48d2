"""Each rule and each check of the wall, taken out in turn: the suite must notice every time.

python -m tests.mutants [--list] [--only TEXT] [--every N] [--jobs N]
"""
