import numpy as np


class Layer:
    params = ()

    def penalty(self, reg):
        return 0.0


class Affine(Layer):
    def __init__(self, W, b):
        self.W, self.b = W, b

    def __call__(self, x):
        self.x = x
        return x @ self.W + self.b

    def back(self, dout, reg):
        self.dW = self.x.T @ dout + 2 * reg * self.W
        self.db = dout.sum(axis=0)
        return dout @ self.W.T

    def penalty(self, reg):
        return reg * np.sum(self.W ** 2)


class Relu(Layer):
    def __call__(self, x):
        self.mask = x > 0
        return x * self.mask

    def back(self, dout, reg):
        return dout * self.mask


def softmax_ce(scores, y):
    onehot = np.eye(scores.shape[1])[y]
    shifted = scores - scores.max()
    logZ = np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    logp = shifted - logZ
    return -(onehot * logp).sum() / len(y), (np.exp(logp) - onehot) / len(y)


def loss_and_grads(X, y, W1, b1, W2, b2, reg):
    fc1, relu, fc2 = layers = Affine(W1, b1), Relu(), Affine(W2, b2)
    out = X
    for layer in layers:
        out = layer(out)
    loss, d = softmax_ce(out, y)
    for layer in reversed(layers):
        d = layer.back(d, reg)
    loss += sum(layer.penalty(reg) for layer in layers)
    return loss, {"W1": fc1.dW, "b1": fc1.db, "W2": fc2.dW, "b2": fc2.db}
