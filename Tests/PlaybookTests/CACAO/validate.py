"""Says of each line of the input, one CACAO playbook each, whether it is valid under the official schemas."""
import json
import pathlib
import sys

import jsonschema

folder = pathlib.Path(sys.argv[1])
schemas = {}
for path in folder.rglob("*.json"):
    schema = json.loads(path.read_text())
    schemas[schema.get("$id", str(path))] = schema
root = next(schema for key, schema in schemas.items() if key.endswith("/schemas/playbook.json"))
try:
    import referencing

    resources = [(key, referencing.Resource.from_contents(schema)) for key, schema in schemas.items()]
    registry = referencing.Registry().with_resources(resources)
    validator = jsonschema.Draft7Validator(root, registry=registry)
except ImportError:
    resolver = jsonschema.RefResolver(root["$id"], root, store=schemas)
    validator = jsonschema.Draft7Validator(root, resolver=resolver)
for line in sys.stdin.read().split("\n"):
    errors = sorted(validator.iter_errors(json.loads(line)), key=str)
    if errors:
        print("invalid: " + "; ".join(f"{list(e.absolute_path)}: {e.message[:120]}" for e in errors[:3]).replace("\n", " "))
    else:
        print("valid")
