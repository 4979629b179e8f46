import numpy as np

def compute_gradients(parameters, X, Y, lambd):
    # truco: meto el sesgo dentro de la matriz de pesos, [b W], y una fila de unos en X
    m = X.shape[1]
    T1 = np.hstack([parameters['b1'], parameters['W1']])
    T2 = np.hstack([parameters['b2'], parameters['W2']])
    unos = np.ones((1, m))

    # ida
    a0 = np.vstack([unos, X])
    a1 = np.vstack([unos, np.tanh(T1.dot(a0))])
    y = 1.0 / (1.0 + np.exp(-T2.dot(a1)))

    # vuelta
    d2 = y - Y
    d1 = T2.T.dot(d2) * (1 - a1 ** 2)     # la primera fila da cero sola (1 - 1**2)
    d1 = d1[1:, :]

    # no se penaliza el sesgo
    P1 = T1.copy()
    P1[:, 0] = 0
    P2 = T2.copy()
    P2[:, 0] = 0
    G1 = (d1.dot(a0.T) + lambd * P1) / m
    G2 = (d2.dot(a1.T) + lambd * P2) / m

    return {'dW1': G1[:, 1:], 'db1': G1[:, :1], 'dW2': G2[:, 1:], 'db2': G2[:, :1]}
