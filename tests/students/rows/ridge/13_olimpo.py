import numpy as np

reg_strength = 0.1

def sigmoid(z):
    return 1/(1+np.exp(-z))

def gradients(X, t, W1, W2, lam):
    num_examples = len(X)
    # forward propagation
    z1 = X.dot(W1)
    a1 = sigmoid(z1)
    z2 = a1.dot(W2)
    probs = sigmoid(z2)
    # backpropagation
    delta3 = probs - t
    delta3 *= probs * (1 - probs)
    dW2 = (a1.T).dot(delta3) / num_examples
    delta2 = delta3.dot(W2.T) * (a1 - np.power(a1, 2))
    dW1 = np.dot(X.T, delta2) / num_examples
    # add regularization terms
    dW2 += reg_strength * W2 / num_examples
    dW1 += reg_strength * W1 / num_examples
    return dW1, dW2
