"""docs/sandbox.md does what it says: every command is run with only the address changed, every generated part is fresh."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from syncro.sandbox import control, faults

DOCS = Path(__file__).parents[2] / "docs"
TEXT = (DOCS / "sandbox.md").read_text()
ROOT = "http://127.0.0.1:8399"
STRICT = 'set -euo pipefail\ncurl() { command curl --fail-with-body "$@"; }\n'
"""A refused request ends the script."""


def blocks(kind):
    return re.findall(rf"^```{kind}\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)


def environment(**more):
    return {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", **more}


def run(folder, *command, **env):
    done = subprocess.run(
        command, cwd=folder, env=environment(**env), capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, (done.stdout, done.stderr)
    return done.stdout


def needs(*tools):
    missing = [tool for tool in tools if not shutil.which(tool)]
    return pytest.mark.skipif(bool(missing), reason=f"not on this machine: {', '.join(missing)}")


def write_scripts(folder):
    for name, content in re.findall(r"^```js (\S+)\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE):
        (folder / name).write_text(content)


@needs("bash")
@pytest.mark.parametrize("command", blocks("sh server"))
def test_every_way_to_start_serves_and_ends(tmp_path, command):
    (tmp_path / "faults.json").write_text(blocks("json faults")[0])
    assert "--port 8399" in command
    words = ["bash", "-c", f"exec {command.strip().replace('--port 8399', '--port 0')}"]
    with subprocess.Popen(words, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout.readline().startswith("Syncro sandbox ready at http://127.0.0.1:")
        finally:
            running.terminate()
        assert running.wait(10) == 0


@needs("bash", "curl", "jq")
@pytest.mark.parametrize("script", blocks("sh"))
def test_every_shell_example_runs(tmp_path, syncro_sandbox, script):
    assert run(tmp_path, "bash", "-c", STRICT + script.replace(ROOT, syncro_sandbox.root_url))


@needs("node")
def test_the_node_example_writes_a_comment(tmp_path, syncro_sandbox):
    write_scripts(tmp_path)
    said = run(tmp_path, "node", "example.mjs", SYNCRO_BASE=syncro_sandbox.base_url)
    status, id_ = said.split()
    assert status == "200"
    assert int(id_) in [row["id"] for row in syncro_sandbox.records("comments")]


@needs("bash", "node")
def test_a_client_with_a_built_in_address_is_sent_to_the_sandbox(tmp_path, syncro_sandbox):
    write_scripts(tmp_path)
    (script,) = blocks("sh node")
    assert run(tmp_path, "bash", "-c", script, SYNCRO_SANDBOX=syncro_sandbox.root_url) == "Avery Stone\n"
    assert [row["path"] for row in syncro_sandbox.requests()] == ["/api/v1/me"]


@needs("pwsh")
def test_the_powershell_example_writes_a_comment(tmp_path, syncro_sandbox):
    (script,) = blocks("powershell")
    said = run(tmp_path, "pwsh", "-NoProfile", "-Command", script.replace(ROOT, syncro_sandbox.root_url))
    assert int(said) in [row["id"] for row in syncro_sandbox.records("comments")]


def test_the_pytest_example_passes(tmp_path):
    (content,) = blocks("python")
    (tmp_path / "test_example.py").write_text(content)
    assert "1 passed" in run(tmp_path, sys.executable, "-m", "pytest", "-q", "-p", "no:schemathesis")


def test_the_mcp_example_is_json_that_loads_the_redirection():
    (text,) = blocks("json mcp")
    (server,) = json.loads(text)["mcpServers"].values()
    assert server["args"][1].endswith("redirect.mjs")
    assert server["env"]["SYNCRO_SANDBOX"] == ROOT


@pytest.mark.parametrize("route", control.ROUTES, ids=" ".join)
def test_every_control_route_has_an_example(route):
    method, name = route
    verb = "" if method == "GET" else f" -X {method}"
    assert re.search(rf"^curl -s{verb} \$SANDBOX/{name}( |$)", TEXT, re.MULTILINE)


def test_every_fault_and_every_field_of_a_fault_is_explained():
    example = next(script for script in blocks("sh") if "length == 10" in script)
    assert re.findall(r'"fault": "(\w+)"', example) == list(faults.KINDS)
    fields = set(faults.Rule.__struct_fields__)
    assert {field for field in fields if f"`{field}`" in TEXT} == fields


def test_generated_pages_are_fresh():
    done = subprocess.run(
        [sys.executable, DOCS / "generate.py", "--check"], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_all_operations_are_played_and_each_is_tested_by_name():
    rows = [line.split(" | ") for line in (DOCS / "coverage.md").read_text().splitlines() if line.startswith("| `")]
    assert len(rows) == 170
    assert [row[0] for row in rows if row[2] != "yes" or row[3] == "–"] == []
