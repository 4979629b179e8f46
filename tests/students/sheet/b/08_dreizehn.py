import numpy as np

# Ein Gewicht nach dem anderen, ein Beispiel nach dem anderen.

def compute_gradients(parameters, X, Y, lambd):
    W1, b1, W2, b2 = (parameters[k] for k in ('W1', 'b1', 'W2', 'b2'))
    n_x, m = X.shape
    n_h = len(W1)
    g = {'d' + k: np.zeros(np.shape(v)) for k, v in parameters.items()}
    for s in range(m):
        # vorwärts
        a = np.empty(n_h)
        for j in range(n_h):
            z = b1[j, 0]
            for i in range(n_x):
                z = z + W1[j, i] * X[i, s]
            a[j] = np.tanh(z)
        z2 = b2[0, 0]
        for j in range(n_h):
            z2 = z2 + W2[0, j] * a[j]
        p = 1 / (1 + np.exp(-z2))
        # rückwärts
        fehler = p - Y[0, s]
        g['db2'][0, 0] += fehler / m
        for j in range(n_h):
            g['dW2'][0, j] += fehler * a[j] / m
            d = fehler * W2[0, j] * (1 - a[j] ** 2)
            g['db1'][j, 0] += d / m
            for i in range(n_x):
                g['dW1'][j, i] += d * X[i, s] / m
    g['dW1'] += lambd / m * W1
    g['dW2'] += lambd / m * W2
    return g
