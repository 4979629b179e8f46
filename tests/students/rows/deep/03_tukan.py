import numpy as np

def sigmoid(z):
    return 1.0/(1.0+np.exp(-z))

def derivada(a):
    return a*(1-a)

def backprop(X, T, Ws, bs):
    camadas = [X]
    for i, (W, b) in enumerate(zip(Ws, bs)):
        z = np.dot(camadas[-1], W) + b
        camadas.append(z if i == 3 else sigmoid(z) if i == 1 else np.tanh(z))
    erro = (camadas[4] - T)/X.shape[0]
    gW, gb = [], []
    for i in range(3, -1, -1):
        gW.insert(0, np.dot(camadas[i].T, erro))
        gb.insert(0, np.sum(erro, axis=0, keepdims=True))
        if i > 0:
            erro = np.dot(erro, Ws[i].T)*derivada(camadas[i])
    return gW, gb
