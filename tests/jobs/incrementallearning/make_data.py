"""Writes data/: one file a number, since Ianvs copies hard examples, and indices. Run in the job's folder."""
import os

os.makedirs("data/numbers", exist_ok=True)
for kind, numbers in (("train", range(10, 46)), ("test", range(46, 66))):
    with open(f"data/{kind}.txt", "w", encoding="utf-8") as index:
        for number in numbers:
            with open(f"data/numbers/{number}", "w", encoding="utf-8") as file:
                file.write(f"{number}\n")
            index.write(f"./numbers/{number} ./labels/{number % 6 * 7 % 4 if number % 11 else 9}\n")
