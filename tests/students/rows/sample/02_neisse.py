import numpy as np

def gradient(x, t, W1, W2):
    x = np.insert(x, 0, 1, axis=0)
    z = np.tanh(np.dot(W1, x))
    z = np.insert(z, 0, 1, axis=0)
    y = np.dot(W2, z)
    delta_k = y - t
    delta_j = np.dot(W2.T, delta_k)[1:]
    return np.dot(delta_j, x.T), np.dot(delta_k, z.T)
