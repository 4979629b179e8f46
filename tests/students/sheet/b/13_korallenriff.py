import numpy as np

def compute_gradients(parameters, X, Y, lambd):
    f32 = lambda a: np.array(a, dtype='float32')
    W1, b1, W2, b2 = map(f32, (parameters["W1"], parameters["b1"], parameters["W2"], parameters["b2"]))
    X, Y = f32(X), f32(Y)
    m = np.float32(X.shape[1])
    A1 = np.tanh(np.einsum('hx,xm->hm', W1, X) + b1)
    A2 = 1/(1+np.exp(-(np.einsum('oh,hm->om', W2, A1) + b2)))
    dZ2 = (A2 - Y)/m
    dZ1 = np.einsum('oh,om,hm->hm', W2, dZ2, 1 - A1*A1)
    reg = np.float32(lambd)/m
    return dict(dW1=np.einsum('hm,xm->hx', dZ1, X) + reg*W1,
                db1=np.einsum('hm->h', dZ1).reshape(-1, 1),
                dW2=np.einsum('om,hm->oh', dZ2, A1) + reg*W2,
                db2=np.einsum('om->o', dZ2).reshape(-1, 1))
