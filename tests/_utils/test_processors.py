"""Processors that this process may use: where it may run, and the quotas of control groups."""

import os
from pathlib import Path

import pytest

from folkhue._utils.processors import usable_processors

V2, V1 = "0::/", "4:cpu,cpuacct:/\n1:cpuset:/\n"
MAX, QUOTA = "sys/fs/cgroup/cpu.max", "sys/fs/cgroup/cpu,cpuacct/{}cpu.cfs_quota_us"
PERIOD = "sys/fs/cgroup/cpu,cpuacct/{}cpu.cfs_period_us"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, 16),
        ({"proc/self/cgroup": V2}, 16),
        ({"proc/self/cgroup": V2, MAX: "max 100000\n"}, 16),
        ({"proc/self/cgroup": V2, MAX: "200000 100000\n"}, 2),
        ({"proc/self/cgroup": V2, MAX: "150000 100000\n"}, 2),
        ({"proc/self/cgroup": V2, MAX: "20000 100000\n"}, 1),
        ({"proc/self/cgroup": V2, MAX: "9900000 100000\n"}, 16),
        ({"proc/self/cgroup": V2, MAX: ""}, 16),
        ({"proc/self/cgroup": V2, MAX: "x 100000\n"}, 16),
        ({"proc/self/cgroup": V2, MAX: "100000 0\n"}, 16),
        # A group without a namespace of its own, whose limit is on a group around it.
        (
            {
                "proc/self/cgroup": "0::/system.slice/folkhue.service\n",
                "sys/fs/cgroup/system.slice/folkhue.service/cpu.max": "max 100000",
                "sys/fs/cgroup/system.slice/cpu.max": "300000 100000",
            },
            3,
        ),
        # What the host calls the group of a container, which sees only its own folder.
        ({"proc/self/cgroup": "0::/../docker/4f1c", MAX: "400000 100000"}, 4),
        ({"proc/self/cgroup": V2, "sys/fs/cgroup/unified/cpu.max": "100000 50000"}, 2),
        ({"proc/self/cgroup": V1, QUOTA.format(""): "-1", PERIOD.format(""): "100000"}, 16),
        ({"proc/self/cgroup": V1, QUOTA.format(""): "250000", PERIOD.format(""): "100000"}, 3),
        (
            {
                "proc/self/cgroup": "4:cpu,cpuacct:/docker/4f1c\n",
                QUOTA.format("docker/4f1c/"): "500000",
                PERIOD.format("docker/4f1c/"): "100000",
            },
            5,
        ),
        ({"proc/self/cgroup": "not a line\n:\n\n", MAX: "100000 100000"}, 1),
    ],
)
def test_a_quota_of_processor_time_limits_the_processors(
    files: dict[str, str], expected: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(16)))
    for name, contents in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(contents)
    assert usable_processors(tmp_path) == expected


def test_it_may_run_on_fewer_processors_than_its_quota_pays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {3})
    (tmp_path / "proc/self").mkdir(parents=True)
    (tmp_path / "proc/self/cgroup").write_text(V2)
    assert usable_processors(tmp_path) == 1


def test_here_is_at_least_one_processor() -> None:
    assert 1 <= usable_processors() <= (os.cpu_count() or 1)
