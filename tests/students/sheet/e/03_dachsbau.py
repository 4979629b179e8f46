import numpy as np

# 随机梯度下降：每个样本更新一次
def train_step(X, t, W1, W2, rate):
    W1 = W1.copy()
    W2 = W2.copy()
    N = X.shape[0]
    for i in range(N):
        x = X[i:i+1]
        a2 = 1 / (1 + np.exp(-x @ W1))
        f = 1 / (1 + np.exp(-a2 @ W2))
        d3 = (f - t[i:i+1]) * f * (1 - f)
        d2 = d3 @ W2.T * a2 * (1 - a2)
        W2 -= rate * a2.T @ d3 / N
        W1 -= rate * x.T @ d2 / N
    return W1, W2
