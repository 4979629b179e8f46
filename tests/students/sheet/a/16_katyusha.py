import numpy as np

# домашнее задание 3

def sigmoid(z):
    return 1/(1 + np.exp(-z))

def compute_gradient(X, t, W1, W2, lam):
    N = len(X)
    Z2 = X @ W1
    a2 = sigmoid(Z2)
    f = sigmoid(a2 @ W2)
    d3 = (f - t)*f*(1 - f)/N
    d2 = d3 @ W2.T*a2*(1 - a2)
    return X.T @ d2 + lam*W1/N, a2.T @ d3 + lam*W2/N


if __name__ == '__main__':
    rng = np.random.RandomState(1)
    X = rng.randn(6, 2)
    t = rng.rand(6, 1)
    print(compute_gradient(X, t, rng.randn(2, 3), rng.randn(3, 1), 0.1))
