import numpy as np

# Обратное распространение ошибки, экономим память (out=)

def sigmoid_inplace(z):
    np.negative(z, out=z)
    np.exp(z, out=z)
    z += 1
    np.reciprocal(z, out=z)
    return z

def gradients(X, t, W1, W2, lam):
    N = X.shape[0]
    a2 = sigmoid_inplace(X @ W1)      # X @ W1 - временный массив, его можно портить
    f = sigmoid_inplace(a2 @ W2)

    # delta3 = (f - t) * f * (1 - f) / N
    d3 = np.subtract(f, t)
    np.multiply(d3, f, out=d3)
    np.subtract(1, f, out=f)          # f больше не нужен
    np.multiply(d3, f, out=d3)
    d3 /= N

    dW2 = np.empty(W2.shape)
    np.dot(a2.T, d3, out=dW2)
    dW2 += (lam / N) * W2

    # скрытый слой
    d2 = d3 @ W2.T
    d2 *= a2
    np.subtract(1, a2, out=a2)
    d2 *= a2

    dW1 = np.multiply(W1, lam / N)
    dW1 += X.T @ d2
    return dW1, dW2
