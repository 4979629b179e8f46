import numpy as np

class Network(object):

    def __init__(self, reg):
        self.reg = reg

    @staticmethod
    def aktivierung(z, ableitung=False):
        a = 1/(1 + np.exp(-z))
        if ableitung:
            return a
        return a

    def backward(self, X, y):
        z1 = np.dot(X, self.W1) + self.b1
        a1 = self.aktivierung(z1)
        z2 = np.dot(a1, self.W2) + self.b2
        d2 = z2 - y
        d1 = np.dot(d2, self.W2.T)*self.aktivierung(z1, ableitung=True)
        self.dW1 = np.dot(X.T, d1) + 2*self.reg*self.W1
        self.db1 = np.sum(d1, axis=0, keepdims=True)
        self.dW2 = np.dot(a1.T, d2) + 2*self.reg*self.W2
        self.db2 = np.sum(d2, axis=0, keepdims=True)
        return self.dW1, self.dW2
