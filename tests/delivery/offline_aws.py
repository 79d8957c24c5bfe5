"""Stands in for hashicorp/aws: the real Terraform plans and applies against it, nothing is called.

It serves aws_schema.json over Terraform's plugin protocol, so an unknown argument, a wrong type or
a missing block is refused as by the real provider. What AWS would decide is unknown in a plan, and
made up in an apply.
"""

import itertools
import json
import os
from collections.abc import Iterator
from concurrent import futures
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
import msgpack
from tf.gen import tfplugin_pb2 as protocol
from tf.gen import tfplugin_pb2_grpc as plugin

SCHEMA = json.loads((Path(__file__).parent / "aws_schema.json").read_text())
PROVIDER = "registry.terraform.io/hashicorp/aws"
PROTOCOL_VERSION = 6
UNKNOWN = msgpack.ExtType(0, b"\x00")
ACCOUNT = {
    "aws_caller_identity": {"account_id": "123456789012"},
    "aws_partition": {"partition": "aws", "dns_suffix": "amazonaws.com"},
}

Block = dict[str, Any]


class OfflineAws(plugin.ProviderServicer):  # type: ignore[misc]
    """The calls that Terraform makes; method names are the protocol's."""

    def __init__(self) -> None:
        self.serial = itertools.count(1)

    def GetMetadata(self, request: Any, context: Any) -> Any:  # noqa: N802
        return protocol.GetMetadata.Response(
            server_capabilities=protocol.ServerCapabilities(),
            resources=[
                protocol.GetMetadata.ResourceMetadata(type_name=name) for name in SCHEMA["resource"]
            ],
            data_sources=[
                protocol.GetMetadata.DataSourceMetadata(type_name=name) for name in SCHEMA["data"]
            ],
        )

    def GetProviderSchema(self, request: Any, context: Any) -> Any:  # noqa: N802
        return protocol.GetProviderSchema.Response(
            provider=schema_message(SCHEMA["provider"]),
            resource_schemas={n: schema_message(b) for n, b in SCHEMA["resource"].items()},
            data_source_schemas={n: schema_message(b) for n, b in SCHEMA["data"].items()},
        )

    def ValidateProviderConfig(self, request: Any, context: Any) -> Any:  # noqa: N802
        return protocol.ValidateProviderConfig.Response()

    def ValidateResourceConfig(self, request: Any, context: Any) -> Any:  # noqa: N802
        return protocol.ValidateResourceConfig.Response()

    def ValidateDataResourceConfig(self, request: Any, context: Any) -> Any:  # noqa: N802
        return protocol.ValidateDataResourceConfig.Response()

    def ConfigureProvider(self, request: Any, context: Any) -> Any:  # noqa: N802
        return protocol.ConfigureProvider.Response()

    def UpgradeResourceState(self, request: Any, context: Any) -> Any:  # noqa: N802
        state = protocol.DynamicValue(json=request.raw_state.json)
        return protocol.UpgradeResourceState.Response(upgraded_state=state)

    def ReadResource(self, request: Any, context: Any) -> Any:  # noqa: N802
        return protocol.ReadResource.Response(new_state=request.current_state)

    def PlanResourceChange(self, request: Any, context: Any) -> Any:  # noqa: N802
        proposed = decoded(request.proposed_new_state)
        if proposed is not None and decoded(request.prior_state) is None:
            for name in computed_attributes(SCHEMA["resource"][request.type_name]):
                if proposed[name] is None:
                    proposed[name] = UNKNOWN
        return protocol.PlanResourceChange.Response(planned_state=encoded(proposed))

    def ApplyResourceChange(self, request: Any, context: Any) -> Any:  # noqa: N802
        planned = decoded(request.planned_state)
        attributes = SCHEMA["resource"][request.type_name]["attributes"]
        for name, value in (planned or {}).items():
            if value == UNKNOWN:
                planned[name] = self.made_up(request.type_name, name, attributes[name]["type"])
        return protocol.ApplyResourceChange.Response(new_state=encoded(planned))

    def ReadDataSource(self, request: Any, context: Any) -> Any:  # noqa: N802
        read = decoded(request.config)
        known = ACCOUNT.get(request.type_name, {})
        attributes = SCHEMA["data"][request.type_name]["attributes"]
        for name in computed_attributes(SCHEMA["data"][request.type_name]):
            if read[name] is None:
                type_ = attributes[name]["type"]
                read[name] = known.get(name) or self.made_up(request.type_name, name, type_)
        return protocol.ReadDataSource.Response(state=encoded(read))

    def GetFunctions(self, request: Any, context: Any) -> Any:  # noqa: N802
        return protocol.GetFunctions.Response()

    def StopProvider(self, request: Any, context: Any) -> Any:  # noqa: N802
        return protocol.StopProvider.Response()

    def made_up(self, resource: str, name: str, type_: Any) -> Any:
        """A value of the right type; no two strings are equal, an ARN looks like one."""
        if type_ == "string":
            made = f"{resource.removeprefix('aws_')}-{name}-{next(self.serial)}"
            service = resource.split("_")[1]
            return (
                f"arn:aws:{service}:us-east-2:123456789012:made:{made}" if "arn" in name else made
            )
        if type_ == "number":
            return next(self.serial)
        if type_ == "bool":
            return False
        if type_ == "dynamic":
            return None
        kind, of = type_
        if kind == "object":
            return {field: self.made_up(resource, field, t) for field, t in of.items()}
        return [self.made_up(resource, name, of)] if kind == "list" else {}


def schema_message(block: Block) -> Any:
    return protocol.Schema(version=0, block=block_message(block))


def block_message(block: Block) -> Any:
    return protocol.Schema.Block(
        attributes=[
            protocol.Schema.Attribute(
                name=name,
                type=json.dumps(attribute["type"]).encode(),
                required=attribute.get("required", False),
                optional=attribute.get("optional", False),
                computed=attribute.get("computed", False),
            )
            for name, attribute in block["attributes"].items()
        ],
        block_types=[
            protocol.Schema.NestedBlock(
                type_name=name,
                nesting=protocol.Schema.NestedBlock.NestingMode.Value(nested["nesting"].upper()),
                min_items=nested["min_items"],
                max_items=nested["max_items"],
                block=block_message(nested),
            )
            for name, nested in block["blocks"].items()
        ],
    )


def computed_attributes(block: Block) -> list[str]:
    return [name for name, attribute in block["attributes"].items() if attribute.get("computed")]


def decoded(value: Any) -> Any:
    return msgpack.unpackb(value.msgpack, ext_hook=msgpack.ExtType, strict_map_key=False)


def encoded(value: Any) -> Any:
    return protocol.DynamicValue(msgpack=msgpack.packb(value))


@contextmanager
def offline_aws(directory: Path) -> Iterator[dict[str, str]]:
    """Serve until the block ends; yields the environment that makes Terraform use it."""
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=8))
    plugin.add_ProviderServicer_to_server(OfflineAws(), server)
    socket = directory / "aws.sock"
    server.add_insecure_port(f"unix://{socket}")
    server.start()
    reattach = {
        "Protocol": "grpc",
        "ProtocolVersion": PROTOCOL_VERSION,
        "Pid": os.getpid(),
        "Test": True,
        "Addr": {"Network": "unix", "String": str(socket)},
    }
    try:
        yield {"TF_REATTACH_PROVIDERS": json.dumps({PROVIDER: reattach})}
    finally:
        server.stop(grace=None).wait()
