import numpy as np

e = f - t
d3 = e * f * (1 - f)
dW2 = d3.T @ a2
d2 = (e @ W2.T) * a2 * (1 - a2)
dW1 = X.T @ d2
