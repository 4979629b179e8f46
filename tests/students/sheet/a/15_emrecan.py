import numpy as np

def sigmoid(z):
    return 1.0/(1.0 + np.exp(-z))

def gradients(X, t, W1, W2, lam):
    N, D = X.shape
    H = W1.shape[1]

    # ileri
    Z2 = X.dot(W1)
    a2 = sigmoid(Z2)
    Z3 = a2.dot(W2)
    f = sigmoid(Z3)

    # geri
    delta_out = (f - t) * f * (1 - f)
    delta_hidden = delta_out.dot(W2.T)

    dW2 = a2.T.dot(delta_out) / N
    dW1 = X.T.dot(delta_hidden) / N

    # ceza terimi (weight decay)
    dW1 += lam * W1
    dW2 += lam * W2
    return dW1, dW2
