import numpy as np

def sigmoid(z):
    return 1/(1+np.exp(-z))

def sigmoid_gradient(z):
    return sigmoid(z)*(1-sigmoid(z))

def nn_cost_function(nn_params, input_layer_size, hidden_layer_size, num_labels, X, y, lambda_):
    # 重塑参数
    n = hidden_layer_size*(input_layer_size+1)
    Theta1 = nn_params[0:n].reshape((hidden_layer_size, input_layer_size+1), order='F')
    Theta2 = nn_params[n:].reshape((num_labels, hidden_layer_size+1), order='F')
    m = X.shape[0]
    y_matrix = np.zeros((m, num_labels))
    for i in range(m):
        y_matrix[i, y[i]-1] = 1
    # 前向传播
    a1 = np.concatenate([np.ones((m, 1)), X], axis=1)
    z2 = a1 @ Theta1.T
    a2 = np.concatenate([np.ones((m, 1)), sigmoid(z2)], axis=1)
    z3 = a2 @ Theta2.T
    h = sigmoid(z3)
    J = -(1/m)*np.sum(y_matrix*np.log(h) + (1-y_matrix)*np.log(1-h))
    # 反向传播
    delta3 = (h-y_matrix)*sigmoid_gradient(z3)
    delta2 = (delta3 @ Theta2[:, 1:])*sigmoid_gradient(z2)
    Theta1_grad = (1/m)*(delta2.T @ a1)
    Theta2_grad = (1/m)*(delta3.T @ a2)
    Theta1_grad[:, 1:] = Theta1_grad[:, 1:] + (lambda_/m)*Theta1[:, 1:]
    Theta2_grad[:, 1:] = Theta2_grad[:, 1:] + (lambda_/m)*Theta2[:, 1:]
    return J, np.concatenate([Theta1_grad.ravel('F'), Theta2_grad.ravel('F')])
