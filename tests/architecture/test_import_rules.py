"""Every import rule is seen to break: an offence is planted in a skeleton of the packages and has to be found."""

import ast
import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RULES = ROOT / ".importlinter"
ROLES = (
    *("main", "subscribers", "reactions", "application", "publishing", "read_models", "replicas", "people"),
    *("facts", "domain", "policies", "duties", "catalogue", "quarters"),
)
SKELETON = (
    *("sinhhoat/up.py", "sinhhoat/recount/followed.py", "contracts/message.py", "contracts/meetings.py"),
    *("services/chassis/aggregate.py", "services/chassis/errors.py", "services/chassis/relay/relay.py"),
)

OFFENCES = [
    ("top", "services/meetings/main.py", "import sinhhoat.up"),
    ("top", "contracts/meetings.py", "import services.chassis.errors"),
    ("top", "contracts/meetings.py", "import sinhhoat.up"),
    ("services", "services/meetings/application.py", "import services.reporting.domain"),
    ("services", "services/reporting/main.py", "from services.meetings import policies"),
    ("services", "services/chassis/relay/relay.py", "import services.meetings.domain"),
    ("services", "services/surveys/__init__.py", ""),
    ("roles", "services/meetings/domain.py", "from services.meetings import application"),
    ("roles", "services/meetings/domain.py", "from services.meetings import replicas"),
    ("roles", "services/meetings/replicas/cells.py", "from services.meetings import application"),
    ("roles", "services/meetings/people.py", "from services.meetings import replicas"),
    ("roles", "services/reporting/facts.py", "from services.reporting import read_models"),
    ("roles", "services/reporting/catalogue.py", "from services.reporting import facts"),
    ("roles", "services/reporting/catalogue.py", "from services.reporting import duties"),
    ("roles", "services/meetings/policies.py", "from services.meetings import domain"),
    ("roles", "services/meetings/publishing.py", "from services.meetings import application"),
    ("roles", "services/meetings/application.py", "from services.meetings import subscribers"),
    ("roles", "services/meetings/reactions.py", "from services.meetings import subscribers"),
    ("roles", "services/meetings/subscribers.py", "from services.meetings import main"),
    ("roles", "services/meetings/utils.py", ""),
    ("domain", "services/meetings/domain.py", "import asyncpg"),
    ("domain", "services/meetings/domain.py", "import pydantic"),
    ("domain", "services/meetings/domain.py", "import random"),
    ("domain", "services/meetings/domain.py", "import time"),
    ("domain", "services/meetings/domain.py", "import contracts.meetings"),
    ("domain", "services/meetings/domain.py", "import services.chassis.relay.relay"),
    ("chassis", "services/chassis/relay/relay.py", "from contracts import meetings"),
    ("contracts", "contracts/meetings.py", "import asyncpg"),
    ("recount", "sinhhoat/recount/followed.py", "import services.reporting.catalogue"),
    ("recount", "sinhhoat/recount/followed.py", "import asyncpg"),
]


def rules() -> ConfigParser:
    parsed = ConfigParser()
    parsed.read(RULES)
    return parsed


def services_under_the_rule_of_roles() -> set[str]:
    return set(rules()["importlinter:contract:roles"]["containers"].split())


@pytest.fixture
def skeleton(tmp_path: Path) -> Path:
    return skeleton_in(tmp_path)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the linter says of each rule where all offences are planted at once: it names every single one."""
    skeleton = skeleton_in(tmp_path_factory.mktemp("offences"))
    for _, file, line in OFFENCES:
        plant(skeleton, file, line)
    return broken_rules(skeleton)


def skeleton_in(directory: Path) -> Path:
    """The packages with every role in every service, empty, under the rules of the project."""
    roles = [
        f"{service.replace('.', '/')}/{role}.py" for service in services_under_the_rule_of_roles() for role in ROLES
    ]
    for name in (*SKELETON, *roles):
        plant(directory, name, "")
    shutil.copy(RULES, directory)
    return directory


def plant(skeleton: Path, name: str, line: str) -> None:
    """Add the line to the module, and make every directory above it a package."""
    file = skeleton / name
    file.parent.mkdir(parents=True, exist_ok=True)
    for package in list(Path(name).parents)[:-1]:
        (skeleton / package / "__init__.py").touch()
    with file.open("a") as module:
        module.write(f"{line}\n")


def broken_rules(directory: Path) -> dict[str, str]:
    """The ids of the rules that the packages in the directory break, with what is said of each, without its spaces."""
    program = Path(sys.executable).with_name("lint-imports")
    report = subprocess.run([program, "--no-cache"], cwd=directory, capture_output=True, text=True, check=False)
    # Lines of the report are wrapped, so that a rule is recognised by its name without the spaces.
    summary, _, details = "".join(report.stdout.split()).partition("Brokencontracts")
    assert "Contracts:" in summary, report.stdout + report.stderr
    sections = {name.rpartition(":")[2]: section for name, section in rules().items() if ":contract:" in name}
    names = {rule: "".join(section["name"].split()) for rule, section in sections.items()}
    broken = {rule: name for rule, name in names.items() if f"{name}BROKEN" in summary}
    assert bool(broken) == bool(report.returncode), report.stdout
    # In the report they stand in the order of the file.
    ends = [*(details.index(f"{name}--") for name in broken.values()), len(details)]
    return {rule: details[start:end] for rule, start, end in zip(broken, ends, ends[1:], strict=False)}


def named(file: str, line: str) -> str:
    """How the linter names an offence: who imports whom, or the module that has no place in any layer."""
    module = file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    imported = line.replace("from ", "").replace("import ", "").replace(" ", ".")
    return f"-{module}->{imported}(l." if line else f"-{module}("


def test_the_empty_skeleton_breaks_no_rule(skeleton: Path) -> None:
    assert broken_rules(skeleton) == {}


@pytest.mark.parametrize(("rule", "file", "line"), OFFENCES)
def test_a_planted_offence_is_found(found: dict[str, str], rule: str, file: str, line: str) -> None:
    assert named(file, line) in found[rule]


def test_every_rule_has_a_planted_offence() -> None:
    known = {name.rpartition(":")[2] for name in rules() if ":contract:" in name}

    assert {rule for rule, _, _ in OFFENCES} == known


def test_every_service_stands_under_the_rule_of_roles() -> None:
    folders = {f"services.{folder.parent.name}" for folder in ROOT.glob("services/*/__init__.py")}

    assert services_under_the_rule_of_roles() == folders - {"services.chassis"}


def test_a_domain_may_use_what_it_needs(skeleton: Path) -> None:
    for line in (
        "from datetime import date",
        "from eventsourcing.domain import event",
        "from services.chassis.errors import Refused",
    ):
        plant(skeleton, "services/meetings/domain.py", line)

    assert broken_rules(skeleton) == {}


def parts_of_the_library(source: str) -> set[str]:
    """The modules of `eventsourcing` that a source imports; the linter sees only that it imports the package."""
    nodes = list(ast.walk(ast.parse(source)))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    given = {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    return {name for name in plain | given if name.split(".")[0] == "eventsourcing"}


def test_a_domain_uses_the_librarys_aggregates_and_not_its_storage() -> None:
    domains = [*ROOT.glob("services/*/domain.py"), *ROOT.glob("services/*/domain/**/*.py")]

    assert domains
    for file in domains:
        assert parts_of_the_library(file.read_text()) <= {"eventsourcing.domain"}, file


@pytest.mark.parametrize("line", ["import eventsourcing.postgres", "from eventsourcing.application import Application"])
def test_a_domain_that_uses_more_of_the_library_is_found(line: str) -> None:
    assert not parts_of_the_library(line) <= {"eventsourcing.domain"}
