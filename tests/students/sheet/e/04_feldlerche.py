import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def train_step(X, t, W1, W2, rate):
    N, D = X.shape
    H = W1.shape[1]
    dW1 = np.zeros((D, H), dtype=int)
    dW2 = np.zeros((H, 1))
    for n in range(N):
        a = sigmoid(np.dot(X[n], W1))
        f = sigmoid(np.dot(a, W2))[0]
        e = (f - t[n, 0]) * f * (1 - f)
        for j in range(H):
            dW2[j, 0] += e * a[j]
            for i in range(D):
                dW1[i, j] += e * W2[j, 0] * a[j] * (1 - a[j]) * X[n, i]
    return W1 - rate * dW1 / N, W2 - rate * dW2 / N
