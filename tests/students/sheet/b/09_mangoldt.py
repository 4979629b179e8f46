import numpy as np

learning_rate = 0.5

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def compute_gradients(parameters, X, Y, lambd):
    p = dict(parameters)
    m = X.shape[1]
    A1 = np.tanh(p["W1"] @ X + p["b1"])
    A2 = sigmoid(p["W2"] @ A1 + p["b2"])

    # output layer: gradient and directly the update
    dZ2 = A2 - Y
    dW2 = dZ2 @ A1.T / m + lambd / m * np.sum(p["W2"])
    db2 = np.sum(dZ2, axis=1, keepdims=True) / m
    p["W2"] = p["W2"] - learning_rate * dW2
    p["b2"] = p["b2"] - learning_rate * db2

    # hidden layer
    dZ1 = (p["W2"].T @ dZ2) * (1 - A1 ** 2)
    dW1 = dZ1 @ X.T / m + lambd / m * np.sum(p["W1"])
    db1 = np.sum(dZ1, axis=1, keepdims=True) / m
    p["W1"] = p["W1"] - learning_rate * dW1
    p["b1"] = p["b1"] - learning_rate * db1

    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}
