import numpy as np

def grads(params, X, labels, decay):
    result = {k: np.zeros_like(v) for k, v in params.items()}
    N = X.shape[0]
    hidden = np.tanh(X @ params["W1"] + params["b1"])
    scores = hidden @ params["W2"] + params["b2"]
    scores = scores - scores.max(axis=1, keepdims=True)
    expo = np.exp(scores)
    P = expo / expo.sum(axis=1, keepdims=True)
    P[np.arange(N), labels - 1] -= 1
    # Gewichte
    result["W2"] += hidden.T @ P / N + decay * params["W2"]
    P = (P @ params["W2"].T) * (1 - hidden ** 2)
    result["W1"] += X.T @ P / N + decay * params["W1"]
    return result
