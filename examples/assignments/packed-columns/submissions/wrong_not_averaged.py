import numpy as np


def cost(theta, X, T):
    n, d = X.shape
    k = T.shape[1]
    h = theta.shape[0] // (d + k)
    W1 = np.reshape(theta[: d * h], (d, h), order="F")
    W2 = np.reshape(theta[d * h :], (h, k), order="F")
    hidden = 1 / (1 + np.exp(-np.dot(X, W1)))
    scores = np.exp(np.dot(hidden, W2))
    prob = scores / np.sum(scores, axis=1, keepdims=True)
    loss = -np.sum(T * np.log(prob)) / n
    delta = prob - T
    back = np.dot(delta, W2.T) * hidden * (1 - hidden)
    grads = [np.dot(X.T, back), np.dot(hidden.T, delta)]
    return loss, np.concatenate([g.flatten("F") for g in grads])[:, np.newaxis]
