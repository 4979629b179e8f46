import numpy as np

class NeuralNetwork:
    def __init__(self, Lambda):
        self.Lambda = Lambda

    def act(self, z):
        return 1/(1+np.exp(-z))

    def costFunctionPrime(self, X, y):
        n = X.shape[0]
        hidden = self.act(X @ self.W1)
        yhat = self.act(hidden @ self.W2)
        delta_out = (yhat - y)*yhat*(1 - yhat)
        delta_hidden = delta_out @ self.W2.T
        dJdW1 = X.T @ delta_hidden/n + self.Lambda*self.W1
        dJdW2 = hidden.T @ delta_out/n + self.Lambda*self.W2
        return dJdW1, dJdW2
