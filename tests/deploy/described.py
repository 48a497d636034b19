"""What the files under deploy/ say, read into plain values."""

import re
import subprocess
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
COMPOSE = ROOT / "docker-compose.yml"
DOCKERFILE = ROOT / "deploy" / "Dockerfile"
NATS = ROOT / "deploy" / "nats" / "nats-server.conf"
PROVISION = ROOT / "deploy" / "postgres" / "provision.sh"
PROMETHEUS = ROOT / "deploy" / "prometheus" / "prometheus.yml"
MAKE_ENV = ROOT / "deploy" / "make-env"


def services_of_the_code() -> set[str]:
    """The folders of services/, but for the chassis they share and the portal, which comes later."""
    return {folder.parent.name for folder in (ROOT / "services").glob("*/__init__.py")} - {"chassis", "portal"}


def compose() -> dict[str, Any]:
    described: dict[str, Any] = yaml.safe_load(COMPOSE.read_text())
    return described


def built_services(described: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The services of ours in a compose file: those that are built, not pulled."""
    return {name: service for name, service in described["services"].items() if "build" in service}


def image_targets(dockerfile: str) -> dict[str, dict[str, str]]:
    """For each target that starts a service: {"copies": ..., "starts": ...} as text."""
    stages = re.findall(r"^FROM chassis AS (\w+)\n((?:.+\n)*)", dockerfile, re.MULTILINE)
    return {
        name: {
            "copies": " ".join(re.findall(r"^COPY (.+)$", text, re.MULTILINE)),
            "starts": " ".join(re.findall(r"^CMD (.+)$", text, re.MULTILINE)),
        }
        for name, text in stages
    }


def scraped(prometheus: str) -> set[str]:
    """The services whose metrics are asked for, by label, where address and label agree."""
    jobs = yaml.safe_load(prometheus)["scrape_configs"]
    groups = [group for job in jobs if job["job_name"] == "sinhhoat" for group in job["static_configs"]]
    return {
        group["labels"]["service"] for group in groups if group["targets"] == [f"{group['labels']['service']}:8080"]
    }


def provisioned(script: str) -> set[str]:
    found = re.search(r"^for service in (.+); do$", script, re.MULTILINE)
    return set(found.group(1).split()) if found else set()


def made_settings() -> dict[str, str]:
    """Settings with fresh passwords, as an operator makes them for Compose."""
    made = subprocess.run([MAKE_ENV], capture_output=True, text=True, check=True).stdout
    return dict(line.split("=", 1) for line in made.splitlines() if not line.startswith("#"))
