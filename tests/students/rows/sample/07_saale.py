import numpy as np

def gradient(x, t, W1, W2):
    b1, V1 = W1[:, :1], W1[:, 1:]
    b2, V2 = W2[:, :1], W2[:, 1:]
    z = np.tanh(V1 @ x + b1)
    y = V2 @ z + b2
    G1, G2 = np.zeros(W1.shape), np.zeros(W2.shape)
    e = y - t
    G2[:, 1:] = e @ z.T
    G1[:, 1:] = (V2.T @ e * (1 - z * z)) @ x.T
    return G1, G2
