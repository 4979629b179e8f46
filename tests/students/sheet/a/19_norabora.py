import numpy as np

def sigmoid(z):
    return 1/(1+np.exp(-z))

# Ich rechne lieber mit Spaltenvektoren, ein Beispiel nach dem anderen.
def gradients(X, t, W1, W2, lam):
    N = X.shape[0]
    V1 = W1.T                 # H x D
    V2 = W2.T                 # 1 x H
    g1 = np.zeros_like(V1)
    g2 = np.zeros_like(V2)
    for n in range(N):
        x = X[n:n+1].T        # D x 1
        h = sigmoid(V1 @ x)   # H x 1
        y = sigmoid(V2 @ h)   # 1 x 1
        d3 = (y - t[n]) * y * (1-y)
        d2 = (V2.T @ d3) * h * (1-h)
        g2 += d3 @ h.T
        g1 += d2 @ x.T
    g1 = (g1 + lam*V1)/N
    g2 = (g2 + lam*V2)/N
    return g1, g2.T
