import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def gradients(X, t, W1, W2, lam):
    # عدد العينات
    N = X.shape[0]

    # الانتشار الأمامي
    a2 = sigmoid(X @ W1)
    f = sigmoid(a2 @ W2)

    # الانتشار العكسي
    d3 = (f - t) * f * (1 - f)
    d2 = (d3 @ W2.T) * a2 * (1 - a2)

    dW1 = X.T @ d2 + lam / N * W1
    dW2 = a2.T @ d3 + lam / N * W2

    # القسمة على عدد العينات
    dW1 = dW1 / N
    dW2 = dW2 / N
    return dW1, dW2
