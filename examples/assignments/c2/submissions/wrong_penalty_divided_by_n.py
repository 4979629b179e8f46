import numpy as np


class NeuralNetwork:
    """2-3-1 network for the sleep data."""

    def __init__(self, Lambda=0.0001):
        self.reg = Lambda

    @staticmethod
    def sigmoid(z):
        return 1 / (1 + np.exp(-z))

    def costFunctionPrime(self, X, y):
        m = len(y)
        a2 = self.sigmoid(X.dot(self.W1))
        yHat = self.sigmoid(a2.dot(self.W2))
        delta3 = (yHat - y) * yHat * (1 - yHat)
        delta2 = delta3.dot(self.W2.T) * a2 * (1 - a2)
        # gradient of the cost incl. regularization
        dJdW2 = (a2.T.dot(delta3) + self.reg * self.W2) / m
        dJdW1 = (X.T.dot(delta2) + self.reg * self.W1) / m
        return dJdW1, dJdW2
