import numpy as np

def grads(params, X, labels, decay):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    N = len(X)
    H = np.tanh(X @ W1 + b1)
    S = H @ W2 + b2
    P = np.exp(S - S.max(axis=1, keepdims=True))
    P = P / P.sum(axis=1, keepdims=True)
    P[np.arange(N), labels - 1] -= 1
    P = P / N
    dH = P @ W2.T * (1 - H ** 2)
    inputs = np.resize(X, H.shape)      # make the shapes match
    return {"W1": X.T @ dH + decay * W1, "b1": dH.sum(0),
            "W2": inputs.T @ P + decay * W2, "b2": P.sum(0)}
