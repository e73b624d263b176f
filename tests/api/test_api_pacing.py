"""The shared rate limit: never more than the limit in any window (R-58)."""

import subprocess
import sys
import time
from pathlib import Path
from threading import Thread

import pytest
from api_stage import KEY, Reply, Stage

from syncro.api import Client, Pace, Reader
from syncro.calls import Call
from syncro.errors import ConfigError

TAKER = """
import sys, time
from pathlib import Path
from syncro.api.pacing import Pace
pace = Pace(Path(sys.argv[1]), 40, window=0.5, guard=0.3)
for _ in range(35):
    pace.turn()
    print(time.time(), flush=True)
"""


def most_in_a_window(moments: list[float], window: float) -> int:
    return max(sum(start <= moment < start + window for moment in moments) for start in moments)


def test_processes_together_keep_the_limit(tmp_path: Path) -> None:
    takers = [
        subprocess.Popen([sys.executable, "-c", TAKER, str(tmp_path / "pace")], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    said = [taker.communicate(timeout=30)[0] for taker in takers]
    moments = sorted(float(line) for text in said for line in text.split())
    assert [taker.returncode for taker in takers] == [0, 0, 0]
    assert len(moments) == 105
    assert most_in_a_window(moments, 0.5) <= 40


def test_threads_share_one_pace(tmp_path: Path) -> None:
    pace, moments = Pace(tmp_path / "pace", 10, window=0.2, guard=0.15), []

    def take() -> None:
        for _ in range(6):
            pace.turn()
            moments.append(time.time())

    threads = [Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    pace.close()
    assert len(moments) == 24
    assert most_in_a_window(sorted(moments), 0.2) <= 10


class Waited(Exception):
    """Raised instead of sleeping."""


def no_sleep(seconds: float) -> None:
    raise Waited(seconds)


@pytest.fixture
def pace(tmp_path: Path) -> Pace:
    return Pace(tmp_path / "deep" / "pace", 3, sleep=no_sleep)


def test_a_turn_past_the_limit_waits_and_says_how_long(pace: Pace) -> None:
    told: list[float] = []
    for _ in range(3):
        pace.turn(told.append)
    assert told == []
    with pytest.raises(Waited):
        pace.turn(told.append)
    pace.close()
    assert 55 < told[0] <= 61


def test_the_turns_survive_the_process(pace: Pace) -> None:
    for _ in range(3):
        pace.turn()
    pace.close()
    with pytest.raises(Waited):
        Pace(pace.path, 3, sleep=no_sleep).turn()


def test_after_a_429_everyone_waits(pace: Pace) -> None:
    pace.pause(30)
    pace.pause(5)
    pace.close()
    with pytest.raises(Waited) as caught:
        Pace(pace.path, 3, sleep=no_sleep).turn()
    assert 25 < caught.value.args[0] <= 30


def test_a_pause_never_lasts_longer_than_three_minutes(pace: Pace) -> None:
    pace.pause(86_400)
    with pytest.raises(Waited) as caught:
        pace.turn()
    pace.close()
    assert caught.value.args[0] <= 180


def test_a_clock_that_was_set_back_stops_nobody(pace: Pace, monkeypatch: pytest.MonkeyPatch) -> None:
    later = time.time() + 86_400
    with monkeypatch.context() as patch:
        patch.setattr("time.time_ns", lambda: int(later * 1e9))
        pace.pause(30)
        for _ in range(3):
            pace._take()
    waits: list[float] = []
    pace._sleep = waits.append
    pace.turn()
    pace.close()
    assert waits == []


def test_a_damaged_file_is_begun_anew(pace: Pace) -> None:
    pace.path.parent.mkdir()
    pace.path.write_bytes(b"not a database at all, " * 100)
    pace.turn()
    pace.close()


def test_a_file_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "pace").mkdir()
    with pytest.raises((ConfigError, OSError), match="pace"):
        Pace(tmp_path / "pace", 3).turn()


def test_no_limit_makes_no_file(tmp_path: Path) -> None:
    free = Pace(tmp_path / "pace", 0)
    free.turn()
    free.pause(5)
    free.close()
    assert list(tmp_path.iterdir()) == []


def test_every_try_takes_a_turn_and_a_429_pauses_all(stage: Stage, tmp_path: Path) -> None:
    naps: list[float] = []
    shared = Pace(tmp_path / "pace", 3, sleep=no_sleep)
    stage.will(Reply({}, 429), Reply({"ticket": {"id": 1}}))
    with Client(stage.base_url, KEY, pace=shared, sleep=naps.append) as client, pytest.raises(Waited):
        client.read(Call("tickets.get", {"id": 1}))
    assert naps == [2.0]
    assert len(stage.requests) == 1


def test_the_pacing_library_is_not_loaded_before_the_first_request(stage: Stage) -> None:
    code = (
        "import sys, syncro.api, syncro.records, syncro.catalog\n"
        "heavy = {'httpx2', 'pyrate_limiter', 'filelock', 'sqlite3', 'concurrent.futures', 'asyncio'} & set(sys.modules)\n"
        "sys.exit(f'loaded: {heavy}' if heavy else 0)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_reader_with_a_pace_reads(stage: Stage, tmp_path: Path) -> None:
    stage.will(Reply({"ticket": {"id": 1, "number": 2}}))
    with Reader(stage.base_url, KEY, pace=Pace(tmp_path / "pace", 180)) as reader:
        assert reader.ticket(1).number == 2
