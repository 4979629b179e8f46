from helpers import forward, sigmoid_slope


def gradients(X, t, W1, W2, lam):
    N = X.shape[0]
    a2, f = forward(X, W1, W2)
    delta3 = (f - t) * sigmoid_slope(f) / N
    delta2 = delta3.dot(W2.T) * sigmoid_slope(a2)
    return X.T.dot(delta2) + lam * W1 / N, a2.T.dot(delta3) + lam * W2 / N
