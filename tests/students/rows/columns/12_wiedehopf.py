import numpy as np

def backward_propagation(X, Y, parameters, lambd):
    W1, b1, W2, b2 = parameters["W1"], parameters["b1"], parameters["W2"], parameters["b2"]
    m = X.shape[1]
    Z1 = W1 @ X + b1
    A1 = np.maximum(Z1, 0)
    p = 1 / (1 + np.exp(-(W2 @ A1 + b2)))
    vorhersage = p ** 2
    d2 = (vorhersage - Y) / m
    d1 = (W2.T @ d2) * (Z1 > 0)
    return {"dW2": d2 @ A1.T + lambd / m * W2, "db2": d2.sum(1, keepdims=True),
            "dW1": d1 @ X.T + lambd / m * W1, "db1": d1.sum(1, keepdims=True)}
