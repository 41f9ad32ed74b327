"""Compares an export with what pymerkle and proofbundle make of it. Argument: the directory with the files."""
import base64
import sys

from proofbundle.checkpoint import verify_checkpoint
from proofbundle.merkle import verify_inclusion
from pymerkle import InmemoryTree

work = sys.argv[1]


def note(path):
    text = open(path, encoding="utf-8").read()
    lines = text.split("\n")
    return text, int(lines[1]), base64.b64decode(lines[2])


leaves = open(f"{work}/trail/entries.jsonl", "rb").read().split(b"\n")[:-1]
tree = InmemoryTree(algorithm="sha256")
for leaf in leaves:
    tree.append_entry(leaf)

newest, size, root = note(f"{work}/trail/checkpoint")
_, first_size, first_root = note(f"{work}/first")
assert len(leaves) == size, (len(leaves), size)
assert tree.get_root(size) == root, "pymerkle has another root"
assert tree.get_root(first_size) == first_root, "pymerkle has another root for the first checkpoint"

vkey = open(f"{work}/policy", encoding="utf-8").readline().split()[1]
verdict = verify_checkpoint(newest, vkey)
assert verdict["ok"], "proofbundle refuses the checkpoint"

proof = open(f"{work}/proof.tlog-proof", encoding="utf-8").read()
head, _, signed = proof.partition("\n\n")
lines = head.split("\n")
index = int(lines[1].removeprefix("index "))
path = [base64.b64decode(line) for line in lines[2:]]
leaf = open(f"{work}/proof.leaf", "rb").read()
_, proof_size, proof_root = signed, int(signed.split("\n")[1]), base64.b64decode(signed.split("\n")[2])
assert leaves[index] == leaf
assert verify_inclusion(leaf, index, proof_size, path, proof_root), "proofbundle refuses the proof"
assert not verify_inclusion(leaf + b" ", index, proof_size, path, proof_root), "proofbundle accepts another leaf"
print(f"pymerkle and proofbundle agree: {size} entries, checkpoint, roots and a proof.")
