import numpy as np

sigmoid = lambda z: 1/(1+np.exp(-z))
dsigmoid = lambda a: a*(1-a)
dtanh = lambda a: 1-a**2

def compute_gradients(parameters, X, Y, lambd):
    W1,b1,W2,b2 = [parameters[k] for k in ["W1","b1","W2","b2"]]
    m = X.shape[1]
    A1 = np.tanh(W1@X+b1)
    A2 = sigmoid(W2@A1+b2)
    # error * derivative of the activation, as in the lecture
    dZ2 = (A2-Y)*dsigmoid(A2)
    dZ1 = (W2.T@dZ2)*dtanh(A1)
    return {"dW1": dZ1@X.T/m + lambd*W1/m,
            "db1": dZ1.sum(axis=1,keepdims=True)/m,
            "dW2": dZ2@A1.T/m + lambd*W2/m,
            "db2": dZ2.sum(axis=1,keepdims=True)/m}
