from .metrics import get_metric_func
