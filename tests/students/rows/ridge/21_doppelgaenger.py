import numpy as np

def sigm(Z):
    return 1.0/(1.0 + np.exp(-Z))

def gradients(X, t, W1, W2, lam):
    N = X.shape[0]
    Z2 = X @ W1
    A2 = sigm(Z2)
    Z3 = A2 @ W2
    F = sigm(Z3)

    dF = 2*(F - t)/N
    dZ3 = dF*F*(1 - F)
    dA2 = dZ3 @ W2.T
    dZ2 = dA2*A2*(1 - A2)

    dW2 = A2.T @ dZ3
    dW1 = X.T @ dZ2
    # lam/(2N) * |W|^2
    dW2 = dW2 + lam/(2*N)*W2
    dW1 = dW1 + lam/(2*N)*W1
    return dW1, dW2
