import numpy as np

sigmoid = lambda z: 1/(1+np.exp(-z))

def nn_cost_function(nn_params, input_layer_size, hidden_layer_size, num_labels, X, y, lambda_):
    n1 = hidden_layer_size*(input_layer_size + 1)
    T1 = nn_params[:n1].reshape(input_layer_size + 1, hidden_layer_size).T
    T2 = nn_params[n1:].reshape(hidden_layer_size + 1, num_labels).T
    m = len(y)
    A1 = np.hstack([np.ones((m, 1)), X])
    Z2 = A1.dot(T1.T)
    A2 = np.hstack([np.ones((m, 1)), sigmoid(Z2)])
    Z3 = A2.dot(T2.T)
    H = sigmoid(Z3)
    Y = np.eye(num_labels)[y - 1]
    J = (Y*np.logaddexp(0, -Z3) + (1 - Y)*np.logaddexp(0, Z3)).sum()/m
    J = J + lambda_/(2*m)*((T1[:, 1:]**2).sum() + (T2[:, 1:]**2).sum())
    E3 = H - Y
    E2 = E3.dot(T2[:, 1:])*sigmoid(Z2)*(1 - sigmoid(Z2))
    grad1 = (E2.T.dot(A1) + lambda_*T1)/m
    grad2 = (E3.T.dot(A2) + lambda_*T2)/m
    return J, np.r_[grad1.T.ravel(), grad2.T.ravel()]
