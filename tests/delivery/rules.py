"""What must be true of everything that the stack deploys, whatever is added to it later.

Each rule takes the deployed resources and yields a sentence for each violation.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from infra.settings import Settings

SIX_YEARS = 2192
ANYWHERE = {"0.0.0.0/0", "::/0"}
# Actions that AWS offers for no narrower resource than all.
UNSCOPED_ACTIONS = {
    "ecr:GetAuthorizationToken",
    "xray:PutTelemetryRecords",
    "xray:PutTraceSegments",
}


@dataclass(frozen=True)
class Resource:
    """One deployed resource: its address in the stack, its type, every argument's value."""

    address: str
    type: str
    values: dict[str, Any]


Resources = list[Resource]


def of_type(resources: Resources, *types: str) -> Iterator[Resource]:
    return (resource for resource in resources if resource.type in types)


def deployed(state: dict[str, Any]) -> Resources:
    """Every managed resource of `terraform show -json`, from all modules."""

    def in_module(module: dict[str, Any]) -> Iterator[Resource]:
        for found in module.get("resources", []):
            if found["mode"] == "managed":
                yield Resource(found["address"], found["type"], found["values"])
        for child in module.get("child_modules", []):
            yield from in_module(child)

    return list(in_module(state["values"]["root_module"]))


def only_the_load_balancer_is_public(resources: Resources) -> Iterator[str]:
    doors = {
        group.values["id"]
        for group in of_type(resources, "aws_security_group")
        if group.values["name"].endswith("-load-balancer")
    }
    for rule in of_type(resources, "aws_vpc_security_group_ingress_rule"):
        source = {rule.values["cidr_ipv4"], rule.values["cidr_ipv6"]}
        if source & ANYWHERE and rule.values["security_group_id"] not in doors:
            yield f"{rule.address} lets in everybody"
    for resource in of_type(resources, "aws_db_instance", "aws_mq_broker"):
        if resource.values["publicly_accessible"] is not False:
            yield f"{resource.address} has a public address"
    for service in of_type(resources, "aws_ecs_service"):
        if service.values["network_configuration"][0]["assign_public_ip"] is not False:
            yield f"{service.address} gives its tasks public addresses"


def rules_stand_alone(resources: Resources) -> Iterator[str]:
    """Rules written inside a group would escape the check above."""
    for group in of_type(resources, "aws_security_group", "aws_default_security_group"):
        if group.values["ingress"] or group.values["egress"]:
            yield f"{group.address} carries rules of its own"


def everything_kept_is_encrypted_with_our_keys(resources: Resources) -> Iterator[str]:
    keys = {key.values["arn"] for key in of_type(resources, "aws_kms_key")}
    named_by = {
        "aws_cloudwatch_log_group": lambda v: v["kms_key_id"],
        "aws_db_instance": lambda v: v["storage_encrypted"] and v["kms_key_id"],
        "aws_mq_broker": lambda v: v["encryption_options"][0]["kms_key_id"],
        "aws_secretsmanager_secret": lambda v: v["kms_key_id"],
        "aws_sns_topic": lambda v: v["kms_master_key_id"],
        "aws_ecr_repository": lambda v: v["encryption_configuration"][0]["kms_key"],
    }
    for resource in resources:
        if resource.type in named_by and named_by[resource.type](resource.values) not in keys:
            yield f"{resource.address} is not encrypted with a key of ours"


def keys_rotate(resources: Resources) -> Iterator[str]:
    """But for the one that signs: KMS rotates no key of that kind."""
    for key in of_type(resources, "aws_kms_key"):
        rotates = key.values["enable_key_rotation"] or signs(key)
        if not rotates or key.values["deletion_window_in_days"] < 30:
            yield f"{key.address} does not rotate, or can be deleted within a month"


def logs_are_kept_for_six_years(resources: Resources) -> Iterator[str]:
    for group in of_type(resources, "aws_cloudwatch_log_group"):
        if (group.values["retention_in_days"] or 0) < SIX_YEARS:
            yield f"{group.address} forgets too early"


def buckets_are_closed(resources: Resources) -> Iterator[str]:
    guarded = {
        type_: {resource.values["bucket"] for resource in of_type(resources, type_)}
        for type_ in (
            "aws_s3_bucket_public_access_block",
            "aws_s3_bucket_server_side_encryption_configuration",
            "aws_s3_bucket_versioning",
        )
    }
    tls_only = {
        policy.values["bucket"]
        for policy in of_type(resources, "aws_s3_bucket_policy")
        if any(refuses_plain_http(s) for s in statements(policy.values["policy"]))
    }
    for bucket in of_type(resources, "aws_s3_bucket"):
        for guard, buckets in (*guarded.items(), ("a TLS-only policy", tls_only)):
            if bucket.values["id"] not in buckets:
                yield f"{bucket.address} lacks {guard}"
    for block in of_type(resources, "aws_s3_bucket_public_access_block"):
        if not all(value for name, value in block.values.items() if name.endswith(PUBLIC_WAYS)):
            yield f"{block.address} leaves a way open"


PUBLIC_WAYS = ("_acls", "_policy", "_buckets")


def refuses_plain_http(statement: dict[str, Any]) -> bool:
    condition = statement.get("Condition", {}).get("Bool", {})
    return statement["Effect"] == "Deny" and condition == {"aws:SecureTransport": "false"}


def nobody_may_do_everything(resources: Resources) -> Iterator[str]:
    for policy in of_type(resources, "aws_iam_role_policy"):
        for statement in statements(policy.values["policy"]):
            actions = set(as_list(statement["Action"]))
            if any("*" in action for action in actions):
                yield f"{policy.address} allows {sorted(actions)}"
            if "*" in as_list(statement["Resource"]) and not actions <= UNSCOPED_ACTIONS:
                yield f"{policy.address} reaches every resource with {sorted(actions)}"


def roles_serve_only_this_account(resources: Resources) -> Iterator[str]:
    for role in of_type(resources, "aws_iam_role"):
        for statement in statements(role.values["assume_role_policy"]):
            if "aws:SourceAccount" not in statement.get("Condition", {}).get("StringEquals", {}):
                yield f"{role.address} can be assumed on behalf of another account"


def processes_know_only_their_secrets(resources: Resources) -> Iterator[str]:
    """Only migrations and the making of roles sign in as the owner, only the latter as more."""
    allowed = {
        "OWNER_DATABASE_URL": {"migration", "roles"},
        "PGPASSWORD": {"roles"},
    }
    for task, container in containers(resources):
        for secret in container.get("secrets", []):
            if container["name"] not in allowed.get(secret["name"], {container["name"]}):
                yield f"{task.address} hands {secret['name']} to {container['name']}"


def processes_are_given_settings_that_exist(resources: Resources) -> Iterator[str]:
    for task, container in containers(resources):
        given = {entry["name"] for part in GIVEN for entry in container.get(part, [])}
        if container["name"] != "files" and (unknown := given - SETTINGS):
            yield f"{task.address} gives {container['name']} {sorted(unknown)}"


GIVEN = ("environment", "secrets")
# libpq and uvicorn read these three themselves.
SETTINGS = {name.upper() for name in Settings.__dataclass_fields__} | {
    "PGUSER",
    "PGPASSWORD",
    "FORWARDED_ALLOW_IPS",
}


def services_open_what_others_sealed(resources: Resources) -> Iterator[str]:
    """One key wraps the tenants' keys, and every service holds it: none may make its own."""
    services = {service.values["name"] for service in of_type(resources, "aws_ecs_service")}
    held: dict[str, set[str]] = {name: set() for name in services}
    for task, container in containers(resources):
        held.setdefault(task.values["family"], set()).update(
            f"{entry['name']}={entry.get('value') or entry['valueFrom']}"
            for part in GIVEN
            for entry in container.get(part, [])
            if entry["name"] in {"MASTER_KEY", "MASTER_KEY_FILE"}
        )
    wanted = max((held[name] for name in services), key=len)
    for name in sorted(services):
        if len(held[name]) < 2 or held[name] != wanted:
            yield f"{name} does not hold the master key of the others"


def the_key_of_tenants_wraps_for_one_tenant_at_a_time(resources: Resources) -> Iterator[str]:
    """Services alone may use it, and only in a request that KMS logs with the tenant."""
    (key,) = (
        alias.values["target_key_id"]
        for alias in of_type(resources, "aws_kms_alias")
        if alias.values["name"].endswith("-tenants")
    )
    arns = {k.values["arn"] for k in of_type(resources, "aws_kms_key") if k.values["key_id"] == key}
    users = set()
    for policy in of_type(resources, "aws_iam_role_policy"):
        for statement in statements(policy.values["policy"]):
            if not arns & set(as_list(statement["Resource"])):
                continue
            users.add(policy.values["name"].removeprefix("run-"))
            condition = statement.get("Condition", {}).get("ForAllValues:StringEquals", {})
            is_bound = condition == {"kms:EncryptionContextKeys": ["tenant"]}
            if statement["Action"] != "kms:DescribeKey" and not is_bound:
                yield f"{policy.address} uses the key of tenants for whomever it likes"
    if users != {"api", "worker", "relay"}:
        yield f"the key of tenants is used by {sorted(users)}"


def signs(key: Resource) -> bool:
    values = key.values
    kind = values["key_usage"], values["customer_master_key_spec"]
    return kind == ("SIGN_VERIFY", "ECC_NIST_P256")


def heads_of_the_audit_log_are_locked(resources: Resources) -> Iterator[str]:
    """Who seals keeps heads in one bucket, which lets nobody change them while the log is kept."""
    places = {(held.get("AUDIT_HEADS"), held.get("AUDIT_KEY")) for held in sealing(resources)}
    buckets = {
        bucket.values["bucket"]: bucket.values["id"]
        for bucket in of_type(resources, "aws_s3_bucket")
        if bucket.values["object_lock_enabled"]
    }
    locked = {
        lock.values["bucket"]
        for lock in of_type(resources, "aws_s3_bucket_object_lock_configuration")
        for kept in lock.values["rule"][0]["default_retention"]
        if kept["mode"] == "COMPLIANCE" and (kept["days"] or 0) >= SIX_YEARS
    }
    signing = {key.values["arn"] for key in of_type(resources, "aws_kms_key") if signs(key)}
    if len(places) != 1:
        yield f"workers and relays keep heads, or sign them, at {len(places)} places"
    for place, key in places:
        if buckets.get(str(place).removeprefix("s3://")) not in locked:
            yield f"what is kept at {place} can be changed"
        if key not in signing:
            yield f"{key} signs heads, and is no key for signing"


def sealing(resources: Resources) -> Iterator[dict[str, str]]:
    for _, container in containers(resources):
        if container["name"] in {"worker", "relay"}:
            yield {entry["name"]: entry["value"] for entry in container["environment"]}


def only_who_seals_signs_and_nobody_deletes(resources: Resources) -> Iterator[str]:
    signing = {key.values["arn"] for key in of_type(resources, "aws_kms_key") if signs(key)}
    signers = set()
    for policy in of_type(resources, "aws_iam_role_policy"):
        for statement in statements(policy.values["policy"]):
            actions = set(as_list(statement["Action"]))
            if signing & set(as_list(statement["Resource"])) and "kms:Sign" in actions:
                signers.add(policy.values["name"].removeprefix("run-"))
            if any(action.startswith(("s3:Delete", "s3:Bypass")) for action in actions):
                yield f"{policy.address} may delete what is kept"
    if signers != {"worker", "relay"}:
        yield f"heads of the audit log are signed by {sorted(signers)}"


def no_secret_is_written_out(resources: Resources) -> Iterator[str]:
    versions = list(of_type(resources, "aws_secretsmanager_secret_version"))
    values = {version.values["secret_string"] for version in versions}
    for task, container in containers(resources):
        if any(value in json.dumps(container) for value in values):
            yield f"{task.address} shows a secret to whoever may describe it"
    for database in of_type(resources, "aws_db_instance"):
        if database.values["password"] or not database.values["manage_master_user_password"]:
            yield f"{database.address} keeps the administrator's password in the state"


def containers_cannot_change_themselves(resources: Resources) -> Iterator[str]:
    for task, container in containers(resources):
        if not container["readonlyRootFilesystem"]:
            yield f"{task.address}: {container['name']} may write to its own files"
        if "@sha256:" not in container["image"]:
            yield f"{task.address}: {container['name']} is not pinned"


def the_database_survives(resources: Resources) -> Iterator[str]:
    for database in of_type(resources, "aws_db_instance"):
        values = database.values
        if values["backup_retention_period"] < 14:
            yield f"{database.address} keeps less than two weeks of backups"
        if not (values["multi_az"] and values["deletion_protection"]):
            yield f"{database.address} can be lost with a zone, or by a slip"
        if values["skip_final_snapshot"] or values["delete_automated_backups"] is not False:
            yield f"{database.address} takes its backups with it"


def nothing_travels_in_the_clear(resources: Resources) -> Iterator[str]:
    for listener in of_type(resources, "aws_lb_listener"):
        values = listener.values
        if values["protocol"] == "HTTPS" and "TLS13-1-2" not in values["ssl_policy"]:
            yield f"{listener.address} accepts TLS before 1.2"
        if values["protocol"] == "HTTP" and values["default_action"][0]["type"] != "redirect":
            yield f"{listener.address} answers without TLS"
    for group in of_type(resources, "aws_db_parameter_group"):
        parameters = {p["name"]: p["value"] for p in group.values["parameter"]}
        if parameters.get("rds.force_ssl") != "1":
            yield f"{group.address} lets clients connect without TLS"


def deployments_roll_back(resources: Resources) -> Iterator[str]:
    for service in of_type(resources, "aws_ecs_service"):
        if service.values["deployment_circuit_breaker"] != [{"enable": True, "rollback": True}]:
            yield f"{service.address} keeps a deployment that fails"


def containers(resources: Resources) -> Iterator[tuple[Resource, dict[str, Any]]]:
    for task in of_type(resources, "aws_ecs_task_definition"):
        for container in json.loads(task.values["container_definitions"]):
            yield task, container


def statements(policy: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(policy)["Statement"]
    return found


def as_list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]
