"""Share of the pictures whose digit was recognised."""

from sklearn.metrics import accuracy_score


def accuracy(y_true, y_pred):
    return float(accuracy_score(y_true, y_pred))
