# -*- coding: utf-8 -*-
# Übungsblatt "Backpropagation von Hand"
# Gruppe 7, Abgabe: solution.py

import numpy as np


def sigmoid(z):
    """Sigmoidfunktion, elementweise."""
    return 1 / (1 + np.exp(-z))


def sigmoid_ableitung(z):
    s = sigmoid(z)
    return s * (1 - s)


def gradients(X, t, W1, W2, lam):
    N = X.shape[0]                     # Anzahl der Beispiele

    # Vorwärtsrechnung
    Z2 = np.dot(X, W1)
    a2 = sigmoid(Z2)
    Z3 = np.dot(a2, W2)
    f = sigmoid(Z3)

    # Fehler der Ausgabeschicht: (f - t) mal Ableitung der Aktivierung
    delta3 = (f - t) * sigmoid_ableitung(Z3)

    # Fehler der versteckten Schicht (Kettenregel durch W2)
    delta2 = np.dot(delta3, W2.T) * sigmoid_ableitung(Z2)

    # Gradienten: Mittelwert über die Daten + Strafterm
    dW1 = np.dot(X.T, delta2) / N + lam / N * W1
    dW2 = np.dot(a2.T, delta3) / N + lam / N * W2
    return dW1, dW2
