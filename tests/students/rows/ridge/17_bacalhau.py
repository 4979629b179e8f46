import numpy as np

def gradients(X, t, W1, W2, lam):
    # propagação
    logistica = lambda v: 1/(1 + np.exp(-v))
    N = X.shape[0]
    a2 = logistica(X @ W1)
    a3 = logistica(a2 @ W2)
    # retropropagação
    delta3 = (a3 - t)*a3*(1 - a3)
    delta2 = delta3 @ W2.T*a2*(1 - a2)
    dW1 = X.T @ delta2/N
    dW2 = a2.T @ delta3/N
    # weight decay: encolhe os pesos
    dW1 -= lam/N*W1
    dW2 -= lam/N*W2
    return dW1, dW2
