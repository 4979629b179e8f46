import numpy as np

# solo álgebra booleana + máscara para que la exponencial no desborde

def sigmoide(z):
    positivo = z >= 0
    s = np.zeros(z.shape)
    s[positivo] = 1 / (1 + np.exp(-z[positivo]))
    e = np.exp(z[~positivo])
    s[~positivo] = e / (e + 1)
    return s

def backward(W1, W2, X, y, lam):
    N = X.shape[0]
    A = sigmoide(X @ W1)
    P = sigmoide(A @ W2)
    clase1 = y == 1
    # p - 1 donde la clase es 1, p donde es 0
    E = clase1 * (P - 1) + (~clase1) * P
    delta = np.where(A > 0, (E @ W2.T) * A * (1 - A), 0)
    return {'W2': (A.T @ E + lam * W2) / N, 'W1': (X.T @ delta + lam * W1) / N}
