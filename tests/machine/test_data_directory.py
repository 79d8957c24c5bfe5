"""The data directory: one holder at a time, and starting over deletes only what is ours."""

import pytest

from mortar.data_directory import AlreadyRuns, DataDirectory


def test_a_second_start_is_told_where_the_first_one_is(tmp_path):
    with (
        DataDirectory(tmp_path).held("http://127.0.0.1:8000 (process 7)"),
        pytest.raises(AlreadyRuns, match=r"http://127\.0\.0\.1:8000 \(process 7\)"),
        DataDirectory(tmp_path).held("second"),
    ):
        pass


def test_it_is_free_again_after_its_holder(tmp_path):
    for note in ("a long note about the first", "second"):
        with DataDirectory(tmp_path).held(note):
            assert (tmp_path / "mortar.lock").read_text() == note


def test_starting_over_leaves_what_is_not_ours(tmp_path):
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("18")
    (tmp_path / "context.key").write_text("secret")
    (tmp_path / "thesis.txt").write_text("mine")

    removed = DataDirectory(tmp_path).clear()

    assert sorted(path.name for path in removed) == ["context.key", "postgres"]
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
