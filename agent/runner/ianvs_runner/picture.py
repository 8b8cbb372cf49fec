"""`save_mode: selected_and_all_and_picture`: Ianvs' own code draws the matrices of the metric called `Matrix`.

Ianvs does so in the folder of each test case, and ends with an error where a single one can't be drawn. Here each
picture that can be drawn is.
"""
import os
import sys

from ianvs_runner import job_values, texts, verb


def main(arguments):
    """Draws the list of {"folder", "matrices": {title: rows}} on stdin.

    Prints {"drawn": N, "problems": [sentence, ...]}, or {"failed": sentence} if nothing can be drawn at all.
    """
    if arguments:
        sys.stderr.write("ianvs_runner: picture takes no argument; what to draw is read from stdin\n")
        return 2
    with verb.own_stdout() as tell:
        try:
            verb.import_ianvs()
            from core.storymanager.visualization import draw_heatmap_picture
        except verb.NoIanvs as error:
            return tell({"failed": str(error)})
        except ImportError as error:
            return tell({"failed": "this Ianvs draws no pictures: {}".format(error)})
        return tell(_draw_all(job_values.parse(sys.stdin.read()), draw_heatmap_picture))


def _draw_all(test_cases, draw):
    drawn, problems = 0, []
    for test_case in test_cases:
        folder, matrices = test_case["folder"], test_case["matrices"]
        if not isinstance(matrices, dict):
            problems.append("{}: its metric Matrix is {}, where Ianvs draws a dict of matrices".format(
                folder, texts.with_article(type(matrices).__name__)))
            continue
        for title, matrix in matrices.items():
            try:
                _draw(draw, folder, str(title), matrix)
                drawn += 1
            except Exception as error:
                problems.append("{}: '{}' can't be drawn: {}: {}".format(
                    folder, title, type(error).__name__, texts.of(error)))
    return {"drawn": drawn, "problems": problems}


def _draw(draw, folder, title, matrix):
    """As Ianvs calls it; only some paradigms make the folder `output`, and Ianvs leaves all figures open."""
    os.makedirs(os.path.join(folder, "output"), exist_ok=True)
    try:
        draw(folder, title, matrix)
    finally:
        pyplot = sys.modules.get("matplotlib.pyplot")
        if pyplot is not None:
            pyplot.close("all")
