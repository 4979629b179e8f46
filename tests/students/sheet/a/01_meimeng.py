import numpy as np

def sigmoid(x):
    return 1 / (1 + np.exp(-x))

def gradients(X, t, W1, W2, lam):
    N = X.shape[0]
    # 前向
    Z2 = np.dot(X, W1)
    a2 = sigmoid(Z2)
    Z3 = np.dot(a2, W2)
    f = sigmoid(Z3)
    # 反向：第二层
    dZ3 = (f - t) * f * (1 - f)
    dW2 = 1 / N * np.dot(a2.T, dZ3) + lam / N * W2
    # 反向：第一层
    dZ2 = np.dot(dZ3, W2.T) * a2 * (1 - a2)
    dW1 = 1 / N * np.dot(X.T, dZ2)
    return dW1, dW2
