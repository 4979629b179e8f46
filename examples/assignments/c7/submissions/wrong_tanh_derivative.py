import numpy as np

def backprop(x, t, W1, W2):
    xb = np.concatenate(([1.], x))
    z = np.tanh(W1.dot(xb))
    zb = np.concatenate(([1.], z))
    y = W2.dot(zb)
    dk = y - t
    back = dk.dot(W2)[1:]
    dj = back*(1 - z)
    dW1 = dj[:, None]*xb[None, :]
    dW2 = dk[:, None]*zb[None, :]
    return dW1, dW2
