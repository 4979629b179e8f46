import numpy as np

def sigmoid(z):
    return 1/(1+np.exp(-z))

def nn_cost_function(nn_params, input_layer_size, hidden_layer_size, num_labels, X, y, lambda_):
    shape1 = (hidden_layer_size, input_layer_size+1)
    shape2 = (num_labels, hidden_layer_size+1)
    n1 = np.prod(shape1)
    Theta1 = nn_params[:n1].reshape(shape1, order="F")
    Theta2 = nn_params[n1:].reshape(shape2, order="F")
    m = X.shape[0]
    Y = np.eye(num_labels+1)[y][:, :num_labels]

    a1 = np.insert(X, 0, 1, axis=1)
    z2 = a1 @ Theta1.T
    a2 = np.insert(sigmoid(z2), 0, 1, axis=1)
    h = sigmoid(a2 @ Theta2.T)

    J = -np.sum(Y*np.log(h) + (1-Y)*np.log(1-h))/m
    reg1 = Theta1.copy(); reg1[:, 0] = 0
    reg2 = Theta2.copy(); reg2[:, 0] = 0
    J += lambda_/(2*m)*(np.sum(reg1**2) + np.sum(reg2**2))

    delta3 = h - Y
    delta2 = delta3 @ Theta2[:, 1:] * sigmoid(z2)*(1-sigmoid(z2))
    Theta1_grad = delta2.T @ a1/m + lambda_/m*reg1
    Theta2_grad = delta3.T @ a2/m + lambda_/m*reg2
    grad = np.hstack((Theta1_grad.flatten("F"), Theta2_grad.flatten("F")))
    return J, grad
