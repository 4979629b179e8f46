import numpy as np

def sigmoid(z): return 1 / (1 + np.exp(-z))

def train_step(X, t, W1, W2, rate):
    # normalize the inputs first
    X /= np.amax(X, axis=0)
    N = X.shape[0]

    a2 = sigmoid(X.dot(W1))
    f = sigmoid(a2.dot(W2))
    grad3 = (f - t) * f * (1 - f)
    grad2 = grad3.dot(W2.T) * a2 * (1 - a2)

    W1_new = W1 + rate * X.T.dot(grad2) / N
    W2_new = W2 + rate * a2.T.dot(grad3) / N
    return W1_new, W2_new
