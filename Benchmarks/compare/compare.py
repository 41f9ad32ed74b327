#!/usr/bin/env python3
"""Runs the same playbook and the same conditions on others and on Redress, in turns, and prints ratios.

    python3 Benchmarks/compare/compare.py [--rounds N] [--seconds N] [--redress-compare PATH] [--venv DIR]

The others are SpiffWorkflow (a BPMN engine in Python) and datalogic-py (JsonLogic, native), the fastest evaluator that was
found on PyPI; both are installed into a virtual environment when they are not there. Each side is measured by the
processor time of the one thread that works, so that what else the machine does counts for none of them.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time
import venv

HERE = pathlib.Path(__file__).resolve().parent
PACKAGES = ["SpiffWorkflow==3.2.0", "datalogic-py==5.9.0"]
STEPS = 40


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0, help="how long a turn is, in processor time")
    parser.add_argument("--redress-compare", default=str(HERE.parent / ".build/release/redress-compare"))
    parser.add_argument("--venv", default=str(HERE / ".venv"))
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def inside_venv(directory):
    """Runs this script again with an interpreter that has the packages."""
    python = pathlib.Path(directory) / "bin/python"
    if not python.exists():
        venv.create(directory, with_pip=True)
    installed = subprocess.run([python, "-m", "pip", "freeze"], capture_output=True, text=True).stdout.lower()
    if any(package.lower() not in installed for package in PACKAGES):
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    os.execv(python, [str(python), *sys.argv, "--inside"])


# The same work, written down twice.


def playbook():
    """40 steps: 36 questions and 4 decisions, all answered yes."""
    lines = [
        "playbook: compare", "schema: playbook/1", "version: 1.0.0", "languages: [en]", "title: {en: Compare}", "steps:",
    ]
    for number in range(STEPS):
        if number % 10 == 9:
            lines += [
                f"  - decide: d{number}", "    cases:", f"      - when: 'a.q{number - 1} == \"yes\"'",
                f"        then: [{{say: s{number}, text: {{en: Good.}}}}]", "      - else: []",
            ]
        else:
            lines += [f"  - ask: q{number}", "    text: {en: What?}", "    type: YesNo"]
    return "\n".join(lines) + "\n"


def bpmn():
    """The same as BPMN: user tasks in a row, and gateways with a task in one branch."""
    parts, flows = ['<startEvent id="start"/>'], []
    last = "start"

    def flow(source, target, condition=None, name=None):
        identifier = name or f"f{len(flows)}"
        body = f'<conditionExpression xsi:type="tFormalExpression">{condition}</conditionExpression>' if condition else ""
        flows.append(f'<sequenceFlow id="{identifier}" sourceRef="{source}" targetRef="{target}">{body}</sequenceFlow>')

    for number in range(STEPS):
        if number % 10 == 9:
            parts.append(f'<exclusiveGateway id="d{number}" default="else{number}"/>')
            parts.append(f'<manualTask id="s{number}" name="s{number}"/>')
            parts.append(f'<exclusiveGateway id="j{number}"/>')
            flow(last, f"d{number}")
            flow(f"d{number}", f"s{number}", f"q{number - 1} == 'yes'")
            flow(f"d{number}", f"j{number}", name=f"else{number}")
            flow(f"s{number}", f"j{number}")
            last = f"j{number}"
        else:
            parts.append(f'<userTask id="q{number}" name="q{number}"/>')
            flow(last, f"q{number}")
            last = f"q{number}"
    parts.append('<endEvent id="end"/>')
    flow(last, "end")
    return (
        '<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="http://compare">'
        f'<process id="compare" isExecutable="true">{"".join(parts)}{"".join(flows)}</process></definitions>'
    )


CONDITIONS = [
    {
        "expr": 'a.on_line == "yes"',
        "types": {"a.on_line": {"enum": ["yes", "no"]}}, "bindings": {"a.on_line": "yes"},
        "logic": {"==": [{"var": "a.on_line"}, "yes"]}, "value": True,
    },
    {
        "expr": 'a.taken && a.amount >= 1500000 && case.scam == "SAFE_ACCOUNT"',
        "types": {"a.taken": "bool", "a.amount": "int", "case.scam": "string"},
        "bindings": {"a.taken": True, "a.amount": 15000000, "case.scam": "SAFE_ACCOUNT"},
        "logic": {
            "and": [
                {"var": "a.taken"}, {">=": [{"var": "a.amount"}, 1500000]},
                {"==": [{"var": "case.scam"}, "SAFE_ACCOUNT"]},
            ]
        },
        "value": True,
    },
    {
        "expr": 'a.channel in ["card", "crypto"] || a.count > 3 && !a.taken',
        "types": {"a.channel": "string", "a.count": "int", "a.taken": "bool"},
        "bindings": {"a.channel": "cash", "a.count": 5, "a.taken": False},
        "logic": {
            "or": [
                {"in": [{"var": "a.channel"}, ["card", "crypto"]]},
                {"and": [{">": [{"var": "a.count"}, 3]}, {"!": [{"var": "a.taken"}]}]},
            ]
        },
        "value": True,
    },
    {
        "expr": 'a.channels.exists(c, c == "crypto")',
        "types": {"a.channels": "list(string)"}, "bindings": {"a.channels": ["card", "cash", "crypto"]},
        "logic": {"some": [{"var": "a.channels"}, {"==": [{"var": ""}, "crypto"]}]}, "value": True,
    },
]


def nested(bindings):
    """{"a.x": 1} as {"a": {"x": 1}}, which is how JsonLogic reads names with points."""
    result = {}
    for name, value in bindings.items():
        root, leaf = name.split(".")
        result.setdefault(root, {})[leaf] = value
    return result


def rate(seconds, body):
    """Things a second of this thread's processor time; body gives how many it did."""
    start, count, used = time.thread_time(), 0, 0.0
    while used < seconds:
        count += body()
        used = time.thread_time() - start
    return count / used


# The others.


def spiff(seconds):
    from SpiffWorkflow.bpmn.parser import BpmnParser
    from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
    from SpiffWorkflow.util.task import TaskState

    parser = BpmnParser()
    parser.add_bpmn_str(bpmn().encode())
    specification = parser.get_spec("compare")

    def run():
        workflow = BpmnWorkflow(specification)
        steps = 0
        workflow.do_engine_steps()
        while not workflow.is_completed():
            task = workflow.get_next_task(state=TaskState.READY, manual=True)
            task.data[task.task_spec.name] = "yes"
            task.run()
            workflow.do_engine_steps()
            steps += 1
        if steps != STEPS:
            raise SystemExit(f"SpiffWorkflow took {steps} steps, not {STEPS}")
        return steps

    return rate(seconds, run)


def datalogic(seconds):
    """A rule that is compiled once: over Python values, which is how a program holds what it decides about, and over a
    document that was parsed before and stays the same, which is the quickest way that the package has."""
    import datalogic_py

    engine = datalogic_py.Engine()
    session = engine.session()
    values, parsed = [], []
    for condition in CONDITIONS:
        rule = engine.compile(condition["logic"])
        data = nested(condition["bindings"])
        handle = datalogic_py.DataHandle(json.dumps(data))
        if rule.evaluate(data) != condition["value"] or session.evaluate_bool(rule, handle) != condition["value"]:
            raise SystemExit(f"datalogic-py says otherwise: {condition['expr']}")

        def over_values():
            for _ in range(1000):
                rule.evaluate(data)
            return 1000

        def over_parsed():
            for _ in range(1000):
                session.evaluate_bool(rule, handle)
            return 1000

        values.append(rate(seconds, over_values))
        parsed.append(rate(seconds, over_parsed))
    return values, parsed


# Ours.


def redress(path, *words):
    answer = subprocess.run([path, *words], capture_output=True, text=True)
    if answer.returncode != 0:
        raise SystemExit(answer.stderr)
    return json.loads(answer.stdout)


def main():
    options = arguments()
    work = HERE / ".work"
    work.mkdir(exist_ok=True)
    (work / "compare.yaml").write_text(playbook())
    lines = [json.dumps({key: value for key, value in c.items() if key != "logic"}) for c in CONDITIONS]
    (work / "conditions.jsonl").write_text("\n".join(lines) + "\n")
    large = (work / "large.yaml")
    large.write_text(large_playbook())
    seconds = str(options.seconds)
    rows = {}

    def note(name, ours, theirs=None, other="", aim=None):
        row = rows.setdefault(name, {"other": other, "aim": aim, "ours": [], "theirs": []})
        row["ours"].append(ours)
        if theirs is not None:
            row["theirs"].append(theirs)

    for _ in range(options.rounds):
        steps = redress(options.redress_compare, "steps", str(work / "compare.yaml"), seconds)
        if steps["steps"] - 1 != STEPS:
            raise SystemExit(f"Redress took {steps['steps'] - 1} steps, not {STEPS}")
        note("a run of 40 steps, steps/s", steps["steps_per_second"], spiff(options.seconds), "SpiffWorkflow", "≥ 100×")
        note("next step from the middle of it, 1/s", steps["next_per_second"], aim="≥ 200,000")
        note("replay, events/s", steps["replayed_events_per_second"])
        ours = redress(options.redress_compare, "conditions", str(work / "conditions.jsonl"), seconds)["per_second"]
        for condition, mine, values, parsed in zip(CONDITIONS, ours, *datalogic(options.seconds)):
            note(condition["expr"] + ", 1/s", mine, values, "datalogic-py", "≥ 5 million, ≥ 10×")
            note(condition["expr"] + ", the same", mine, parsed, "datalogic-py, parsed before")
        lint = redress(options.redress_compare, "lint", str(large))
        note(f"lint of one file of {lint['bytes']:,} bytes, ms", lint["thread_microseconds"] / 1000, aim="≤ 1,000")

    if options.json:
        print(json.dumps(rows))
        return
    print("| what | Redress | beside it | | ratio | aim |\n|---|--:|---|--:|--:|--:|")
    for name, row in rows.items():
        ours = statistics.median(row["ours"])
        theirs = f"{statistics.median(row['theirs']):,.0f}" if row["theirs"] else ""
        ratio = (
            f"{statistics.median(a / b for a, b in zip(row['ours'], row['theirs'])):,.1f}" if row["theirs"] else ""
        )
        name = name.replace("|", "\\|")
        print(f"| `{name}` | {ours:,.0f} | {row['other']} | {theirs} | {ratio} | {row['aim'] or ''} |")


def large_playbook():
    """Just under 1 MiB, the most that a file may have."""
    lines = ["playbook: large", "schema: playbook/1", "version: 1.0.0", "languages: [ru, en]",
             'title: {ru: "Большой", en: Large}', "steps:"]
    size, number = sum(len(line) + 1 for line in lines), 0
    while True:
        step = [
            f"  - ask: q{number}", '    text: {ru: "Что случилось потом?", en: "What happened then?"}',
            "    type: YesNoUnknown", f"  - decide: d{number}", "    cases:", f"      - when: 'a.q{number} == \"yes\"'",
            f'        then: [{{say: s{number}, text: {{ru: "Хорошо.", en: Good.}}}}]', "      - else: []",
        ]
        size += sum(len(line.encode()) + 1 for line in step)
        if size >= 1 << 20:
            return "\n".join(lines) + "\n"
        lines += step
        number += 1


if __name__ == "__main__":
    if "--inside" in sys.argv:
        sys.argv.remove("--inside")
        main()
    else:
        inside_venv(arguments().venv)
