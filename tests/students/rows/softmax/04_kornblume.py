import numpy as np

class Net(dict):
    """parameters with a forward pass"""
    def hidden(self, X):
        return np.tanh(np.dot(X, self["W1"]) + self["b1"])

    def probs(self, H):
        logits = np.dot(H, self["W2"]) + self["b2"]
        logits = logits - logits.max()
        return np.exp(logits) / np.sum(np.exp(logits), axis=-1, keepdims=True)

def grads(params, X, labels, decay):
    net = Net(params)
    H = net.hidden(X)
    dS = net.probs(H)
    dS[range(len(X)), labels - 1] -= 1.
    dS /= len(X)
    dH = np.dot(dS, net["W2"].T)
    dZ = (1. - H * H) * dH
    dW1 = np.dot(X.T, dZ)
    dW2 = np.dot(H.T, dS)
    dW2 += decay * net["W2"]
    return {"W1": dW1, "b1": dZ.sum(axis=0), "W2": dW2, "b2": dS.sum(axis=0)}
