import numpy as np

input_size, hidden_size, output_size = 2, 3, 1

def sigmoid(z):
    return 1/(1+np.exp(-z))

def sigmoid_prime(z):
    return np.exp(-z)/((1+np.exp(-z))**2)

def unpack(params):
    end = input_size*hidden_size
    W1 = np.reshape(params[0:end], (input_size, hidden_size))
    W2 = np.reshape(params[end:], (hidden_size, output_size))
    return W1, W2

def compute_gradients(params, X, y, Lambda):
    W1, W2 = unpack(params)
    z2 = np.dot(X, W1)
    a2 = sigmoid(z2)
    z3 = np.dot(a2, W2)
    yHat = sigmoid(z3)
    delta3 = np.multiply(-(y-yHat), sigmoid_prime(z3))
    dJdW2 = np.dot(a2.T, delta3)/X.shape[0] + Lambda*W2
    delta2 = np.dot(delta3, W2.T)*sigmoid_prime(z2)
    dJdW1 = np.dot(X.T, delta2)/X.shape[0] + Lambda*W1
    return np.concatenate((dJdW1.ravel(), dJdW2.ravel()))
