import numpy as np


class TwoLayerNet(object):
    def __init__(self, input_size, hidden_size, output_size):
        self.params = {}

    def loss(self, X, y, reg=0.0):
        W1 = self.params["W1"]
        b1 = self.params["b1"]
        W2 = self.params["W2"]
        b2 = self.params["b2"]
        num = X.shape[0]
        out1 = X.dot(W1) + b1
        relu = np.maximum(out1, 0)
        scores = relu.dot(W2) + b2
        exps = np.exp(scores)
        probs = exps / exps.sum(axis=1, keepdims=True)
        data_loss = np.sum(-np.log(probs[np.arange(num), y])) / num
        loss = data_loss + reg * np.sum(W1**2) + reg * np.sum(W2**2)
        # backward
        dscores = probs
        dscores[np.arange(num), y] -= 1
        dscores = dscores / num
        grads = {}
        grads["W2"] = relu.T.dot(dscores) + 2 * reg * W2
        grads["b2"] = dscores.sum(axis=0)
        drelu = dscores.dot(W2.T)
        grads["W1"] = X.T.dot(drelu) + 2 * reg * W1
        grads["b1"] = drelu.sum(axis=0)
        return loss, grads
