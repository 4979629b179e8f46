import numpy as np

def nn_cost_function(nn_params, input_layer_size, hidden_layer_size, num_labels, X, y, lambda_):
    g = lambda z: 1/(1 + np.exp(-z))
    coupe = hidden_layer_size*(input_layer_size + 1)
    T1 = nn_params[:coupe].reshape((hidden_layer_size, -1), order='F')
    T2 = nn_params[coupe:].reshape((num_labels, -1), order='F')
    m = X.shape[0]
    un = np.ones((m, 1))
    a1 = np.concatenate((un, X), axis=1)
    a2 = np.concatenate((un, g(a1 @ T1.T)), axis=1)
    z3 = a2 @ T2.T
    a3 = g(z3)
    Y = np.array([[float(c == k + 1) for k in range(num_labels)] for c in y])
    J = np.sum(np.logaddexp(0, z3) - Y*z3)/m + lambda_/(2*m)*(np.sum(T1[:, 1:]**2) + np.sum(T2[:, 1:]**2))
    d3 = (a3 - Y)/m
    d2 = (d3 @ T2 * a2 * (1 - a2))[:, 1:]
    sans_biais = lambda T: np.concatenate((np.zeros((len(T), 1)), T[:, 1:]), axis=1)
    G1 = d2.T @ a1 + lambda_/m*sans_biais(T1)
    G2 = d3.T @ a2 + lambda_/m*sans_biais(T2)
    return J, np.concatenate((G1.ravel(), G2.ravel()))
