import numpy as np

# sigmoid function (both the function and the derivative)
def nonlin(x, deriv=False):
    if (deriv==True):
        return x*(1-x)
    return 1/(1+np.exp(-x))

def gradients(X, t, W1, W2, lam):
    syn0 = W1
    syn1 = W2
    y = t
    N = len(X)

    # Feed forward through layers 0, 1, and 2
    l0 = X
    l1 = nonlin(np.dot(l0, syn0))
    l2 = nonlin(np.dot(l1, syn1))

    # how much did we miss the target value?
    l2_error = y - l2

    #if (j% 10000) == 0:
    #    print("Error:" + str(np.mean(np.abs(l2_error))))

    # in what direction is the target value?
    # were we really sure? if so, don't change too much.
    l2_delta = l2_error*nonlin(l2, deriv=True)

    # how much did each l1 value contribute to the l2 error?
    l1_error = l2_delta.dot(syn1.T)
    l1_delta = l1_error * nonlin(l1, deriv=True)

    dW2 = l1.T.dot(l2_delta) + lam/N*syn1
    dW1 = l0.T.dot(l1_delta) + lam/N*syn0
    return dW1, dW2
