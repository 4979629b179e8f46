import numpy as np

# tutto in precisione singola come su GPU
f4 = np.float32

def grads(params, X, labels, decay):
    W1, b1, W2, b2 = [params[k].astype(f4) for k in ("W1", "b1", "W2", "b2")]
    X = X.astype(f4)
    n = f4(X.shape[0])
    H = np.tanh(X @ W1 + b1)
    S = H @ W2 + b2
    S = S - S.max(1, keepdims=True)
    P = np.exp(S)
    P /= P.sum(1, keepdims=True)
    P[np.arange(len(X)), labels - 1] -= f4(1)
    P /= n
    G = P @ W2.T * (f4(1) - H * H)
    d = f4(decay)
    return {"W1": X.T @ G + d * W1, "b1": G.sum(0), "W2": H.T @ P + d * W2, "b2": P.sum(0)}
