import numpy as np

def softmax(s):
    e = np.exp(s - np.max(s, axis=1, keepdims=True))
    return e/np.sum(e, axis=1, keepdims=True)

def grads(params, X, labels, decay):
    N = X.shape[0]
    y = labels.reshape(N, 1)
    A1 = np.tanh(np.dot(X, params['W1']) + params['b1'])
    A2 = softmax(np.dot(A1, params['W2']) + params['b2'])
    dZ2 = (A2 - y)/N
    dW2 = np.dot(A1.T, dZ2) + decay*params['W2']
    dZ1 = np.dot(dZ2, params['W2'].T)*(1 - A1**2)
    dW1 = np.dot(X.T, dZ1) + decay*params['W1']
    return {'W1': dW1, 'W2': dW2, 'b1': np.sum(dZ1, axis=0), 'b2': np.sum(dZ2, axis=0)}
