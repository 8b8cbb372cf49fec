"""Writes data/: one file a number, since Ianvs copies unseen samples, and indices. Run in the job's folder."""
import os

os.makedirs("data/numbers", exist_ok=True)
for kind, numbers in (("train", range(10, 58)), ("test", range(40, 72, 2))):
    with open(f"data/{kind}.txt", "w", encoding="utf-8") as index:
        for number in numbers:
            path = os.path.abspath(f"data/numbers/{number}")
            with open(path, "w", encoding="utf-8") as file:
                file.write(f"{number}\n")
            index.write(f"{path} {number % 8 * 3 % 5}\n")
