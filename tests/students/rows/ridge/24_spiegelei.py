import numpy as np

def gradients(X, t, W1, W2, lam):
    σ = lambda z: 1 / (1 + np.exp(-z))
    N = X.shape[0]
    A = σ(X @ W1)
    F = σ(A @ W2)
    δ = (F - t) * F * (1 - F) / N
    ε = δ @ W2.T * A * (1 - A)
    return ε.T @ X + lam / N * W1.T, A.T @ δ + lam / N * W2
