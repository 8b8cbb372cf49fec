"""Python would not have it."""
def train(self:
    pass
