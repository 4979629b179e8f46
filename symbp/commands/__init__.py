"""The commands of `symbp`, one file each.

Only typer is imported at the head of these files; SymPy, NumPy and the rest are imported
by the command that needs them, so that `symbp --help` answers at once.
"""
