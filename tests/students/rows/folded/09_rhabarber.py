import numpy as np

def h(z): return 1/(1+np.exp(-z))

def nn_cost_function(nn_params, input_layer_size, hidden_layer_size, num_labels, X, y, lambda_):
    c = (input_layer_size+1)*hidden_layer_size
    A = nn_params[:c].reshape(hidden_layer_size, input_layer_size+1, order='F')
    B = nn_params[c:].reshape(num_labels, hidden_layer_size+1, order='F')
    m = X.shape[0]
    X1 = np.c_[np.ones((m, 1)), X]
    S = h(X1 @ A.T)
    S1 = np.c_[np.ones((m, 1)), S]
    z = S1 @ B.T
    Y = np.eye(num_labels)[np.subtract(y, 1)]
    J = (np.logaddexp(0, z) - Y*z).sum()/m + lambda_/2/m*((A[:, 1:]**2).sum() + (B[:, 1:]**2).sum())
    d = h(z) - Y
    e = d @ B[:, 1:]*S*(1 - S)
    gA = e.T @ X1 + lambda_/m*A
    gB = d.T @ S1 + lambda_/m*B
    return J, np.r_[gA.ravel(order='F'), gB.ravel(order='F')]
