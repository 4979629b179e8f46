import numpy as np
import math

def sigmoid(x):
    return 1 / (1 + math.exp(-x))

def gradients(X, t, W1, W2, lam):
    N = len(X)
    D = len(X[0])
    H = len(W1[0])

    # gradient tables filled with zeros
    dW1 = [[0.0] * H] * D
    dW2 = [[0.0] for _ in range(H)]

    for n in range(N):
        x = X[n]
        a = [sigmoid(sum(x[i] * W1[i][j] for i in range(D))) for j in range(H)]
        f = sigmoid(sum(a[j] * W2[j][0] for j in range(H)))
        e = (f - t[n][0]) * f * (1 - f)
        for j in range(H):
            dW2[j][0] += e * a[j] / N
            for i in range(D):
                dW1[i][j] += e * W2[j][0] * a[j] * (1 - a[j]) * x[i] / N

    dW1 = np.array(dW1) + lam / N * np.array(W1)
    dW2 = np.array(dW2) + lam / N * np.array(W2)
    return dW1, dW2
