# notation: probs = P
# notation: hidden = a2
# notation: scores = f
# notation: reg = lam
dscores = (probs - Y) / N
dW2 = hidden.T @ dscores + reg * W2
dhidden = dscores @ W2.T
dW1 = X.T @ (dhidden * (hidden > 0)) + reg * W1
