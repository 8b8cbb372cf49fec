"""All combinations of values."""
import itertools


def get_full_combinations(name_values_list):
    """A list of dicts, the last name's values changing fastest."""
    names = [name for name, _ in name_values_list]
    return [dict(zip(names, values)) for values in itertools.product(*(values for _, values in name_values_list))]
