import numpy as np

def softmax(S):
    S = S - S.max(axis=1, keepdims=True)
    E = np.exp(S)
    return E / E.sum(axis=1, keepdims=True)

def grads(p, X, labels, decay):
    N = X.shape[0]
    H = np.tanh(X @ p["W1"] + p["b1"])
    P = softmax(H @ p["W2"] + p["b2"])
    # Klassen zählen ab 1
    P[np.arange(N), labels - 1] -= 1
    D = P / N
    back = D @ p["W2"].T
    return {
        "W1": X.T @ back + decay * p["W1"],
        "b1": back.sum(axis=0),
        "W2": H.T @ D + decay * p["W2"],
        "b2": D.sum(axis=0),
    }
