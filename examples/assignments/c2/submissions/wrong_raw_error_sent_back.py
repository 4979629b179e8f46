import numpy as np

class NeuralNetwork():
    def __init__(self, Lambda):
        self.Lambda = Lambda

    def sigmoid(self, z):
        return 1.0 / (1.0 + np.exp(-z))

    def costFunctionPrime(self, X, y):
        N = X.shape[0]
        h = self.sigmoid(np.matmul(X, self.W1))
        o = self.sigmoid(np.matmul(h, self.W2))
        output_error = o - y
        hidden_error = np.matmul(output_error, self.W2.T)
        grad2 = np.matmul(h.T, output_error * o * (1.0 - o)) / N
        grad1 = np.matmul(X.T, hidden_error * h * (1.0 - h)) / N
        return grad1 + self.Lambda * self.W1, grad2 + self.Lambda * self.W2
