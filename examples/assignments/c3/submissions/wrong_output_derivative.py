import numpy as np

def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))

def sigmoidGradient(z):
    return sigmoid(z) * (1 - sigmoid(z))

def nnCostFunction(nn_params, input_layer_size, hidden_layer_size, num_labels, X, y, lambda_):
    k = hidden_layer_size * (input_layer_size + 1)
    Theta1 = nn_params[0:k].reshape((hidden_layer_size, input_layer_size + 1), order='F')
    Theta2 = nn_params[k:].reshape((num_labels, hidden_layer_size + 1), order='F')
    m = X.shape[0]
    Y = (y[:, None] == np.arange(1, num_labels + 1)).astype(float)

    a1 = np.insert(X, 0, 1, axis=1)
    z2 = a1 @ Theta1.T
    a2 = np.insert(sigmoid(z2), 0, 1, axis=1)
    z3 = a2 @ Theta2.T
    a3 = sigmoid(z3)
    J = (-1 / m) * np.sum(Y * np.log(a3) + (1 - Y) * np.log(1 - a3))
    J += lambda_ / (2 * m) * ((Theta1[:, 1:] ** 2).sum() + (Theta2[:, 1:] ** 2).sum())

    # backpropagation
    d3 = (a3 - Y) * sigmoidGradient(z3)
    d2 = (d3 @ Theta2[:, 1:]) * sigmoidGradient(z2)
    pen1 = lambda_ / m * np.c_[np.zeros(hidden_layer_size), Theta1[:, 1:]]
    pen2 = lambda_ / m * np.c_[np.zeros(num_labels), Theta2[:, 1:]]
    grad1 = d2.T @ a1 / m + pen1
    grad2 = d3.T @ a2 / m + pen2
    return J, np.r_[grad1.ravel('F'), grad2.ravel('F')]
