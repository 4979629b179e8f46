import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def add_bias(A):
    return np.column_stack((np.ones(A.shape[0]), A))

def nn_cost_function(nn_params, input_layer_size, hidden_layer_size, num_labels, X, y, lambda_):
    k = hidden_layer_size * (input_layer_size + 1)
    theta1 = nn_params[:k].reshape(hidden_layer_size, input_layer_size + 1, order="F")
    theta2 = nn_params[k:].reshape(num_labels, hidden_layer_size + 1, order="F")
    m = X.shape[0]
    labels = np.zeros((m, num_labels))
    labels[np.arange(m), y - 1] = 1

    a1 = add_bias(X)
    a2 = add_bias(sigmoid(a1 @ theta1.T))
    z3 = a2 @ theta2.T
    cost = np.sum(np.maximum(z3, 0) - z3 * labels + np.log1p(np.exp(-np.abs(z3)))) / m
    cost += lambda_ / (2 * m) * sum(np.sum(th[:, 1:] ** 2) for th in (theta1, theta2))

    delta3 = sigmoid(z3) - labels
    delta2 = (delta3 @ theta2 * (a2 * (1 - a2)))[:, 1:]
    grad1 = delta2.T @ a1 / m
    grad2 = delta3.T @ a2 / m
    grad1[:, 1:] -= lambda_ / m * theta1[:, 1:]
    grad2[:, 1:] -= lambda_ / m * theta2[:, 1:]
    return cost, np.concatenate((grad1.T.ravel(), grad2.T.ravel()))
