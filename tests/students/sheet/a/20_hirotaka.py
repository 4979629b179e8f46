import numpy as np


def forward(X, W1, W2):
    sig = np.vectorize(lambda v: 1 / (1 + np.exp(-v)))
    Z2 = np.matmul(X, W1)
    a2 = sig(Z2)
    Z3 = np.matmul(a2, W2)
    f = sig(Z3)
    return Z2, a2, Z3, f


# 誤差逆伝播法：出力層から順番に計算する
def gradients(X, t, W1, W2, lam):
    n = X.shape[0]
    Z2, a2, Z3, f = forward(X, W1, W2)
    result = []

    # 出力層
    delta = (f - t) * f * (1 - f)
    result.append((np.matmul(a2.T, delta) + lam * W2) / n)

    # 隠れ層
    delta = np.matmul(delta, W2.T) * a2 * (1 - a2)
    result.append((np.matmul(X.T, delta) + lam * W1) / n)

    return tuple(result)
