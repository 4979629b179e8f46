import numpy as np

def sigmoid(z):
    return 1/(1+np.exp(-z))

def nn_cost_function(nn_params, input_layer_size, hidden_layer_size, num_labels, X, y, lambda_):
    split = hidden_layer_size*(input_layer_size+1)
    Theta1 = nn_params[:split].reshape((input_layer_size+1, hidden_layer_size)).T
    Theta2 = nn_params[split:].reshape((hidden_layer_size+1, num_labels)).T
    m, _ = X.shape
    a1 = np.vstack([np.ones(m), X.T])
    z2 = Theta1 @ a1
    a2 = np.vstack([np.ones(m), sigmoid(z2)])
    z3 = Theta2 @ a2
    a3 = sigmoid(z3)
    Y = np.eye(num_labels)[:, y-1]
    J = np.sum(np.logaddexp(0, -z3)*Y + np.logaddexp(0, z3)*(1-Y))/m
    J += lambda_*(np.sum(Theta1[:, 1:]**2) + np.sum(Theta2[:, 1:]**2))/(2*m)
    d3 = a3 - Y
    d2 = (Theta2.T @ d3)[:-1, :]*sigmoid(z2)*(1-sigmoid(z2))     # without the bias
    D1 = d2 @ a1.T/m
    D2 = d3 @ a2.T/m
    D1[:, 1:] += lambda_/m*Theta1[:, 1:]
    D2[:, 1:] += lambda_/m*Theta2[:, 1:]
    return J, np.concatenate([D1.T.flatten(), D2.T.flatten()])
