import numpy as np

def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))

def gradients(X, t, W1, W2, lam):
    n_muestras = X.shape[0]

    # propagacion hacia adelante
    z2 = X @ W1
    a2 = sigmoid(z2)
    z3 = a2 @ W2
    f = sigmoid(z3)

    # capa de salida
    delta3 = (f - t) * f * (1 - f) / n_muestras
    reg = W2
    reg *= lam / n_muestras
    dW2 = a2.T @ delta3 + reg

    # capa oculta
    delta2 = (delta3 @ W2.T) * a2 * (1 - a2)
    reg = W1
    reg *= lam / n_muestras
    dW1 = X.T @ delta2 + reg

    return dW1, dW2
