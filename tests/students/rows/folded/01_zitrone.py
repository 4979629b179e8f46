import numpy as np

def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))

def log1p_exp(z):
    return np.logaddexp(0, z)

def nn_cost_function(nn_params, input_layer_size, hidden_layer_size, num_labels, X, y, lambda_):
    cut = hidden_layer_size * (input_layer_size + 1)
    Theta1 = np.reshape(nn_params[:cut], (hidden_layer_size, input_layer_size + 1), order='F')
    Theta2 = np.reshape(nn_params[cut:], (num_labels, hidden_layer_size + 1), order='F')
    m = X.shape[0]

    a1 = np.c_[np.ones(m), X]
    a2 = np.c_[np.ones(m), sigmoid(a1 @ Theta1.T)]
    z3 = a2 @ Theta2.T
    Y = (y[:, None] == np.arange(1, num_labels + 1)).astype(float)
    # -log h = log(1 + e^-z), -log(1-h) = log(1 + e^z)
    J = np.sum(Y * log1p_exp(-z3) + (1 - Y) * log1p_exp(z3)) / m
    J += lambda_ / (2 * m) * (np.sum(Theta1[:, 1:] ** 2) + np.sum(Theta2[:, 1:] ** 2))

    d3 = sigmoid(z3) - Y
    d2 = (d3 @ Theta2)[:, 1:] * a2[:, 1:] * (1 - a2[:, 1:])
    G1 = d2.T @ a1 / m
    G2 = d3.T @ a2 / m
    G1[:, 1:] += lambda_ / m * Theta1[:, 1:]
    G2[:, 1:] += lambda_ / m * Theta2[:, 1:]
    return J, np.concatenate([G1.ravel(order='F'), G2.ravel(order='F')])
