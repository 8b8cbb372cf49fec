"""Writes data/: numbers, and a label for each that depends on its remainder by six, mostly. Run in the job's folder."""
import json
import os


def label(number):
    """Every eleventh is an exception."""
    return number % 6 * 7 % 4 if number % 11 else 9


os.makedirs("data/described/train", exist_ok=True)
os.makedirs("data/described/test", exist_ok=True)
for kind, numbers in (("train", range(3, 83)), ("test", range(90, 130))):
    pairs = [(number, label(number)) for number in numbers]
    with open(f"data/{kind}.txt", "w", encoding="utf-8") as file:
        file.writelines(f"./numbers/{number} ./labels/{answer}\n" for number, answer in pairs)
    with open(f"data/{kind}.jsonl", "w", encoding="utf-8") as file:
        file.writelines(json.dumps({"question": f"q/{number}", "answer": str(answer)}) + "\n"
                        for number, answer in pairs)
    with open(f"data/described/{kind}/metadata.json", "w", encoding="utf-8") as file:
        json.dump({"dataset": "numbers", "description": "numbers and labels", "level_1_dim": "single-modal",
                   "level_2_dim": "text"}, file)
    with open(f"data/described/{kind}/data.jsonl", "w", encoding="utf-8") as file:
        file.writelines(json.dumps({"prompt": "which label has/", "query": str(number), "response": str(answer),
                                    "level_3_dim": "numbers", "level_4_dim": "remainders"}) + "\n"
                        for number, answer in pairs)
