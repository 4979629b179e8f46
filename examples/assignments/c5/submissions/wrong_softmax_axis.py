import numpy as np

class TwoLayerNet:
    def __init__(self, *sizes):
        self.sizes = sizes

    def loss(self, X, y, reg):
        W1, b1, W2, b2 = (self.params[k] for k in ('W1', 'b1', 'W2', 'b2'))
        N = len(X)
        a1 = np.maximum(0, np.dot(X, W1) + b1)
        f = np.dot(a1, W2) + b2
        P = np.exp(f)/np.sum(np.exp(f), axis=0)
        loss = -np.mean(np.log(P[np.arange(N), y])) + reg*(np.sum(W1**2) + np.sum(W2**2))
        Y = np.eye(f.shape[1])[y]
        d2 = (P - Y)/N
        d1 = np.dot(d2, W2.T)*(a1 > 0)
        return loss, {'W1': np.dot(X.T, d1) + 2*reg*W1, 'b1': np.sum(d1, 0),
                      'W2': np.dot(a1.T, d2) + 2*reg*W2, 'b2': np.sum(d2, 0)}
