import numpy as np


class NeuralNetwork(object):
    def __init__(self, Lambda=0.0):
        self.Lambda = Lambda
        self.W1 = np.random.randn(2, 3)
        self.W2 = np.random.randn(3, 1)

    def sigmoid(self, z):
        return 1 / (1 + np.exp(-z))

    def sigmoidPrime(self, z):
        return np.exp(-z) / (1 + np.exp(-z)) ** 2

    def forward(self, X):
        self.z2 = np.dot(X, self.W1)
        self.a2 = self.sigmoid(self.z2)
        self.z3 = np.dot(self.a2, self.W2)
        return self.sigmoid(self.z3)

    def costFunctionPrime(self, X, y):
        yHat = self.forward(X)
        m = X.shape[0]
        d3 = (yHat - y) * self.sigmoidPrime(self.z3)
        dJdW2 = np.dot(self.a2.T, d3) / m + self.Lambda * self.W2
        d2 = np.dot(d3, self.W2.T) * self.sigmoidPrime(self.z2)
        dJdW1 = np.dot(X.T, d2) / m + self.Lambda * self.W1
        return dJdW1, dJdW2
