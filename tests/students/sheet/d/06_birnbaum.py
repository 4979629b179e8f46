import numpy as np
from math import exp
import matplotlib.pyplot as plt


class Neuron:
    """Ein einzelnes Neuron merkt sich Eingabe und Ausgabe."""

    def __init__(self, gewichte):
        self.w = [float(g) for g in gewichte]
        self.grad = [0.0 for _ in self.w]

    def feuern(self, eingabe):
        self.eingabe = list(eingabe)
        self.ausgabe = 1.0 / (1.0 + exp(-sum(w * e for w, e in zip(self.w, self.eingabe))))
        return self.ausgabe

    def lernen(self, fehler):
        # fehler = dJ/d(ausgabe), zurückgegeben wird dJ/d(eingabe)
        d = fehler * self.ausgabe * (1.0 - self.ausgabe)
        for i, e in enumerate(self.eingabe):
            self.grad[i] += d * e
        return [d * w for w in self.w]


class Net:
    W1 = None
    W2 = None

    def cost_function_prime(self, X, y):
        W1 = np.array(self.W1)
        W2 = np.array(self.W2)
        versteckt = [Neuron(W1[:, j]) for j in range(W1.shape[1])]
        ausgang = Neuron(W2[:, 0])
        for x, ziel in zip(X, y):
            yhat = ausgang.feuern([n.feuern(x) for n in versteckt])
            zurueck = ausgang.lernen(yhat - ziel[0])
            for n, e in zip(versteckt, zurueck):
                n.lernen(e)
        dJdW1 = np.array([n.grad for n in versteckt]).T
        dJdW2 = np.array(ausgang.grad).reshape(-1, 1)
        return dJdW1, dJdW2


# Daten aus der Vorlesung: (Schlaf, Lernen) -> Note
X = np.array(([3, 5], [5, 1], [10, 2]), dtype=float)
y = np.array(([75], [82], [93]), dtype=float)
X = X / np.amax(X, axis=0)
y = y / 100
netz = Net()
netz.W1 = np.random.rand(2, 3)
netz.W2 = np.random.rand(3, 1)
kosten = []
for schritt in range(200):
    g1, g2 = netz.cost_function_prime(X, y)
    netz.W1 = netz.W1 - g1
    netz.W2 = netz.W2 - g2
    a = 1 / (1 + np.exp(-X @ netz.W1))
    kosten.append(0.5 * np.sum((y - 1 / (1 + np.exp(-a @ netz.W2))) ** 2))
plt.plot(kosten)
plt.show()
