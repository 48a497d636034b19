"""Every service of the code stands in every file that describes the system, and a missing one is found."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from services.chassis.messaging.keys import make_node_keys
from services.chassis.settings import Settings
from sinhhoat.stack.names import SERVICES
from tests.deploy.described import (
    COMPOSE,
    DOCKERFILE,
    NATS,
    PROMETHEUS,
    PROVISION,
    built_services,
    compose,
    image_targets,
    made_settings,
    provisioned,
    scraped,
    services_of_the_code,
)


def in_compose(text: str) -> set[str]:
    return set(built_services(yaml.safe_load(text)))


def in_images(text: str) -> set[str]:
    return set(image_targets(text))


DESCRIPTIONS: list[tuple[Path, Callable[[str], set[str]], str]] = [
    (COMPOSE, in_compose, r"  ratings:\n(    .+\n)+"),
    (DOCKERFILE, in_images, r"FROM chassis AS ratings\n"),
    (PROMETHEUS, scraped, r'      - targets: \["ratings:8080"\]\n.+\n'),
    (PROVISION, provisioned, r" ratings(?= )"),
]


@pytest.mark.parametrize(("file", "described", "_"), DESCRIPTIONS)
def test_every_service_of_the_code_is_described(file: Path, described: Callable[[str], set[str]], _: str) -> None:
    assert services_of_the_code() <= described(file.read_text()) == set(SERVICES)


@pytest.mark.parametrize(("file", "described", "part"), DESCRIPTIONS)
def test_a_forgotten_service_is_found(file: Path, described: Callable[[str], set[str]], part: str) -> None:
    forgotten, times = re.subn(part, "", file.read_text(), count=1)

    assert times == 1
    assert described(forgotten) == set(SERVICES) - {"ratings"}


def test_an_image_holds_and_starts_its_own_service_only() -> None:
    for name, target in image_targets(DOCKERFILE.read_text()).items():
        assert target["copies"] == f"services/{name} services/{name}"
        assert target["starts"] == f'["python", "-m", "services.{name}.main"]'


def test_what_images_share_is_the_contracts_and_the_chassis() -> None:
    shared = DOCKERFILE.read_text().split("FROM chassis AS")[0]

    assert set(re.findall(r"^COPY (contracts|services\S*)", shared, re.MULTILINE)) == {
        "contracts",
        "services/__init__.py",
        "services/chassis",
    }


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_given_its_own_credentials_and_no_others(name: str) -> None:
    service = built_services(compose())[name]
    given = service["environment"]
    used = set(re.findall(r"\$\{(SINHHOAT_\w+_PASSWORD_\w+):", str(given)))

    own = {f"SINHHOAT_{kind}_PASSWORD_{name.upper()}" for kind in ("DATABASE", "MIGRATION", "NATS")}
    sealed = {"SINHHOAT_NATS_PASSWORD_SEALED_ASSIGNMENTS"} if name == "assignments" else set()
    assert used == own | sealed
    assert service["build"]["target"] == name
    assert given["SINHHOAT_DATABASE_URL"].startswith(f"postgresql://{name}_service:")
    assert given["SINHHOAT_MIGRATION_URL"].startswith(f"postgresql://{name}_migration:")
    assert ("SINHHOAT_SEALED_NATS_URL" in given) == (name == "assignments")


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_given_every_setting_that_it_cannot_start_without(name: str) -> None:
    needed = {f"SINHHOAT_{field.upper()}" for field, info in Settings.model_fields.items() if info.is_required()}

    assert needed
    assert needed <= built_services(compose())[name]["environment"].keys()


def test_every_setting_that_compose_asks_for_is_made() -> None:
    made = made_settings()
    secrets = [value for name, value in made.items() if "PASSWORD" in name]

    assert made.keys() == set(re.findall(r"\$\{(\w+):\?", COMPOSE.read_text()))
    assert len(set(secrets)) == len(secrets)
    assert all(re.fullmatch("p[0-9a-f]{40}", secret) for secret in secrets)


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_runs_as_the_user_who_made_the_settings_and_may_read_the_keys(name: str, tmp_path: Path) -> None:
    make_node_keys(tmp_path / "keys")
    made = made_settings()

    user = built_services(compose())[name]["user"]
    asked = re.findall(r"\$\{(\w+):\?", user)

    assert asked == ["SINHHOAT_UID", "SINHHOAT_GID"]
    assert {file.stat().st_uid for file in (tmp_path / "keys").rglob("*")} == {int(made["SINHHOAT_UID"])}


def test_a_district_and_its_city_are_hosted_unless_others_are_chosen() -> None:
    assert made_settings()["SINHHOAT_KEEPERS"].split(",") == ["hoc-mon", "city"]


def test_servers_are_given_every_password_that_their_files_name() -> None:
    services = compose()["services"]
    in_nats = set(re.findall(r"\$(SINHHOAT_\w+)", NATS.read_text()))
    in_postgres = {
        f"SINHHOAT_{kind}_PASSWORD_{name.upper()}" for kind in ("DATABASE", "MIGRATION") for name in SERVICES
    }

    assert set(services["nats"]["environment"]) == in_nats
    assert set(services["postgres"]["environment"]) >= in_postgres


def test_postgres_18_keeps_its_data_where_its_image_looks_for_it() -> None:
    postgres = compose()["services"]["postgres"]

    assert postgres["image"] == "postgres:18"
    assert postgres["init"] is True
    assert "postgres:/var/lib/postgresql" in postgres["volumes"]


def test_a_container_is_given_its_own_private_key_and_no_other() -> None:
    for name, service in built_services(compose()).items():
        mounted = [mount.split(":/run/sinhhoat/keys/")[1] for mount in service["volumes"]]

        assert mounted == ["public:ro", "fingerprints.key:ro", f"private/{name}.jwk:ro"]


def test_every_file_that_compose_mounts_or_builds_from_exists() -> None:
    services = compose()["services"].values()
    mounts = [mount for service in services for mount in service.get("volumes", []) if mount.startswith("./")]

    assert len(mounts) == 3
    assert all((COMPOSE.parent / mount.partition(":")[0]).is_file() for mount in mounts)
    assert all(
        (COMPOSE.parent / service["build"]["dockerfile"]).is_file() for service in services if "build" in service
    )
    assert os.access(PROVISION, os.X_OK)
