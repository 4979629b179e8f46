import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def sigmoid_prime(z):
    return sigmoid(z) * (1 - sigmoid(z))

# getestet mit den drei Beispielen aus der Vorlesung und drei Neuronen: läuft!
def gradients(X, t, W1, W2, lam):
    N = X.shape[0]
    Z2 = np.dot(X, W1)
    a2 = sigmoid(Z2)
    Z3 = np.dot(a2, W2)
    f = sigmoid(Z3)
    delta3 = (f - t) * sigmoid_prime(Z3)
    delta2 = np.dot(np.dot(delta3, W2.T), sigmoid_prime(Z2))
    dW2 = np.dot(a2.T, delta3) / N + lam / N * W2
    dW1 = np.dot(X.T, delta2) / N + lam / N * W1
    return dW1, dW2
