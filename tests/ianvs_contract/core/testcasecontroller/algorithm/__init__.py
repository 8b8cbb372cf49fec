from .algorithm import Algorithm
