import numpy as np
import matplotlib.pyplot as plt

data = np.loadtxt("data.csv", delimiter=",", skiprows=1)
X_train, t_train = data[:, :2], data[:, 2:]


def logistic(v):
    return 1 / (1 + np.exp(-v))


def gradients(X, t, W1, W2, lam):
    rows = X.shape[0]
    hidden = logistic(X @ W1)
    out = logistic(hidden @ W2)
    back = (out - t) * out * (1 - out) / rows
    grad2 = hidden.T @ back + lam / rows * W2
    back = back @ W2.T * hidden * (1 - hidden)
    grad1 = X.T @ back + lam / rows * W1
    return grad1, grad2


W1, W2 = np.random.randn(2, 3), np.random.randn(3, 1)
history = []
for step in range(20000):
    dW1, dW2 = gradients(X_train, t_train, W1, W2, 0.1)
    W1 -= 0.5 * dW1
    W2 -= 0.5 * dW2
    history.append(np.sum((logistic(logistic(X_train @ W1) @ W2) - t_train) ** 2))
plt.plot(history)
plt.savefig("loss.png")
