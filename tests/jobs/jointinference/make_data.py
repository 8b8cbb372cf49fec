"""Writes data/test.txt: 101 numbers in no order, labelled by their place among all. Run in the job's folder."""
import os

numbers = [17 * at * at % 1009 + at / 1000 for at in range(101)]
numbers = [int(number * 1000) for number in numbers]
os.makedirs("data", exist_ok=True)
with open("data/test.txt", "w", encoding="utf-8") as file:
    file.writelines(f"./{number} ./{sorted(numbers).index(number) % 5}\n" for number in numbers)
