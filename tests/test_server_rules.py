"""The rules of the server that need no server: who gets in, what becomes of a session, what a key opens."""

from __future__ import annotations

import pytest

from limner.config import Config
from limner.errors import AtCapacity, AuthError
from limner.protocol.codes import is_final, wire_text
from limner.server.admission import Admission, default_max_sessions
from limner.server.auth import Access, Keys
from limner.server.session_state import NEVER_CONNECTED_S, Limits, SessionState
from limner.server.turn import ice_servers


def state(**limits: float) -> SessionState:
    return SessionState(Limits(**limits), now_s=100.0)


class TestSessionState:
    def test_a_goodbye_ends_it_and_a_cut_does_not(self) -> None:
        polite, cut = state(), state()
        for session in (polite, cut):
            assert session.connected(101.0)
            assert not session.connected(102.0)
        polite.client_gone(110.0, cut=False)
        cut.client_gone(110.0, cut=True)
        assert polite.check(110.0) == "client_left"
        assert cut.lingering
        assert cut.check(229.0) is None
        assert cut.check(230.0) == "not_resumed"

    def test_who_comes_back_in_time_goes_on(self) -> None:
        session = state(reconnect_s=10)
        session.connected(100.0)
        session.client_gone(105.0, cut=True)
        session.client_back(114.0)
        assert not session.lingering
        assert session.check(1000.0) is None

    def test_a_cut_before_any_picture_leaves_nothing_to_come_back_to(self) -> None:
        session = state()
        session.client_gone(101.0, cut=True)
        assert session.check(101.0) == "client_left"

    def test_limits(self) -> None:
        idle, long, unused = state(idle_s=60), state(session_s=60), state()
        for session in (idle, long):
            session.connected(100.0)
        idle.active(150.0)
        long.active(150.0)
        assert idle.check(209.0) is None
        assert idle.check(210.0) == "idle"
        assert long.check(160.0) == "session_limit"
        assert unused.check(100.0 + NEVER_CONNECTED_S) == "never_connected"

    def test_the_first_reason_counts(self) -> None:
        session = state()
        session.end("evicted")
        session.end("idle")
        session.client_gone(200.0, cut=True)
        assert session.check(300.0) == "evicted"

    def test_seconds_are_told_once_each(self) -> None:
        session = state()
        assert session.tick_due(200.0) is None
        session.connected(100.5)
        told = [session.tick_due(100.5 + n / 4) for n in range(13)]
        assert [n for n in told if n] == [1, 2, 3]


class TestAdmission:
    def test_refuses_when_full_and_says_so_retryably(self) -> None:
        admission = Admission(2)
        assert not admission.check(1, 0)
        with pytest.raises(AtCapacity) as caught:
            admission.check(2, 0)
        assert not is_final(wire_text(caught.value))

    def test_a_place_that_is_only_kept_is_given_away(self) -> None:
        assert Admission(2).check(2, 1)

    def test_nobody_comes_in_while_it_drains(self) -> None:
        with pytest.raises(AtCapacity):
            Admission(2, draining=True).check(0, 0)

    def test_there_is_always_room_for_one(self) -> None:
        assert default_max_sessions(1) >= 1


class TestKeys:
    keys = Keys(("alpha", "beta"), open_door=True)

    def test_a_server_with_keys_wants_one_of_them(self) -> None:
        assert self.keys.check("alpha", now_s=0).owner != self.keys.check("beta", now_s=0).owner
        for wrong in (None, "", "gamma", "alph", "ek_", "ek_%%", "ek_AAAA"):
            with pytest.raises(AuthError) as caught:
                self.keys.check(wrong, now_s=0)
            assert is_final(wire_text(caught.value))

    def test_without_keys_only_a_closed_house_has_an_open_door(self) -> None:
        assert Keys((), open_door=True).check("anything", now_s=0)
        with pytest.raises(AuthError):
            Keys((), open_door=False).check("anything", now_s=0)

    def token(self, **wish: object) -> str:
        settings = {"lives_s": 60, "models": (), "session_limit_s": None, **wish}
        return self.keys.make_token(self.keys.check("alpha", now_s=0), now_s=1000, **settings)  # type: ignore[arg-type]

    def test_a_token_opens_sessions_until_it_expires(self) -> None:
        token = self.token(session_limit_s=300)
        assert set(token) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
        access = self.keys.check(token, now_s=1059)
        assert access == Access(self.keys.check("alpha", now_s=0).owner, may_make_tokens=False, session_limit_s=300)
        with pytest.raises(AuthError, match="expired"):
            self.keys.check(token, now_s=1060)

    def test_a_token_makes_no_tokens(self) -> None:
        with pytest.raises(AuthError):
            self.keys.make_token(self.keys.check(self.token(), now_s=1000), now_s=1000, lives_s=60, models=(), session_limit_s=None)

    def test_allowed_models_in_any_spelling(self) -> None:
        token = self.token(models=("live-avatar",))
        for model in (None, "live_avatar", "avatar-live"):
            self.keys.check(token, now_s=1000, model=model)
        with pytest.raises(AuthError):
            self.keys.check(self.token(models=("mirage",)), now_s=1000, model="live_avatar")

    def test_a_changed_token_is_none(self) -> None:
        token = self.token()
        for at in range(3, len(token), 7):
            changed = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
            with pytest.raises(AuthError):
                self.keys.check(changed, now_s=1000)

    def test_another_server_with_the_same_keys_honours_it(self) -> None:
        assert Keys(("beta", "alpha"), open_door=False).check(self.token(), now_s=1000)
        with pytest.raises(AuthError):
            Keys(("other",), open_door=False).check(self.token(), now_s=1000)


class TestTurn:
    def test_credentials_as_coturn_checks_them(self) -> None:
        config = Config(turn=("turn:relay.example:3478",), turn_secret="north")
        (server,) = ice_servers(config, "k1", now_s=1_000_000)
        assert server.username == "1003600:k1"
        # printf 1003600:k1 | openssl dgst -sha1 -hmac north -binary | base64
        assert server.credential == "5N9tHQgmsxbVc2VAT9+gZm3qqGI="

    def test_static_ones_and_none(self) -> None:
        config = Config(turn=("turn:a", "turns:b"), turn_username="u", turn_password="p")
        assert [(s.urls, s.username, s.credential) for s in ice_servers(config, "k", now_s=0)] == [
            ("turn:a", "u", "p"),
            ("turns:b", "u", "p"),
        ]
        assert ice_servers(Config(), "k", now_s=0) == []
