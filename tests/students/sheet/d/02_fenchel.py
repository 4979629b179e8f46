import numpy as np


class Net:
    def sig(self, z):
        return 1 / (1 + np.exp(-z))

    def cost_function_prime(self, X, y):
        n = X.shape[0]
        a2 = self.sig(X @ self.W1)
        yhat = self.sig(a2 @ self.W2)
        # pochodna kosztu (srednia po probkach)
        delta3 = (yhat - y) * yhat * (1 - yhat)
        delta2 = (delta3 @ self.W2.T) * a2 * (1 - a2)
        return X.T @ delta2 / n, a2.T @ delta3 / n
