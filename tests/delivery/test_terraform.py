"""The AWS stack: formatted, well-typed, planned, applied and tested, without AWS."""

import copy
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from tests.delivery import rules
from tests.delivery.images import ROOT
from tests.delivery.offline_aws import SCHEMA, offline_aws
from tests.delivery.reduce_aws_schema import TERRAFORM, types_used

pytestmark = pytest.mark.skipif(
    shutil.which("terraform") is None, reason="the terraform command is not installed"
)

CHOSEN = """\
environment        = "rehearsal"
domain_name        = "mortar.example.com"
certificate_arn    = "arn:aws:acm:us-east-2:123456789012:certificate/rehearsal"
image_digest       = "sha256:1111111111111111111111111111111111111111111111111111111111111111"
database_ca_bundle = "-----BEGIN CERTIFICATE-----"
alarm_emails       = ["on-call@example.com"]
"""

LOCAL_STATE = """\
terraform {
  backend "local" {}
}
"""


@dataclass
class Stack:
    """A copy of terraform/ and the environment in which AWS is played by our stand-in."""

    directory: Path
    environment: dict[str, str]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["terraform", *arguments],
            cwd=self.directory,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )

    def must(self, *arguments: str) -> str:
        done = self.run(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def aws(tmp_path_factory) -> Iterator[dict[str, str]]:
    directory = tmp_path_factory.mktemp("aws")
    configuration = directory / "empty.tfrc"
    configuration.touch()
    with offline_aws(directory) as address:
        yield {
            **os.environ,
            **address,
            "CHECKPOINT_DISABLE": "1",
            "TF_CLI_CONFIG_FILE": str(configuration),
            "TF_IN_AUTOMATION": "1",
            "TF_CLI_ARGS": "-no-color",
        }


def copy_of_the_stack(directory: Path, environment: dict[str, str]) -> Stack:
    shutil.copytree(
        TERRAFORM,
        directory / "terraform",
        ignore=shutil.ignore_patterns(".terraform*", "*.tfstate*"),
    )
    stack = Stack(directory / "terraform", environment)
    (stack.directory / "chosen.auto.tfvars").write_text(CHOSEN)
    (stack.directory / "state_override.tf").write_text(LOCAL_STATE)
    stack.must("init", "-input=false")
    return stack


@pytest.fixture(scope="module")
def stack(tmp_path_factory, aws) -> Stack:
    return copy_of_the_stack(tmp_path_factory.mktemp("stack"), aws)


@pytest.fixture(scope="module")
def deployed(stack) -> rules.Resources:
    stack.must("apply", "-auto-approve", "-input=false")
    return rules.deployed(json.loads(stack.must("show", "-json")))


def test_the_stack_is_formatted(stack):
    assert stack.must("fmt", "-check", "-recursive") == ""


def test_the_stack_is_valid(stack):
    answer = json.loads(stack.must("validate", "-json"))

    assert (answer["valid"], answer["diagnostics"]) == (True, [])


def test_the_plan_makes_one_of_every_kind_that_is_declared(tmp_path, stack):
    stack.must("plan", "-input=false", f"-out={tmp_path / 'plan'}", "-state=nowhere.tfstate")

    plan = json.loads(stack.must("show", "-json", str(tmp_path / "plan")))

    made = {change["type"] for change in plan["resource_changes"] if change["mode"] == "managed"}
    declared = {type_ for kind, type_ in types_used() if kind == "resource"}
    assert declared - made == set()
    assert {tuple(change["change"]["actions"]) for change in plan["resource_changes"]} == {
        ("create",)
    }


def test_a_first_deployment_can_go_in_the_order_of_the_manual(tmp_path, aws):
    """Roles and migrations run before any service is made; nothing is made twice."""
    stack = copy_of_the_stack(tmp_path, aws)
    manual = (ROOT / "docs" / "operations.md").read_text()
    first = re.search(r"terraform apply .*(-target=module\.network .*)", manual)
    assert first is not None

    stack.must("apply", "-auto-approve", "-input=false", "-target=module.registry")
    stack.must("apply", "-auto-approve", "-input=false", *first[1].split())
    commands = [stack.must("output", "-raw", f"{task}_command") for task in ("roles", "migration")]
    so_far = rules.deployed(json.loads(stack.must("show", "-json")))
    told = stack.must("apply", "-auto-approve", "-input=false")

    assert [command.rsplit("-", 1)[1] for command in commands] == ["roles", "migration"]
    assert list(rules.of_type(so_far, "aws_ecs_service")) == []
    assert len(list(rules.of_type(so_far, "aws_vpc_endpoint"))) == 6
    assert " 0 changed, 0 destroyed." in told


def test_the_stack_s_own_tests_pass(tmp_path, aws):
    stack = copy_of_the_stack(tmp_path, aws)
    (stack.directory / "chosen.auto.tfvars").unlink()

    told = stack.must("test")

    passed = re.search(r"Success! (\d+) passed, 0 failed\.", told)
    written = sum(
        len(re.findall(r'^run "', file.read_text(), re.MULTILINE))
        for file in (TERRAFORM / "tests").glob("*.tftest.hcl")
    )
    assert passed is not None
    assert int(passed[1]) == written


def test_the_schema_knows_exactly_the_types_in_use():
    known = {(kind, type_) for kind in ("resource", "data") for type_ in SCHEMA[kind]}

    assert known == types_used()


@pytest.mark.parametrize(
    ("mistake", "refusal"),
    [
        ('resource "aws_kms_key" "x" { rotate = true }', 'argument named "rotate"'),
        ('resource "aws_kms_key" "x" { enable_key_rotation = "often" }', "a bool is required"),
        ('resource "aws_sns_topic_subscription" "x" { protocol = "email" }', '"topic_arn" is required'),
        ('resource "aws_lb_listener" "x" { load_balancer_arn = "x" }', '"default_action" blocks'),
        ('output "x" { value = aws_ecs_cluster.this.colour }', 'attribute named "colour"'),
        ('resource "aws_rds_cluster" "x" {}', 'resource type "aws_rds_cluster"'),
    ],
)  # fmt: skip
def test_a_mistake_is_refused_as_the_real_provider_would(tmp_path, aws, mistake, refusal):
    stack = copy_of_the_stack(tmp_path, aws)
    (stack.directory / "mistake.tf").write_text(mistake.replace("{ ", "{\n").replace(" }", "\n}"))

    answer = json.loads(stack.run("validate", "-json").stdout)

    assert not answer["valid"]
    assert refusal in " ".join(found["detail"] for found in answer["diagnostics"])


def changed(type_: str, **values: Any) -> Any:
    """A spoiler: the first resource of this type has other values."""

    def spoil(resources: rules.Resources) -> rules.Resources:
        first = next(rules.of_type(resources, type_))
        spoiled = replace(first, values={**first.values, **values})
        return [spoiled if resource is first else resource for resource in resources]

    return spoil


def containers_changed(**values: Any) -> Any:
    """A spoiler: the first task's containers have other values."""

    def spoil(resources: rules.Resources) -> rules.Resources:
        first = next(rules.of_type(resources, "aws_ecs_task_definition"))
        containers = json.loads(first.values["container_definitions"])
        text = json.dumps([{**container, **values} for container in containers])
        return changed("aws_ecs_task_definition", container_definitions=text)(resources)

    return spoil


def policies_saying(old: str, *, instead: str) -> Any:
    """A spoiler: every policy of a role says something else."""

    def spoil(resources: rules.Resources) -> rules.Resources:
        return [
            replace(
                each, values={**each.values, "policy": each.values["policy"].replace(old, instead)}
            )
            if each.type == "aws_iam_role_policy"
            else each
            for each in resources
        ]

    return spoil


def policy(**statement: Any) -> str:
    return json.dumps({"Statement": [{"Effect": "Allow", **statement}]})


SPOILED = [
    (
        rules.only_the_load_balancer_is_public,
        changed("aws_vpc_security_group_ingress_rule", cidr_ipv4="0.0.0.0/0"),
    ),
    (rules.only_the_load_balancer_is_public, changed("aws_db_instance", publicly_accessible=True)),
    (
        rules.only_the_load_balancer_is_public,
        changed("aws_ecs_service", network_configuration=[{"assign_public_ip": True}]),
    ),
    (rules.rules_stand_alone, changed("aws_security_group", ingress=[{"from_port": 5432}])),
    (
        rules.everything_kept_is_encrypted_with_our_keys,
        changed("aws_cloudwatch_log_group", kms_key_id=None),
    ),
    (
        rules.everything_kept_is_encrypted_with_our_keys,
        changed("aws_db_instance", storage_encrypted=False),
    ),
    (
        rules.everything_kept_is_encrypted_with_our_keys,
        changed("aws_sns_topic", kms_master_key_id="alias/aws/sns"),
    ),
    (
        rules.keys_rotate,
        changed("aws_kms_key", enable_key_rotation=False, key_usage="ENCRYPT_DECRYPT"),
    ),
    (rules.keys_rotate, changed("aws_kms_key", deletion_window_in_days=7)),
    (
        rules.logs_are_kept_for_six_years,
        changed("aws_cloudwatch_log_group", retention_in_days=None),
    ),
    (
        rules.buckets_are_closed,
        changed("aws_s3_bucket_public_access_block", block_public_acls=None),
    ),
    (rules.buckets_are_closed, changed("aws_s3_bucket_versioning", bucket="another")),
    (
        rules.buckets_are_closed,
        changed("aws_s3_bucket_policy", policy=policy(Action="s3:GetObject", Resource="x")),
    ),
    (
        rules.nobody_may_do_everything,
        changed("aws_iam_role_policy", policy=policy(Action="s3:*", Resource="arn")),
    ),
    (
        rules.nobody_may_do_everything,
        changed("aws_iam_role_policy", policy=policy(Action="s3:GetObject", Resource="*")),
    ),
    (
        rules.roles_serve_only_this_account,
        changed("aws_iam_role", assume_role_policy=policy(Action="sts:AssumeRole")),
    ),
    (
        rules.processes_know_only_their_secrets,
        containers_changed(secrets=[{"name": "OWNER_DATABASE_URL"}]),
    ),
    (
        rules.processes_are_given_settings_that_exist,
        containers_changed(name="api", environment=[{"name": "DATABASE"}]),
    ),
    (rules.services_open_what_others_sealed, containers_changed(environment=[])),
    (
        rules.the_key_of_tenants_wraps_for_one_tenant_at_a_time,
        policies_saying("kms:EncryptionContextKeys", instead="kms:Anything"),
    ),
    (
        rules.heads_of_the_audit_log_are_locked,
        changed("aws_s3_bucket_object_lock_configuration", bucket="another"),
    ),
    (
        rules.heads_of_the_audit_log_are_locked,
        changed(
            "aws_s3_bucket_object_lock_configuration",
            rule=[{"default_retention": [{"mode": "GOVERNANCE", "days": 2557}]}],
        ),
    ),
    (rules.heads_of_the_audit_log_are_locked, containers_changed(name="worker", environment=[])),
    (
        rules.only_who_seals_signs_and_nobody_deletes,
        policies_saying("kms:Sign", instead="kms:Verify"),
    ),
    (
        rules.only_who_seals_signs_and_nobody_deletes,
        policies_saying("s3:PutObject", instead="s3:DeleteObjectVersion"),
    ),
    (
        rules.no_secret_is_written_out,
        changed("aws_secretsmanager_secret_version", secret_string="/run/mortar"),
    ),
    (rules.no_secret_is_written_out, changed("aws_db_instance", password="known")),
    (rules.containers_cannot_change_themselves, containers_changed(readonlyRootFilesystem=False)),
    (rules.containers_cannot_change_themselves, containers_changed(image="mortar:latest")),
    (rules.the_database_survives, changed("aws_db_instance", backup_retention_period=7)),
    (rules.the_database_survives, changed("aws_db_instance", multi_az=False)),
    (rules.the_database_survives, changed("aws_db_instance", skip_final_snapshot=True)),
    (
        rules.nothing_travels_in_the_clear,
        changed("aws_lb_listener", ssl_policy="ELBSecurityPolicy-2016-08"),
    ),
    (rules.nothing_travels_in_the_clear, changed("aws_db_parameter_group", parameter=[])),
    (rules.deployments_roll_back, changed("aws_ecs_service", deployment_circuit_breaker=[])),
]
RULES = list(dict.fromkeys(rule for rule, _ in SPOILED))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_what_is_deployed_keeps_the_rule(deployed, rule):
    assert list(rule(deployed)) == []


@pytest.mark.parametrize(("rule", "spoil"), SPOILED)
def test_the_rule_sees_a_violation(deployed, rule, spoil):
    assert len(list(rule(spoil(copy.deepcopy(deployed))))) > 0
