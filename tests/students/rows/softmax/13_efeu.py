import numpy as np

def grads(params, X, labels, decay):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    N = X.shape[0]
    H = np.tanh(X @ W1 + b1)
    E = np.exp(H @ W2 + b2)            # softmax
    P = E / E.sum(axis=1, keepdims=True)
    Y = np.zeros_like(P)
    np.put_along_axis(Y, labels[:, None] - 1, 1.0, axis=1)
    R = (P - Y) / N
    Q = (R @ W2.T) * (1 - H) * (1 + H)
    return {"W1": X.T @ Q + decay * W1, "b1": Q.sum(0), "W2": H.T @ R + decay * W2, "b2": R.sum(0)}
