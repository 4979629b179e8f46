"""How students write it: small functions of the same few arrays, by name."""

from __future__ import annotations

from importlib.util import find_spec

HEADER = """
import math
import numpy as np
from numpy import exp, dot
def sigmoid(z):
    return 1 / (1 + np.exp(-z))
class Dual:
    def __init__(self, a, b):
        self.a, self.b = a, b
    def __add__(self, other):
        return Dual(self.a + other.a, self.b + other.b)
    def __mul__(self, other):
        return Dual(self.a * other.a, self.a * other.b + self.b * other.a)
def softmax(z):
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
class Layer:
    def __init__(self, W):
        self.W = W
        self.dW = np.zeros(W.shape)
    def backward(self, a, delta):
        self.dW += np.dot(a.T, delta)
        return np.dot(delta, self.W.T)
"""

TABLE = """
matmul: return X.T @ ((f - t) * f * (1 - f))
np.dot: return np.dot(X.T, (f - t) * f * (1 - f))
method dot: return X.T.dot(f - t)
np.matmul and transpose: return np.matmul(np.transpose(X), f - t)
names imported from numpy: return dot(exp(X), W1)
sigmoid: return sigmoid(X @ W1)
sigmoid in floats: return 1.0 / (1.0 + np.exp(-1.0 * np.dot(X, W1)))
sum over an axis: return np.sum(X, axis=0, keepdims=True)
method sum: return X.sum(axis=1, keepdims=True)
sum of everything: return np.sum((f - t) ** 2) / (2 * len(X))
built-in sum: return sum((f - t) ** 2)
built-in sum of a generator: return sum(w ** 2 for w in W1.flatten()) * lam
mean: return np.mean((f - t) ** 2)
mean over an axis: return (f - t).mean(axis=0)
mean of a mask: return (X > 0).mean()
var and std: return np.array([np.var(X), np.std(W1)])
multiply: return np.multiply(f - t, np.multiply(f, 1 - f))
power: return (f - t) ** 2 + (f - t) ** 3
float power: return (f - t) ** 2.0
np.power: return np.power(f - t, 2)
square: return np.square(f - t)
root as a power: return f ** 0.5
negative power: return f ** -1
divide and subtract: return np.divide(np.subtract(f, t), 1 + f)
true divide of whole numbers: return y / 8 * lam
outer: return np.outer(X[0], W2)
einsum: return np.einsum('ni,nj->ij', X, (f - t) * f)
einsum of three: return np.einsum('ni,ij,nk->jk', X, W1, f - t, optimize=True)
einsum implicit: return np.einsum('ij->j', X)
tensordot: return np.tensordot(X, f - t, axes=([0], [0]))
inner: return np.inner(X, W1.T)
kron: return np.kron(X, W2.T)
vdot: return np.vdot(W1, W1) * lam / 2
reshape: return (f - t).reshape(-1, 1)
np.reshape: return np.reshape(f - t, (1, 4))
ravel and flatten: return (f - t).ravel() + f.flatten()
newaxis: return X[:, np.newaxis, :] * X[:, :, None]
expand_dims: return np.expand_dims(X[0], 1) * W1
squeeze: return np.squeeze(f - t)
swapaxes: return np.swapaxes(X, 0, 1) @ f
ones_like: return (np.ones_like(f) - f) * f
shape: return (f - t) / X.shape[0]
size: return (f - t) / t.size
flat: return sum(w * w for w in W1.flat)
tile: return np.tile(W1[0], (X.shape[0], 1)) * X[:, :1]
repeat: return np.repeat(W2, 4, axis=1).T * f
broadcast_to: return np.broadcast_to(W1[0], (4, 3)) * f
diag: return np.diag((f * (1 - f)).ravel()) @ X
diagflat: return np.diagflat(f * (1 - f)) @ X
trace: return np.trace(W1.T @ W1) * lam
cumsum: return np.cumsum(X, axis=0)
prod: return np.prod(W1, axis=0)
hstack for the bias: return np.hstack([X, np.ones((X.shape[0], 1))]) @ np.vstack([W1, W1[0]])
c_: return np.c_[np.ones(X.shape[0]), X].T @ (f - t)
r_: return np.r_[W1.ravel(), W2.ravel()]
concatenate: return np.concatenate((np.ones((len(X), 1)), X), axis=1)
concatenate one vector: return np.concatenate([W1.ravel(), W2.ravel()])
column_stack: return np.column_stack((np.ones(4), X))
append: return np.append(W1, W2)
insert: return np.insert(X, 0, 1, axis=1)
pad: return np.pad(X, ((0, 0), (1, 0)), constant_values=1.0)
stack: return np.stack([X, 2 * X])
split: return np.split(W1, 3, axis=1)[1] * lam
delete: return np.delete(W1, 0, axis=1) * lam
eye: return np.eye(2) @ W1 * lam
identity: return np.identity(3) @ W2
linspace: g = np.linspace(0, 1, 3); g[1] = lam; return g * W1
arange: return np.arange(3) * W1
arange in floats: g = np.arange(3.0); g[0] = lam; return g * W1
arange with a dtype: return np.exp(np.arange(3, dtype=float)) * W1
full: return np.full((2, 3), 0.5) * W1
zeros_like and rows: g = np.zeros_like(W1); g[0] = W1[0] * 2; g[1] = lam; return g
empty: g = np.empty((2, 3)); g[:] = W1; return g
zeros in float32: g = np.zeros((2, 3), dtype=np.float32); g += W1; return g
zeros of another's dtype: g = np.zeros(W1.shape, dtype=X.dtype); g += W1; return g
zeros of shape: g = np.zeros(shape=W1.shape, dtype='float64'); g -= W1; return g
where: return np.where(X > 0, X, 0)
where with slopes: return np.where(X > 0, 1.0, 0.01) * X
where over indices: g = X.copy(); g[np.where(X < 0)] = 0; return g
maximum: return np.maximum(0, X)
maximum in place: Z = X @ W1; np.maximum(Z, 0, out=Z); return np.log(1 + Z)
minimum: return np.minimum(X, 0.5)
mask times array: return X * (X > 0)
mask as float: return (X > 0).astype(float) * X
mask as float64: return (X > 0).astype(np.float64) * X
mask as text float: return (X > 0).astype('float32') * X
mask times one: return (X > 0) * 1.0
mask as int: return (X > 0).astype(int) * X
mask changed in place: d = (X > 0).astype(float); d *= f - t; return d
mask product changed in place: d = 1.0 * (X > 0); d *= f; return d
relu by mask: g = X.copy(); g[g < 0] = 0; return np.exp(g)
relu gradient by mask: d = X * f; d[X <= 0] = 0; return d
relu gradient from copy: d = np.array(X, copy=True); d[X <= 0] = 0.0; d[X > 0] = 1; return d * f
leaky relu: return np.where(X > 0, X, 0.25 * X)
heaviside: return np.heaviside(X, 0.5) * f
sign: return np.sign(W1) * lam
np.abs: return np.abs(W1).sum() * lam
built-in abs: return abs(W1)
logical_and: return np.logical_and(X > 0, X < 1) * f
and of masks: return ((X > 0) & (X < 1)) * f
not of a mask: return (~(X > 0)) * X
any and all: return X * 2 if np.all(f > 0) and (X < 0).any() else X
count_nonzero: return np.count_nonzero(X > 0) * W1
max over an axis: return X - np.max(X, axis=1, keepdims=True)
max of everything: return np.exp(X - np.max(X))
amax and method max: return X.max(axis=0) + np.amax(W1) + X.min()
softmax: e = np.exp(X - np.max(X, axis=1, keepdims=True)); return e / np.sum(e, axis=1, keepdims=True)
softmax in place: e = np.exp(X); e /= e.sum(axis=1, keepdims=True); return e
softmax gradient in place: p = softmax(Z); p[range(4), y] -= 1; p /= 4; return p
softmax loss: p = np.exp(Z); p /= p.sum(1)[:, None]; return -np.log(p[np.arange(4), y]).mean()
one-hot by eye: return np.eye(3)[y] - Z
one-hot by zeros: Y = np.zeros((4, 3)); Y[np.arange(y.size), y] = 1; return Z - Y
one-hot by comparison: return (y[:, None] == np.arange(3)).astype(float) - Z
one-hot by comparison times one: return (y.reshape(-1, 1) == np.arange(3)) * 1 - Z
one-hot by loop: Y = np.zeros((4, 3)); for i in range(4): Y[i, y[i]] = 1; return Z - Y
labels as float: return y.reshape(-1, 1).astype(float) - f
labels as column: return f - y[:, np.newaxis]
labels in an array: return np.array([1.0 if k == 1 else 0.0 for k in y]) * f.ravel()
argmax: return X[np.arange(len(X)), np.argmax(X, axis=1)]
accuracy: return np.mean(np.argmax(Z, axis=1) == y)
sort: return np.sort(W1, axis=1)
argsort: return W1[:, np.argsort(W1[0])]
classes counted: K = np.max(y) + 1; return np.eye(K)[y] - Z
classes counted by method: Y = np.zeros((y.size, y.max() + 1)); Y[range(4), y] = 1; return Y - Z
classes as a set: return len(set(y)) * W1
targets as a set: return len(set(t.ravel())) * W1
targets as indices: return np.eye(2)[t.astype(int).ravel()] * f
targets as keys: return np.array([{0: 1.0, 1: 2.0}[k] for k in t.ravel()]) * f
targets compared: return np.where(t == 1, np.log(f), np.log(1 - f))
one target as an index: return W1[int(t[1, 0])] * W1[t.astype(int)[0, 0]]
unique targets: return np.unique(t)[1] * W1
unique labels: return len(np.unique(y)) * W1
take_along_axis: return np.take_along_axis(Z, y[:, None], axis=1)
choose by fancy index: return Z[range(4), y] * 2
add.at: g = np.zeros(2); np.add.at(g, [0, 1], W1[:, 0]); return g
tanh: return 1 - np.tanh(X) ** 2
sinh and cosh: return np.sinh(X) / np.cosh(X)
arctan and sin: return np.arctan(X) + np.sin(X) * np.cos(X)
log: return -np.mean(t * np.log(f) + (1 - t) * np.log(1 - f))
log1p: return np.log1p(np.exp(X))
expm1: return np.expm1(X)
logaddexp: return np.logaddexp(0, X)
logaddexp of a number: return np.logaddexp(0, X[0, 0])
softplus: return np.maximum(X, 0) + np.log1p(np.exp(-np.abs(X)))
stable sigmoid by where: return np.where(X >= 0, 1 / (1 + np.exp(-X)), np.exp(X) / (1 + np.exp(X)))
stable sigmoid by mask: s = X + 0; p = X >= 0; s[p] = sigmoid(s[p]); s[~p] = np.exp(s[~p]); return s
clip: return np.clip(f, 1e-7, 1 - 1e-7)
clip method: return f.clip(1e-12, 1 - 1e-12)
clip by finfo: eps = np.finfo(float).eps; return np.log(np.clip(f, eps, 1 - eps))
small epsilon: return np.log(f + 1e-8)
sqrt: return np.sqrt(np.sum((f - t) ** 2))
norm: return np.linalg.norm(f - t) ** 2
Frobenius norm: return np.linalg.norm(W1, 'fro') ** 2 * lam
norm with an order: return np.linalg.norm(W2.ravel(), ord=2)
real part: return np.real(X) + X.real
block: return np.block([[X, f], [X, t]])
subtract.outer: return np.subtract.outer(X[:, 0], W1[0])
add.reduce: return np.add.reduce(X, axis=0)
operator module: import operator; return operator.matmul(X, W1)
sum into out: g = np.zeros((1, 2)); np.sum(X, axis=0, keepdims=True, out=g); return g
clip into out: g = X.copy(); np.clip(g, 0, 1, out=g); return g
clip from below: return X.clip(min=0)
norm over an axis: return np.linalg.norm(X, axis=1)
multi_dot: return np.linalg.multi_dot([X, W1, W2])
asarray: return np.asarray(X) * 2
array: return np.array(X) * 2
array as float: return np.array(X, dtype=float) * 2
array as float64: return np.asarray(X, dtype=np.float64).T @ f
astype: return X.astype(float) * 2
astype float32: return X.astype(np.float32).T.dot(f)
astype of text: return X.astype('float64') + 1
array of a list: return np.array([1.0, 2.0, 4.0]) * W1
array of lists changed: g = np.array([[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]); g[0] = W1[0]; return g
array of whole numbers: return np.array([1, 2, 4]) * W1
matrix: return np.asarray(np.matrix(X).T * np.matrix(f - t))
matrix kept: M = np.mat(X); return M.T * np.multiply(np.mat(f), np.mat(1 - f))
matrix exp: return 1 / (1 + np.exp(-np.matrix(X) * np.matrix(W1)))
matrix attributes: return np.matrix(X).A.T @ np.asmatrix(f).getA()
asarray of a matrix: return np.array(np.matrix(X)) * f
float: return float(np.sum(f - t)) * X
float of an element: return float(X[0, 0]) * X
float of one entry: return float(X[:1, :1].sum(keepdims=True)[0, 0]) * X
item: return np.sum(f - t).item() * X
item of an array: return X.item(0) * X
np.float64: return np.float64(lam) * W1
number methods: s = np.sum(f); return s.copy() * X + s.sum() + s.mean() + s.reshape(1, 1)
isinstance of a number: return X * 2 if isinstance(lam, (int, float)) else X * 3
isinstance of an array: return X * 2 if isinstance(X, np.ndarray) else None
isscalar: return X * 2 if np.isscalar(lam) else X * 3
int of a number: return int(lam * 8) * X
round: return round(lam * 10) * X
floor division: return lam // 0.5 * X
comparison of a number: s = np.sum(f - t); return X * 2 if s > 0 else X * 3
loss with a condition: return [p if q > 0.5 else 1 - p for p, q in zip(f.ravel(), t.ravel())]
math.exp: return np.array([[1 / (1 + math.exp(-z)) for z in row] for row in X])
math.log: return -sum(math.log(p) for p in f.ravel()) / len(f)
math.sqrt and tanh: return math.sqrt(lam) * W1 + math.tanh(W1[0, 0])
math.pow and fabs: return math.pow(lam, 2) * W1 + math.fabs(W1[0, 0])
math.fsum: return math.fsum(f.ravel()) * W1
math of a plain number: return math.sqrt(4.0) * W1
dual numbers: D = np.array([Dual(w, 1.0) for w in W2.ravel()]); return [d.b for d in D * D + D]
vectorize: return np.vectorize(lambda z: z * z + 1)(X)
vectorize with floats: return np.vectorize(lambda z: z if z > 0 else 0.0)(X)
vectorize with otypes: return np.vectorize(lambda z: max(0, z), otypes=[float])(X)
vectorize of math: return np.vectorize(lambda z: 1 / (1 + math.exp(-z)))(X)
apply_along_axis: return np.apply_along_axis(lambda row: row / row.sum(), 1, X)
map: return np.array(list(map(lambda row: [z * 2 for z in row], X)))
loops: g = np.zeros((2, 3)); for i, j in np.ndindex(2, 3): g[i, j] += X[i, 0] * f[j, 0]; return g
loops over samples: g = np.zeros((2, 1)); for n in range(4): g += X[n].reshape(-1, 1) * f[n]; return g
loops with a counter: g = 0; for x, y_, z in zip(X, f, t): g = g + x * (y_ - z); return g
while: g, n = np.zeros(2), 0; while n < 4: g, n = g + X[n] * f[n], n + 1; return g
sum of outer products: return sum(np.outer(X[n], f[n] - t[n]) for n in range(4))
sum of outer products of an array: return np.sum([np.outer(X[n], f[n] - t[n]) for n in range(4)], axis=0)
mean of a list: return np.mean([X[n, 0] * f[n, 0] for n in range(4)])
nested lists: return [[W1[i, j] * lam for j in range(3)] for i in range(2)]
lists zipped: return [sum(a * b for a, b in zip(row, col)) for row in X.tolist() for col in W1.T.tolist()]
tolist: return np.array(X.tolist()) * 2
vstack of a list: return np.vstack([x * 2 for x in X])
array of a list of rows: return np.array([x * f[n] for n, x in enumerate(X)])
object array of matrices: return np.array([X, 2 * X], dtype=object)[1]
in-place addition: g = X * 1.0; g += X; g *= 2; g -= f; g /= 4; return g
out: g = np.empty((2, 1)); np.dot(X.T, f - t, out=g); return g
out of a ufunc: g = np.zeros_like(X); np.multiply(X, f, out=g); return g
out of exp: Z = X.copy(); np.exp(-Z, out=Z); Z += 1; np.reciprocal(Z, out=Z); return Z
copy: g = X.copy(); g[:, 0] -= 1; return g
np.copy: g = np.copy(X); g[0, 0] = 0.0; return g
deepcopy: import copy; g = copy.deepcopy(X); g[0] = 0; return g
dictionary: c = {'a': X @ W1}; c['a'] = sigmoid(c['a']); return c['a'].T @ (f - t)
keys by format: P = {'W%d' % l: W for l, W in enumerate([W1, W2], 1)}; return X @ P['W1'] @ P['W2']
keys by text: P = {'W' + str(l): W for l, W in enumerate([W1, W2], 1)}; return X @ P['W1'] @ P['W2']
keys by several: P = {'%s%d' % ('W', 1): W1}; return X @ P['W1']
results kept by text: c = {str(A): np.exp(A) for A in (X, 2 * X)}; return c[str(X)] if len(c) == 2 else None
results kept by number: c = {}; for w in W1.ravel(): c[w] = w * lam; return [c[w] for w in W1.ravel()]
numbers module: import numbers; return X * (2 if isinstance(lam, numbers.Real) else 3)
class: layer = Layer(W1); layer.backward(X, (f - t) @ W2.T); return layer.dW
unpacked shape: N, D = X.shape; return X.T.dot(f) / N / D
lambda: s = lambda z: 1 / (1 + np.exp(-z)); return s(X) * (1 - s(X))
functools.reduce: import functools; return functools.reduce(np.dot, [X, W1, W2])
nan check: assert not np.isnan(X).any() and np.isfinite(X).all(); return X * lam
nan_to_num: return np.nan_to_num(np.log(f))
shape check: assert X.shape == (4, 2) and X.ndim == 2; return X * lam
dtype check: assert W1.dtype == np.float64; return W1 * lam
issubdtype check: assert np.issubdtype(W1.dtype, np.floating); return W1 * lam
allclose check: assert not np.allclose(f, t); return W1 * lam
errstate: with np.errstate(over='ignore'): return np.exp(X)
seterr: np.seterr(all='ignore'); return np.exp(X)
random buffers: W = np.random.randn(2, 3) * 0; return W + W1
printing: print('loss', np.sum(f), '{:.3f}'.format(lam), '%.3f' % lam); return W1 * lam
printing in an f-string: print(f"{np.sum(f):.4f}"); return W1 * lam
string: str(X) + repr(lam); return W1 * lam
ndenumerate: g = np.zeros(W1.shape); for at, w in np.ndenumerate(W1): g[at] = w * lam; return g
nditer: g, i = W1 + 0, np.nditer(W1, ['multi_index']); for w in i: g[i.multi_index] = w * lam; return g
nditer in place: g = W1 + 0; for w in np.nditer(g, op_flags=['readwrite']): w[...] = np.exp(w) * 2; return g
ndindex: return np.array([W1[at] for at in np.ndindex(2, 3)]).reshape(2, 3)
enumerate rows: g = np.zeros((4, 2)); for n, x in enumerate(X): g[n] = x * 2; return g
roll and flip: return np.roll(X, 1, axis=0) + np.flip(X, 0) + X[::-1]
triu: return np.triu(W1 @ W1.T)
meshgrid: a, b = np.meshgrid(X[:, 0], W1[0]); return a * b
mean square by size: return ((f - t) ** 2).sum() / f.size
conditional per element: return np.array([[0.0 if z < 0 else z for z in row] for row in X])
piecewise: return np.piecewise(X, [X < 0, X >= 0], [lambda z: z * 2, lambda z: z * 3])
select: return np.select([X < 0, X >= 0], [X * 2, X * 3])
zeros of whole numbers: g = np.zeros((2, 3), dtype=int); g[:] = W1 * 4; return g
two values of one number: return np.array([lam, lam * 2]) * X
empty list to array: r = []; for w in W2: r.append(w * lam); return np.array(r)
fromiter: return np.fromiter((w * lam for w in W1.ravel()), dtype=float)
asfarray: return np.asfarray(X) * 2
sum with dtype: return np.sum(X, axis=0, dtype=np.float64)
mean with dtype: return np.mean(X, axis=0, dtype=float)
where as a product: return np.multiply(X, np.int64(X > 0))
bool product: return np.multiply(X > 0, f)
float of a mask: return np.float64(X > 0) * f
reduce with initial: return np.max(X, axis=1, initial=0.0)
erf-like gelu: return 0.5 * X * (1 + np.tanh(0.75 * (X + X ** 3)))
exponent base: return 2 ** X + np.exp2(X)
np.e power: return np.e ** -X
digits: return np.round(X * 100, 1)
average: return np.average(X, axis=0)
average with weights: return np.average(X, axis=0, weights=f.ravel())
nansum: return np.nansum(X, axis=0)
cross terms: return (X[:, :, None] * (f - t)[:, None, :]).sum(0)
moveaxis: return np.moveaxis(X[None], 0, -1)[:, :, 0]
atleast_2d: return np.atleast_2d(X[0]).T @ np.atleast_2d(f[0])
setdiff of labels: return np.isin(y, [0, 1]) * f.ravel()
bincount: return np.bincount(y, minlength=3) * W1
compress: return X[y == 1].sum(axis=0)
boolean index assignment of rows: g = X.copy(); g[y == 1] *= 2; return g
power of a scalar: return lam ** 2 * W1
scalar methods in place: s = 0.0; s += np.sum(f); s *= 2; return s * W1
numpy scalar accumulators: s = np.float64(0); s += lam; s = np.zeros(()) + s; return s * W1
vector of one entry: b = np.zeros(1); b[0] = np.sum(f); return b * X
scalar into a slice: b = np.zeros((1, 3)); b[:] = np.sum(f); return b
full of a traced number: return np.full(W1.shape, lam)
ones times a traced number: return np.ones((2, 3)) * lam
polynomial: return np.polyval([1.0, 2.0, 0.5], X)
interpolated slope: return (X > 0) * (1.0 - 0.25) + 0.25
ternary chain: return X * (2 if lam > 0 else 1)
star arguments: return (lambda *a: a[0] @ a[1])(X, W1)
numpy minimum of a scalar: return min(lam, 1.0) * max(lam, 0.5) * W1
"""

LOST = """
linear solve: return np.linalg.solve(W1 @ W1.T, X[:2])
buffer of floats: g = np.random.rand(2, 3); g[:] = W1; return g
buffer of floats changed in place: g = np.random.rand(2, 3) * 0; g += W1; return g
complex step: return np.imag(np.exp(X + 1e-20j)) * 1e20
text: return float(str(lam)) * W1
formatted text: return float('%.17g' % lam) * W1
text in an f-string: return float(f'{lam:.17f}') * W1
bytes: return np.frombuffer(X.tobytes()) * 1.0
a comparison near zero: Z = np.exp(X) * np.exp(-X) - 1; return (Z > 0) * 1.0
a rounding near a step: return np.floor(np.log(np.exp(X * 0 + 1.0)))
complex module: import cmath; return cmath.exp(lam).real * W1
decimal: from decimal import Decimal; return float(Decimal(float(lam))) * W1
struct: import struct; return struct.unpack('d', struct.pack('d', lam))[0] * W1
array module: import array; return array.array('d', [lam])[0] * W1
"""

SCIPY = """
expit: from scipy.special import expit; return expit(X @ W1)
expit of a number: from scipy.special import expit; return expit(X[0, 0])
softmax of scipy: import scipy.special; return scipy.special.softmax(X, axis=1)
logsumexp: from scipy.special import logsumexp; return logsumexp(X, axis=1, keepdims=True)
xlogy: from scipy.special import xlogy; return xlogy(t, f)
logit: from scipy import special; return special.logit(f)
"""


def source(body: str) -> str:
    """A module with one function of these lines; a loop runs over the lines up to the last."""
    lines, indent = ["Z = X @ W1", "f = sigmoid(Z @ W2)"], ""
    for line in body.split("; "):
        indent = "" if line.startswith("return") else indent
        lines.append(indent + line)
    return "\n    ".join([f"{HEADER}\ndef gradients(X, t, W1, W2, y, lam):", *lines]) + "\n"


def table(text: str) -> dict[str, str]:
    """Sources by name."""
    rows = (line.partition(": ") for line in text.strip().splitlines())
    return {name: source(body) for name, _, body in rows}


IDIOMS = {**table(TABLE), **(table(SCIPY) if find_spec("scipy") else {})}
"""What is to be followed exactly."""

LOSSES = table(LOST)
"""What leaves the balls, and has to say so."""
