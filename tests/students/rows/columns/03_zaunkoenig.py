import numpy as np

# 一层一个函数
def linear_forward(A, W, b):
    return W @ A + b

def linear_backward(dZ, A_prev, W):
    return dZ @ A_prev.T, np.sum(dZ, axis=1, keepdims=True), W.T @ dZ

def backward_propagation(X, Y, parameters, lambd):
    m = X.shape[1]
    Z1 = linear_forward(X, parameters["W1"], parameters["b1"])
    A1 = np.where(Z1 > 0, Z1, 0.0)
    Z2 = linear_forward(A1, parameters["W2"], parameters["b2"])
    A2 = 1 / (1 + np.exp(-Z2))
    dW2, db2, dA1 = linear_backward(A2 - Y, A1, parameters["W2"])
    dW1, db1, _ = linear_backward(np.where(Z1 > 0, dA1, 0.0), X, parameters["W1"])
    return {"dW1": dW1 + lambd / m * parameters["W1"], "db1": db1,
            "dW2": dW2 + lambd / m * parameters["W2"], "db2": db2}
