import numpy as np

# 反向传播: 每个权重单独求和, 用生成器
def sigmoid(v):
    return 1 / (1 + np.exp(-v))

def gradients(X, t, W1, W2, lam):
    N, D = X.shape
    H = W1.shape[1]
    hidden = [[sigmoid(sum(X[n][i] * W1[i][j] for i in range(D))) for j in range(H)] for n in range(N)]
    out = [sigmoid(sum(hidden[n][j] * W2[j][0] for j in range(H))) for n in range(N)]
    delta = [(out[n] - t[n][0]) * out[n] * (1 - out[n]) for n in range(N)]

    def back(n, j):
        return delta[n] * W2[j][0] * hidden[n][j] * (1 - hidden[n][j])

    dW1 = np.fromfunction(np.vectorize(
        lambda i, j: sum(X[n][i] * back(n, j) for n in range(N)) / N + lam / N * W1[i][j]),
        (D, H), dtype=int)
    dW2 = [[sum(hidden[n][j] * delta[n] for n in range(N)) / N + lam / N * W2[j][0]] for j in range(H)]
    return dW1, dW2
