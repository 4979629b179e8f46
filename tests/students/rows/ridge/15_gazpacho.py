import numpy as np

def f_act(x): return 1/(1+np.exp(-x))

def gradients(X, t, W1, W2, lam):
    N = X.shape[0]
    capa1 = f_act(X @ W1)
    capa2 = f_act(capa1 @ W2)

    error2 = (capa2 - t)*capa2*(1-capa2)
    dW2 = capa1.T @ error2/N + lam*W2/N

    # propago hacia atras con lo que acabo de calcular
    error1 = (error2 @ dW2.T)*capa1*(1-capa1)
    dW1 = X.T @ error1/N + lam*W1/N
    return dW1, dW2
