"""Numbers: the derivation's equations as array code, and what is computed with it."""
