import numpy as np

def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))

class Unroll:
    """Keeps the shapes so that vectors can be rolled up and unrolled."""

    def __init__(self, *shapes):
        self.shapes = shapes

    def roll(self, vector):
        start = 0
        for rows, cols in self.shapes:
            yield vector[start:start + rows * cols].reshape(cols, rows).T
            start += rows * cols

    def unroll(self, *matrices):
        return np.concatenate([M.T.ravel() for M in matrices])

def nn_cost_function(nn_params, input_layer_size, hidden_layer_size, num_labels, X, y, lambda_):
    pack = Unroll((hidden_layer_size, input_layer_size + 1), (num_labels, hidden_layer_size + 1))
    Theta1, Theta2 = pack.roll(nn_params)
    m = len(X)
    X = np.hstack((np.ones((m, 1)), X))
    A = np.hstack((np.ones((m, 1)), sigmoid(X @ Theta1.T)))
    h = sigmoid(A @ Theta2.T)
    Y = np.equal.outer(y, np.arange(num_labels) + 1) * 1.0
    free = [np.hstack((np.zeros((len(T), 1)), T[:, 1:])) for T in (Theta1, Theta2)]
    J = np.sum(-Y * np.log(h) - (1 - Y) * np.log(1 - h)) / m + lambda_ / (2 * m) * sum(np.sum(T * T) for T in free)
    d3 = (h - Y) / m
    d2 = (d3 @ Theta2 * A * (1 - A))[:, 1:]
    return J, pack.unroll(d2.T @ X + lambda_ / m * free[0], d3.T @ A + lambda_ / m * free[1])
