import numpy as np

def f(x):
    return 1 / (1 + np.exp(-x))

def f_deriv(x):
    return f(x) * (1 - f(x))

class Net():
    def cost_function_prime(self, X, y):
        self.z2 = X.dot(self.W1)
        self.a2 = f(self.z2)
        self.z3 = self.a2.dot(self.W2)
        self.yHat = f(self.z3)

        delta3 = -(y - self.yHat) * f_deriv(self.z3)
        dJdW2 = self.a2.T.dot(delta3)

        delta2 = delta3.dot(self.W2.T) * f_deriv(self.z3)
        dJdW1 = X.T.dot(delta2)
        return dJdW1, dJdW2
