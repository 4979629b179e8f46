import numpy as np
import csv

# lectura de datos
with open("data/train.csv") as archivo:
    filas = [[float(v) for v in fila] for fila in csv.reader(archivo)]
datos = np.array(filas)


class Capa:
    def __init__(self, W):
        self.W = W
        self.acum = np.zeros_like(W)

    def adelante(self, x):
        self.x = x
        self.a = 1 / (1 + np.exp(-(x @ self.W)))
        return self.a

    def atras(self, g):
        g = g * self.a * (1 - self.a)
        self.acum = self.acum + np.outer(self.x, g)
        return self.W @ g

    def paso(self, rate, n):
        return self.W - rate * self.acum / n


def train_step(X, t, W1, W2, rate):
    c1, c2 = Capa(W1), Capa(W2)
    n = 0
    for x, objetivo in zip(X, t):
        salida = c2.adelante(c1.adelante(x))
        c1.atras(c2.atras(salida - objetivo))
        n += 1
    return c1.paso(rate, n), c2.paso(rate, n)


W1 = np.random.randn(datos.shape[1] - 1, 6)
W2 = np.random.randn(6, 1)
for epoca in range(300):
    W1, W2 = train_step(datos[:, :-1], datos[:, -1:], W1, W2, 0.3)
    if epoca % 50 == 0:
        print("epoca", epoca)
