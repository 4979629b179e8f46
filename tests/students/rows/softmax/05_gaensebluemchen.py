import numpy as np

def grads(model, X, labels, decay):
    # Forward propagation
    W1, b1, W2, b2 = model['W1'], model['b1'], model['W2'], model['b2']
    num = len(X)
    z1 = X.dot(W1) + b1
    a1 = np.tanh(z1)
    z2 = a1.dot(W2) + b2
    exp_scores = np.exp(z2 - z2.max(axis=1, keepdims=True))
    probs = exp_scores / np.sum(exp_scores, axis=1, keepdims=True)
    # Backpropagation
    delta3 = probs
    delta3[range(num), labels - 1] -= 1
    delta3 /= num
    dW2 = (a1.T).dot(delta3)
    db2 = np.sum(delta3, axis=0)
    delta2 = delta3.dot(W2.T) * (1 - np.power(a1, 2))
    dW1 = np.dot(X.T, delta2)
    db1 = np.sum(delta2, axis=0)
    # L2: derivative of w^2 is 2w
    dW2 += 2 * decay * W2
    dW1 += 2 * decay * W1
    return {'W1': dW1, 'b1': db1, 'W2': dW2, 'b2': db2}
