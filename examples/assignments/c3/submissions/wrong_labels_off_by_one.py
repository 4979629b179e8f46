import numpy as np


def g(z):
    return 1 / (1 + np.exp(-z))


def nnCostFunction(nn_params, input_layer_size, hidden_layer_size, num_labels, X, y, lambda_):
    cut = (input_layer_size + 1) * hidden_layer_size
    Theta1 = nn_params[:cut].reshape(input_layer_size + 1, hidden_layer_size).T
    Theta2 = nn_params[cut:].reshape(hidden_layer_size + 1, num_labels).T
    m = X.shape[0]
    # "0" is stored as label 10
    Y = np.zeros((m, num_labels))
    for i in range(m):
        Y[i, y[i] % num_labels] = 1
    ones = np.ones((m, 1))
    a1 = np.concatenate((ones, X), axis=1)
    z2 = np.dot(a1, Theta1.T)
    a2 = np.concatenate((ones, g(z2)), axis=1)
    a3 = g(np.dot(a2, Theta2.T))
    reg = np.sum(Theta1[:, 1:] ** 2) + np.sum(Theta2[:, 1:] ** 2)
    J = np.sum(-Y * np.log(a3) - (1 - Y) * np.log(1 - a3)) / m + lambda_ * reg / (2 * m)
    delta3 = a3 - Y
    delta2 = np.dot(delta3, Theta2)[:, 1:] * g(z2) * (1 - g(z2))
    grad1 = np.dot(delta2.T, a1) / m
    grad2 = np.dot(delta3.T, a2) / m
    grad1[:, 1:] = grad1[:, 1:] + lambda_ / m * Theta1[:, 1:]
    grad2[:, 1:] = grad2[:, 1:] + lambda_ / m * Theta2[:, 1:]
    return J, np.concatenate((grad1.T.ravel(), grad2.T.ravel()))
