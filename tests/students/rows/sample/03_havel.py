import numpy as np

def forward(x, W1, W2):
    eins = np.ones((1, x.shape[1]))
    x0 = np.concatenate((eins, x))
    z = np.tanh(W1 @ x0)
    z0 = np.concatenate((eins, z))
    return x0, z0, W2 @ z0

def gradient(x, t, W1, W2):
    x0, z0, y = forward(x, W1, W2)
    dk = y - t
    dj = z0*(1 - z0)*(W2.T @ dk)
    return dj[1:] @ x0.T, dk @ z0.T
