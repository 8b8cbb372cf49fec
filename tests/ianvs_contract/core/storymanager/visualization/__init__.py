"""A picture of a matrix; here a file that says what would be on it."""
import os


def draw_heatmap_picture(output, title, matrix):
    if len({len(row) for row in matrix}) != 1:
        raise TypeError("{} is no matrix".format(matrix))
    with open(os.path.join(output, "output", title + "-heatmap.png"), "w", encoding="utf-8") as file:
        file.write("{} {}\n".format(title, matrix))
