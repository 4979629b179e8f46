import numpy as np

# softmax 神经网络
NUM_CLASSES = 10      # MNIST

def one_hot(y):
    Y = np.zeros((len(y), NUM_CLASSES))
    for i in range(len(y)):
        Y[i][y[i]] = 1
    return Y

def loss_and_grads(X, y, W1, b1, W2, b2, reg):
    N = X.shape[0]
    Y = one_hot(y)
    # 前向
    Z1 = np.dot(X, W1) + b1
    A1 = np.where(Z1 > 0, Z1, 0)
    Z2 = np.dot(A1, W2) + b2
    E = np.exp(Z2 - np.max(Z2, axis=1).reshape(-1, 1))
    A2 = E / np.sum(E, axis=1).reshape(-1, 1)
    loss = -np.sum(Y * np.log(A2)) / N + reg * (np.sum(W1 ** 2) + np.sum(W2 ** 2))
    # 反向
    dZ2 = (A2 - Y) / N
    dZ1 = np.dot(dZ2, W2.T) * (Z1 > 0)
    grads = {}
    grads["W1"] = np.dot(X.T, dZ1) + 2 * reg * W1
    grads["b1"] = np.sum(dZ1, axis=0)
    grads["W2"] = np.dot(A1.T, dZ2) + 2 * reg * W2
    grads["b2"] = np.sum(dZ2, axis=0)
    return loss, grads
