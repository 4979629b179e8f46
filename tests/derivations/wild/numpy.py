import numpy as np

e = f - t                       # the error
d3 = e * f * (1 - f)
dW2 = a2.T @ d3
d2 = (d3 @ W2.T) * a2 * (1 - a2)
dW1 = X.T @ d2
W1 = W1 - alpha * dW1
W2 = W2 - alpha * dW2
