import numpy as np

class Net:
    def __init__(self):
        self.W1 = np.random.uniform(-1, 1, (2, 3))
        self.W2 = np.random.uniform(-1, 1, (3, 1))

    def sigmoid(self, s):
        return 1 / (1 + np.exp(-s))

    def sigmoid_prime(self, s):
        return s * (1 - s)

    def forward(self, X):
        self.z2 = self.sigmoid(np.dot(X, self.W1))
        self.output = self.sigmoid(np.dot(self.z2, self.W2))
        return self.output

    def cost_function(self, X, y):
        return 0.5 * np.sum((y - self.forward(X)) ** 2)

    def cost_function_prime(self, X, y):
        # forward was already called by cost_function
        delta3 = (self.output - y) * self.sigmoid_prime(self.output)
        dJdW2 = self.z2.T.dot(delta3)
        delta2 = delta3.dot(self.W2.T) * self.sigmoid_prime(self.z2)
        dJdW1 = X.T.dot(delta2)
        return dJdW1, dJdW2
