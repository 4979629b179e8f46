"""Mistakes that people make in backpropagation, as mutations of the derivation."""
