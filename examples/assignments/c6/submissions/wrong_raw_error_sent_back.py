import numpy as np

sig = lambda v: 1/(1 + np.exp(-v))

class Network(object):
    def __init__(self, sizes):
        pass

    def backprop(self, x, y):
        hidden = sig(np.dot(self.weights[0], x) + self.biases[0])
        output = sig(np.dot(self.weights[1], hidden) + self.biases[1])
        output_errors = output - y
        hidden_errors = np.dot(self.weights[1].T, output_errors)
        g_out = output_errors*output*(1 - output)
        g_hid = hidden_errors*hidden*(1 - hidden)
        nabla_b = [g_hid, g_out]
        nabla_w = [np.dot(g_hid, x.T), np.dot(g_out, hidden.T)]
        return nabla_b, nabla_w
