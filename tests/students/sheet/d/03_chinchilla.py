import numpy as np

class Net:
    # 类：两层 sigmoid 网络
    def __init__(self, W1=None, W2=None):
        self.W1 = W1
        self.W2 = W2

    @staticmethod
    def _s(z):
        out = np.empty_like(z)
        pos = z >= 0
        out[pos] = 1 / (1 + np.exp(-z[pos]))
        out[~pos] = np.exp(z[~pos]) / (1 + np.exp(z[~pos]))
        return out

    @property
    def weights(self):
        return [self.W1, self.W2]

    def cost_function_prime(self, X, y):
        acts = [X]
        for W in self.weights:
            acts.append(self._s(acts[-1] @ W))
        grads = []
        up = acts[-1] - y                       # dJ/dyhat
        for W, below, a in zip(self.weights[::-1], acts[-2::-1], acts[:0:-1]):
            up = up * a * (1 - a)
            grads.insert(0, below.T @ up)
            up = up @ W.T
        return tuple(grads)
