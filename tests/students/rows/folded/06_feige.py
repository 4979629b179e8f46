import numpy as np
from scipy.special import expit

def nn_cost_function(nn_params, input_layer_size, hidden_layer_size, num_labels, X, y, lambda_):
    D, H, K = input_layer_size, hidden_layer_size, num_labels
    T1 = nn_params[:H*(D+1)].reshape(H, D+1, order='F')
    T2 = nn_params[H*(D+1):].reshape(K, H+1, order='F')
    m = y.shape[0]
    # Summe über die Beispiele in einer Schleife, wie auf dem Blatt
    J = 0
    G1, G2 = np.zeros_like(T1), np.zeros_like(T2)
    for i in range(m):
        x = np.append(1, X[i])
        a = np.append(1, expit(T1 @ x))
        z = T2 @ a
        ziel = np.zeros(K)
        ziel[y[i]-1] = 1
        J += np.sum(np.logaddexp(0, z) - ziel*z)
        d3 = expit(z) - ziel
        d2 = (T2.T @ d3)[1:]*a[1:]*(1-a[1:])
        G1 += np.outer(d2, x)
        G2 += np.outer(d3, a)
    J = J/m + lambda_/(2*m)*(np.sum(T1[:, 1:]**2) + np.sum(T2[:, 1:]**2))
    G1 /= m
    G2 /= m
    G2[:, 1:] += lambda_/m*T2[:, 1:]
    return J, np.concatenate([G1.flatten('F'), G2.flatten('F')])
