import numpy as np

# обновление на месте, по одному весу; цикл внутри цикла
def learn(X, y, W1, W2, rate):
    N, D = X.shape
    H = W2.shape[0]
    a = np.tanh(X @ W1)
    p = np.array([1 / (1 + np.exp(-float(a[n] @ W2[:, 0]))) for n in range(N)])
    e = [float(p[n]) - float(y[n, 0]) for n in range(N)]
    old = [float(w) for w in W2[:, 0]]
    for j in range(H):
        W2[j, 0] -= rate * sum(e[n] * a[n, j] for n in range(N)) / N
        for i in range(D):
            W1[i, j] -= rate * sum(e[n] * old[j] * (1 - a[n, j] ** 2) * X[n, i] for n in range(N)) / N
