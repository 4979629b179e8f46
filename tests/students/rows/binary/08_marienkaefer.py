import numpy as np

def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def backward(W1, W2, X, y, lam):
    m = y.shape[0]
    A1 = sigmoid(np.dot(X, W1))
    A2 = sigmoid(np.dot(A1, W2))
    # Ableitung der Kreuzentropie nach der Ausgabe
    dA2 = -(np.divide(y, A2) - np.divide(1 - y, 1 - A2))
    dZ2 = dA2 * A2 * (1 - A2)
    dW2 = np.dot(A1.T, dZ2) / m + lam / m * W2
    dA1 = np.dot(dZ2, W2.T)
    dZ1 = dA1 * A1 * (1 - A1)
    dW1 = np.dot(X.T, dZ1) / m + lam / m * W1
    return {"W1": dW1, "W2": dW2}
