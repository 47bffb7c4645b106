"""What old figures name may have left the reference tables since."""

from dashboard.reference import Reference

ONLY_LOKET = Reference(
    tables={
        "channel": {"loket": {"name": "Loket", "online": False}, "elok": {"name": "eLOK", "online": True}}
    },
    standards=(),
    complaint_standards=(),
    opening=frozenset(),
)


def test_a_code_that_is_gone_names_itself_and_is_not_online() -> None:
    assert ONLY_LOKET.name("channel", "elok") == "eLOK"
    assert ONLY_LOKET.online("elok")
    assert not ONLY_LOKET.online("loket")
    assert ONLY_LOKET.name("channel", "lama") == "lama"
    assert not ONLY_LOKET.online("lama")
