from functools import reduce
import numpy as np

# rete = dizionario di strati, e un reduce avanti e uno indietro

def avanti(stato, nome):
    a = 1 / (1 + np.exp(-stato[-1] @ avanti.rete[nome]))
    return stato + [a]

def gradients(X, t, W1, W2, lam):
    rete = {'W1': W1, 'W2': W2}
    avanti.rete = rete
    a1, a2, f = reduce(avanti, rete, [X])
    N = float(len(t))
    attivazioni = {'W1': a1, 'W2': a2}
    uscite = {'W1': a2, 'W2': f}

    def indietro(acc, nome):
        grad, su = acc
        d = su * uscite[nome] * (1 - uscite[nome])
        return {**grad, nome: attivazioni[nome].T @ d + lam / N * rete[nome]}, d @ rete[nome].T

    grad, _ = reduce(indietro, reversed(list(rete)), ({}, (f - t) / N))
    return grad['W1'], grad['W2']
