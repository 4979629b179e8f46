import numpy as np

def sigmoid(x):
    return 1/(1 + np.exp(-x))

def turev(x):
    # sigmoid'in türevi
    return sigmoid(x)*(1 - sigmoid(x))

def gradients(X, t, W1, W2, lam):
    N = X.shape[0]
    # ileri yayılım
    gizli = sigmoid(X @ W1)
    z = gizli @ W2
    cikti = sigmoid(z)
    # geri yayılım
    hata = (cikti - t) * turev(z)
    gizli_hata = hata @ W2.T * turev(gizli)
    return X.T @ gizli_hata / N, gizli.T @ hata / N
