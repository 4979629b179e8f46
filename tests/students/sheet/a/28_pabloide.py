import numpy as np
import pandas as pd

# hiperparametros
LAMBDA = 1e-4
N = 150           # filas de iris.csv
n_hidden = 5
lr = 0.1

df = pd.read_csv("iris.csv")
X = df.iloc[:, :4].values
t = (df.iloc[:, 4] == "setosa").values.reshape(-1, 1)
W1 = np.random.randn(4, n_hidden)
W2 = np.random.randn(n_hidden, 1)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def gradients(X, t, W1, W2, lam):
    a2 = sigmoid(X @ W1)
    f = sigmoid(a2 @ W2)
    d3 = (f - t) * f * (1 - f)
    d2 = (d3 @ W2.T) * a2 * (1 - a2)
    dW1 = X.T @ d2 / N + LAMBDA * W1 / N
    dW2 = a2.T @ d3 / N + LAMBDA * W2 / N
    return dW1, dW2


for epoch in range(1000):
    dW1, dW2 = gradients(X, t, W1, W2, LAMBDA)
    W1 -= lr * dW1
    W2 -= lr * dW2
    if epoch % 100 == 0:
        print(epoch)
