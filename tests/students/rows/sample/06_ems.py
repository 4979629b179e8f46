import numpy as np

def gradient(x, t, W1, W2):
    x1 = np.append([[1.]], x, axis=0)
    a = W1.dot(x1)
    z1 = np.append([[1.]], np.tanh(a), axis=0)
    y = W2.dot(z1)
    delta_out = y - t
    delta_hid = (1 - a**2)*W2[:, 1:].T.dot(delta_out)
    return delta_hid.dot(x1.T), delta_out.dot(z1.T)
