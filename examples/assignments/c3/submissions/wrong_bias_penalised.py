import numpy as np

def sigmoid(z):
    return 1/(1+np.exp(-z))

def nnCostFunction(nn_params, input_layer_size, hidden_layer_size, num_labels, X, y, lambda_):
    n1 = hidden_layer_size*(input_layer_size+1)
    T1 = np.reshape(nn_params[:n1], (hidden_layer_size, input_layer_size+1), order="F")
    T2 = np.reshape(nn_params[n1:], (num_labels, hidden_layer_size+1), order="F")
    m = len(X)
    Y = np.eye(num_labels)[y-1]
    A1 = np.c_[np.ones(m), X]
    A2 = np.c_[np.ones(m), sigmoid(A1.dot(T1.T))]
    A3 = sigmoid(A2.dot(T2.T))
    J = 1/m*np.sum(-Y*np.log(A3)-(1-Y)*np.log(1-A3))
    J += lambda_/(2*m)*(np.sum(T1[:,1:]**2)+np.sum(T2[:,1:]**2))
    D3 = A3-Y
    D2 = (D3.dot(T2)*A2*(1-A2))[:,1:]
    G1 = (D2.T.dot(A1)+lambda_*T1)/m
    G2 = (D3.T.dot(A2)+lambda_*T2)/m
    return J, np.hstack([G1.flatten("F"), G2.flatten("F")])
