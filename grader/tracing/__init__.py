"""What a program computes: the matrix formula of each line, and which quantity of the derivation it is.

A submission is run in the sandbox with every value recorded.  Here its text is parsed, never executed; each
expression is written as mathematics, and what is written is held against the recorded numbers.
"""
