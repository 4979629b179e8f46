import numpy as np

sigma = lambda z: 1/(1 + np.exp(-z))

def gradients(X, t, W1, W2, lam):
    # trabajo con muestras en columnas, como en el otro curso
    x, y = X.T, t.T
    n = x.shape[1]
    a = sigma(W1.T @ x)
    f = sigma(W2.T @ a)
    d3 = (f - y)*f*(1 - f)
    d2 = (W2 @ d3)*a*(1 - a)
    dW2 = (d3 @ a.T)/n
    dW1 = (d2 @ x.T)/n
    return dW1.T + lam/n*W1, dW2.T + lam/n*W2
