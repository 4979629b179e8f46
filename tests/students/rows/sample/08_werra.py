import numpy as np

def gradient(x, t, W1, W2):
    uno = [[1.0]]
    u = np.concatenate([uno, x])
    z = np.tanh(W1 @ u)
    v = np.concatenate([uno, z])
    errore = t - W2 @ v
    indietro = (1 - z) * (W2[:, 1:].T @ errore)
    return indietro @ u.T, errore @ v.T
