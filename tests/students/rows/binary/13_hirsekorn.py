import numpy as np

def expit(z):
    return 1 / (1 + np.exp(-z))

def backward(W1, W2, X, y, lam):
    N = float(X.shape[0])
    H = expit(X @ W1)
    P = expit(H @ W2)

    dW2 = H.T @ (P - y) / N
    dW1 = X.T @ ((P - y) @ W2.T * H * (1 - H))

    return {"W1": dW1 + lam / N * W1, "W2": dW2 + lam / N * W2}
