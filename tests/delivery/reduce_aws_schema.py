"""Writes aws_schema.json: what hashicorp/aws accepts, for the types that terraform/ uses.

    npm pack @cdktf/provider-aws && tar xzf cdktf-provider-aws-*.tgz package/.jsii
    python -m tests.delivery.reduce_aws_schema package/.jsii

The package's type manifest is generated from the provider's own schema: for every resource a
`…Config` interface (what may be written) and a class (which adds what AWS computes).
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
TERRAFORM = HERE.parents[1] / "terraform"
SCHEMA = HERE / "aws_schema.json"

DOCUMENTED_AT = re.compile(
    r"hashicorp/aws/(?P<version>[\d.]+)/docs/"
    r"(?P<kind>resources|data-sources)/(?P<type>\w+)#(?P<argument>\w+)"
)
USED = re.compile(r'^(?P<kind>resource|data) "(?P<type>aws_\w+)"', re.MULTILINE)
META_ARGUMENTS = {
    "connection",
    "count",
    "depends_on",
    "for_each",
    "lifecycle",
    "provider",
    "provisioners",
}
PRIMITIVES = {"string": "string", "number": "number", "boolean": "bool", "any": "dynamic"}
CDKTF_TYPES = {
    "cdktf.StringMap": ["map", "string"],
    "cdktf.StringList": ["list", "string"],
    "cdktf.NumberList": ["list", "number"],
    "cdktf.BooleanMap": ["map", "bool"],
    "cdktf.IResolvable": "bool",
}

# A firewall rule's statements nest without end, so the package leaves them untyped.
# These are the two that the stack uses, from the provider's documentation.
FIREWALL_STATEMENTS = {
    "managed_rule_group_statement": {"name": "string", "vendor_name": "string"},
    "rate_based_statement": {
        "aggregate_key_type": "string",
        "evaluation_window_sec": "number",
        "limit": "number",
    },
}

Json = dict[str, Any]


class Manifest:
    """The package's types by full name."""

    def __init__(self, types: Json) -> None:
        self.types = types

    def reduced(self, used: set[tuple[str, str]]) -> Json:
        schema: Json = {"version": "", "resource": {}, "data": {}, "provider": None}
        for name, interface in self.types.items():
            if name.endswith(".provider.AwsProviderConfig"):
                schema["provider"] = self.block(name)
            documented = self.documented(interface)
            if documented is None or documented[:2] not in used:
                continue
            kind, terraform_type, schema["version"] = documented
            schema[kind][terraform_type] = self.resource(name)
        if firewall := schema["resource"].get("aws_wafv2_web_acl"):
            type_firewall_statements(firewall["blocks"]["rule"])
        return schema

    def documented(self, interface: Json) -> tuple[str, str, str] | None:
        """(kind, type, provider version) of a resource's or data source's configuration."""
        if "cdktf.TerraformMetaArguments" not in interface.get("interfaces", []):
            return None
        found = DOCUMENTED_AT.search(json.dumps(interface.get("properties", [])))
        if found is None:
            return None
        kind = "data" if found["kind"] == "data-sources" else "resource"
        return kind, "aws_" + found["type"], found["version"]

    def resource(self, config_name: str) -> Json:
        block = self.block(config_name)
        known = block["attributes"].keys() | block["blocks"].keys()
        for name, type_ in self.computed(config_name.removesuffix("Config")).items():
            if name not in known:
                block["attributes"][name] = {"type": type_, "computed": True}
        for name, type_ in (("id", "string"), ("tags_all", ["map", "string"])):
            if name == "id" or name in known:
                block["attributes"][name] = {"type": type_, "optional": True, "computed": True}
        return block

    def block(self, interface_name: str) -> Json:
        block: Json = {"attributes": {}, "blocks": {}}
        for property_ in self.types[interface_name].get("properties", []):
            name = argument_name(property_)
            if name in META_ARGUMENTS:
                continue
            required = not property_.get("optional", False)
            type_ = self.type_of(property_["type"])
            if nested := nested_interface(type_):
                block["blocks"][name] = {
                    "nesting": "single" if name == "timeouts" else "list",
                    "min_items": int(required and name != "timeouts"),
                    "max_items": 0 if isinstance(type_, list) or name == "timeouts" else 1,
                    **self.block(nested),
                }
            else:
                presence = "required" if required else "optional"
                block["attributes"][name] = {"type": type_, presence: True}
        return block

    def computed(self, class_name: str) -> Json:
        """What AWS decides: the class's read-only properties that are not echoes of arguments."""
        return {
            snake_case(property_["name"]): self.type_of(property_["type"])
            for property_ in self.types[class_name].get("properties", [])
            if property_.get("immutable")
            and not property_.get("static")
            and not property_["name"].endswith("Input")
            and property_["name"] not in {"tfResourceType", "fqn"}
        }

    def type_of(self, reference: Json) -> Any:
        """A Terraform type as JSON; a nested block stands as {"interface": name}."""
        if "primitive" in reference:
            return PRIMITIVES[reference["primitive"]]
        if "collection" in reference:
            collection = reference["collection"]
            kind = "list" if collection["kind"] == "array" else "map"
            return [kind, self.type_of(collection["elementtype"])]
        if "union" in reference:
            choices = reference["union"]["types"]
            return self.type_of(next(c for c in choices if c.get("fqn") != "cdktf.IResolvable"))
        return self.named_type(reference["fqn"])

    def named_type(self, name: str) -> Any:
        if name in CDKTF_TYPES:
            return CDKTF_TYPES[name]
        element = name.removesuffix("List") + "OutputReference"
        if name.endswith("List") and element in self.types:
            return ["list", ["object", self.computed(element)]]
        if self.types.get(name, {}).get("kind") == "interface":
            return {"interface": name}
        return "dynamic"


def type_firewall_statements(rule: Json) -> None:
    del rule["attributes"]["statement"]
    once = {"nesting": "list", "min_items": 0, "max_items": 1}
    rule["blocks"]["statement"] = {
        **once,
        "min_items": 1,
        "attributes": {},
        "blocks": {
            name: {
                **once,
                "attributes": {n: {"type": t, "required": True} for n, t in arguments.items()},
                "blocks": {},
            }
            for name, arguments in FIREWALL_STATEMENTS.items()
        },
    }


def argument_name(property_: Json) -> str:
    found = DOCUMENTED_AT.search(json.dumps(property_.get("docs", {})))
    return found["argument"] if found else snake_case(property_["name"])


def nested_interface(type_: Any) -> str | None:
    innermost = type_[1] if isinstance(type_, list) else type_
    return innermost.get("interface") if isinstance(innermost, dict) else None


def snake_case(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def types_used() -> set[tuple[str, str]]:
    """("resource" | "data", type) for everything that the stack declares."""
    return {
        (found["kind"], found["type"])
        for file in TERRAFORM.rglob("*.tf")
        for found in USED.finditer(file.read_text())
    }


def one_type_a_line(schema: Json) -> str:
    """JSON whose differences can be read: a type's line changes when the type does."""
    compact = {
        kind: {name: json.dumps(type_, sort_keys=True) for name, type_ in sorted(types.items())}
        for kind, types in schema.items()
        if kind in {"resource", "data"}
    }
    parts = [f'"version": {json.dumps(schema["version"])}']
    parts.append(f'"provider": {json.dumps(schema["provider"], sort_keys=True)}')
    for kind, types in compact.items():
        lines = ",\n".join(f"{json.dumps(name)}: {type_}" for name, type_ in types.items())
        parts.append(f'"{kind}": {{\n{lines}\n}}')
    return "{" + ",\n".join(parts) + "}\n"


if __name__ == "__main__":
    manifest = Manifest(json.loads(Path(sys.argv[1]).read_text())["types"])
    SCHEMA.write_text(one_type_a_line(manifest.reduced(types_used())))
