import numpy as np

# frei nach dem Buch "Neuronale Netze selbst programmieren"
def activation_function(x):
    return 1 / (1 + np.exp(-x))

def gradients(X, t, W1, W2, lam):
    wih = W1.T
    who = W2.T
    inputs = X.T
    targets = t.T
    n = inputs.shape[1]

    hidden_outputs = activation_function(np.dot(wih, inputs))
    final_outputs = activation_function(np.dot(who, hidden_outputs))

    # error is (actual - target)
    output_errors = final_outputs - targets
    # hidden error is the output error split by the weights
    hidden_errors = np.dot(who.T, output_errors)

    gwho = np.dot(output_errors * final_outputs * (1.0 - final_outputs), hidden_outputs.T)
    gwih = np.dot(hidden_errors * hidden_outputs * (1.0 - hidden_outputs), inputs.T)
    return (gwih / n + lam / n * wih).T, (gwho / n + lam / n * who).T
