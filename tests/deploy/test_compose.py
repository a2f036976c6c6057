"""What compose.yaml promises, as far as reading it can tell."""

import importlib.util
import re
import shlex
import subprocess
import sys

import pytest
import yaml

from tests.deploy import readme
from tests.deploy.repository import PORTS, ROOT

FOLDER = ROOT / "deploy"
OURS = {"scheduler", "worker", "app-1", "app-2"}


def load(name="compose.yaml"):
    return yaml.safe_load((FOLDER / name).read_text())


COMPOSE = load()
SERVICES = COMPOSE["services"]


@pytest.fixture(scope="module")
def start():
    spec = importlib.util.spec_from_file_location("start", FOLDER / "start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_only_the_proxy_can_be_reached_from_outside():
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"proxy"}
    inside = {name for name, found in COMPOSE["networks"].items() if found.get("internal")}
    for name, service in SERVICES.items():
        assert (set(service["networks"]) <= inside) == (name != "proxy"), name
    # Nor does the proxy reach what it has no business with.
    assert not set(SERVICES["proxy"]["networks"]) & set(SERVICES["database"]["networks"])


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_checked_bounded_and_started_again(name):
    service = SERVICES[name]
    assert service["healthcheck"]["test"][0] == "CMD"
    assert {"cpus", "memory"} <= set(service["deploy"]["resources"]["limits"])
    assert service["restart"] == "unless-stopped"
    assert "no-new-privileges:true" in service["security_opt"]
    assert "privileged" not in service


@pytest.mark.parametrize("name", sorted(OURS | {"proxy"}))
def test_what_we_configure_writes_nowhere_and_has_no_rights(name):
    assert SERVICES[name]["read_only"]
    assert SERVICES[name]["cap_drop"] == ["ALL"]
    assert SERVICES[name]["tmpfs"] == ["/tmp"]


def test_what_a_service_needs_is_healthy_before_it_starts():
    for service in SERVICES.values():
        for needed in service.get("depends_on", {}).values():
            assert needed == {"condition": "service_healthy"}
    assert {"app-1", "app-2"} == set(SERVICES["proxy"]["depends_on"])
    for name in ("app-1", "app-2", "worker"):
        assert {"database", "scheduler"} == set(SERVICES[name]["depends_on"])


def test_app_scheduler_and_workers_are_one_image_and_images_have_versions():
    assert {SERVICES[name]["image"] for name in OURS} == {"rnnviz"}
    assert [name for name in SERVICES if "build" in SERVICES[name]] == ["scheduler"]
    # Nobody else's image of that name is fetched.
    for name in OURS - {"scheduler"}:
        assert SERVICES[name]["pull_policy"] == "never"
    for name in set(SERVICES) - OURS:
        assert re.search(r":\d+", SERVICES[name]["image"])


def test_the_replicas_differ_in_their_port_and_address_alone():
    one, two = (yaml.safe_dump(SERVICES[name]) for name in ("app-1", "app-2"))
    assert one != two
    assert one.replace("8501", "8502").replace("}.11", "}.12") == two


def test_every_port_of_the_commands_is_a_service_s_own(start):
    words = yaml.safe_dump(SERVICES)
    told = {int(port) for port in re.findall(r":(\d{4})\b", words)}
    told |= {int(port) for port in re.findall(r"'(8\d{3})'", words)}
    assert told == set(PORTS)


def test_workers_elsewhere_run_the_same_command_for_the_same_services():
    here, there = SERVICES["worker"], load("workers.yaml")["services"]["worker"]
    # Where it listens: in a container's own network, and in that of a machine.
    command = [
        "0.0.0.0" if word == "${RNNVIZ_HERE:?set it in .env}" else word for word in there["command"]
    ]
    assert here["command"] == command
    for key in ("environment", "healthcheck", "deploy", "image", "cap_drop", "tmpfs"):
        assert here[key] == there[key], key
    assert SERVICES["scheduler"]["build"] == there["build"]
    opened = load("machines.yaml")["services"]
    names = {entry.split(":")[0] for entry in there["extra_hosts"]}
    assert names == set(opened)
    # To one address that an administrator named, never to all.
    for service in opened.values():
        (port,) = service["ports"]
        assert port.startswith("${RNNVIZ_PRIVATE:?")


def test_the_readme_names_every_setting_and_no_other():
    used = set()
    for name in ("compose.yaml", "machines.yaml", "workers.yaml"):
        found = re.findall(r"(?<!\$)\$\{(RNNVIZ_\w+)", (FOLDER / name).read_text())
        used |= set(found)
    assert readme.settings() == used | {"RNNVIZ_MACHINES"}


def test_docker_lines_of_the_readme_name_what_there_is():
    told = [line for line in readme.lines() if line.startswith("docker ")]
    assert told
    for line in told:
        words = shlex.split(line.split(" < ")[0].split(" > ")[0])
        assert words[:2] == ["docker", "compose"], line
        rest, files = words[2:], []
        while rest[0] == "--file":
            files.append(rest[1])
            rest = rest[2:]
        services = set()
        for name in files or ["compose.yaml"]:
            services |= set(load(name)["services"])
        command, *arguments = rest
        assert command in {"up", "build", "exec", "stop", "start"}, line
        options = {word for word in arguments if word.startswith("-")}
        if command == "exec":
            assert arguments[:2] == ["-T", "database"], line
            continue
        assert options <= {"--build", "--detach", "--wait", "--no-deps"}, line
        assert {word for word in arguments if word not in options} <= services, line


def test_no_secret_is_committed_and_none_has_a_default():
    for path in (ROOT / "deploy").iterdir():
        text = path.read_text()
        assert not re.search(r"PASSWORD:-|PASSWORD[=:] *['\"]?[a-z0-9]{6,}", text), path.name
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert "deploy/.env" in ignored
    # And it does not travel into the image.
    assert (FOLDER / "Dockerfile.dockerignore").read_text().splitlines()[1] == "*"


def test_settings_are_filled_in_as_compose_does(start):
    settings = {"A": "1", "EMPTY": ""}
    assert start.fill_in("${A} ${B:-two} ${EMPTY:-x} ${B:-} $${A} ${A:-9}", settings) == (
        "1 two x  ${A} 1"
    )
    with pytest.raises(ValueError, match="B is missing: say it"):
        start.fill_in("${B:?say it}", settings)
    assert start.read_settings("# no\nA=1\n\nB='two words'\nC=x=y\n") == {
        "A": "1",
        "B": "two words",
        "C": "x=y",
    }


def test_start_replaces_hosts_and_folders_alone(start, tmp_path):
    settings = {
        "RNNVIZ_HOST": "class.example.org",
        "RNNVIZ_PASSWORD": "secret",
        "RNNVIZ_WORKERS": "3",
        "RNNVIZ_MACHINES": "database=10.0.0.1 app-2=10.0.0.3 scheduler=10.0.0.2",
    }
    worker = start.Service("worker", settings, tmp_path)
    told = " ".join(worker.command)
    assert told.startswith(f"{sys.executable} -m dask worker tcp://10.0.0.2:8786 --host 127.0.0.1 ")
    assert told.endswith(f"--local-directory {tmp_path}")
    assert worker.replicas == 3
    app = start.Service("app-2", settings, tmp_path)
    assert app.command[-3:] == ["10.0.0.3", "--port", "8502"]
    assert app.environment["RNNVIZ_STORE"] == "postgresql://rnnviz:secret@10.0.0.1:5432/rnnviz"
    proxy = start.Service("proxy", settings, tmp_path)
    assert proxy.environment["RNNVIZ_APP_1"] == "127.0.0.1:8501"
    assert proxy.environment["RNNVIZ_LISTEN"] == "127.0.0.1:8080"
    assert str(FOLDER / "nginx.conf.template") in proxy.command[-1]
    with pytest.raises(ValueError, match="'nothing' is none of database, scheduler"):
        start.Service("nothing", settings, tmp_path)
    del settings["RNNVIZ_PASSWORD"]
    with pytest.raises(ValueError, match="RNNVIZ_PASSWORD is missing"):
        start.Service("app-1", settings, tmp_path)


def test_start_says_what_is_missing():
    command = [sys.executable, FOLDER / "start.py"]
    answer = subprocess.run([*command], capture_output=True, text=True)
    assert (answer.returncode, answer.stderr) == (
        2,
        "usage: python deploy/start.py [--health] SERVICE\n",
    )
    answer = subprocess.run([*command, "apps"], capture_output=True, text=True)
    assert answer.returncode == 2
    assert answer.stderr.startswith("start.py: 'apps' is none of ")
