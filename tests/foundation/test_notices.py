"""Notices: told with the deed, sent once, in waking hours, in words that name nothing, and silent after a loss."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from jiahe.foundation.accounts.codes import send_code
from jiahe.foundation.accounts.gate import OutOfReach
from jiahe.foundation.notices import channels, queries
from jiahe.foundation.notices.actions import fall_silent, notify, read, speak_again
from jiahe.foundation.notices.kinds import NEUTRAL, NoticeKind, _kinds, declare, kinds
from jiahe.foundation.notices.models import Message, Notice
from jiahe.foundation.notices.quiet import next_waking
from jiahe.foundation.notices.sending import ANSWERS_WITHIN, TRIES, doubt_what_waits, send_due
from jiahe.foundation.regions.models import Region
from tests.conftest import Cast, furnish
from tests.foundation.threads import at_once
from tests.places import NOW

pytestmark = pytest.mark.differs
CHINA = ZoneInfo("Asia/Shanghai")
PERSON = 4711
MINUTE = timedelta(minutes=1)


class Gateway:
    """A gateway in memory that knows its keys, as a real one does; it can be made to fail."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str, str]] = []
        self.fault: BaseException | None = None

    def send(self, *, key: str, address: str, text: str) -> None:
        if self.fault is not None:
            raise self.fault
        self.taken.append((key, address, text))

    def has_sent(self, key: str) -> bool:
        return any(taken[0] == key for taken in self.taken)


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    """SMS go into memory; person 4711 has a number, nobody else has."""
    before, addresses = channels._channels["sms"], dict(channels._addresses)
    found = Gateway()
    channels.use_channel("sms", found)
    channels.declare_address("sms", lambda person: "19900004711" if person == PERSON else "")
    declare(NoticeKind("tests.news", "{place}有新的通知", "请在 {day} 以前看。", channels=("sms",)))
    declare(NoticeKind("tests.stage", "宝宝该打疫苗了", channels=("sms",), stage=True))
    yield found
    channels.use_channel("sms", before)
    channels._addresses.clear()
    channels._addresses.update(addresses)
    for code in ("tests.news", "tests.stage"):
        _kinds.pop(code, None)


def news(person: int = PERSON, at: datetime = NOW) -> Notice:
    with transaction.atomic():
        notice = notify("tests.news", at=at, person=person, words={"place": "芸林村", "day": "12月1日"})
    assert notice is not None
    return notice


def send(at: datetime = NOW) -> int:
    return send_due(lambda: at)


@pytest.mark.django_db
def test_the_inbox_holds_the_words_and_the_phone_only_that_there_are_some(gateway: Gateway) -> None:
    notice = news()
    assert (notice.title, notice.text) == ("芸林村有新的通知", "请在 12月1日 以前看。")
    assert send() == 1
    assert [(address, text) for _, address, text in gateway.taken] == [("19900004711", NEUTRAL)]
    assert send() == 0


@pytest.mark.django_db
def test_what_goes_to_a_phone_never_names_anything_whatever_is_told(gateway: Gateway) -> None:
    forbidden = ("失独", "特殊家庭", "怀孕", "孕", "残疾", "低保", "流产", "疾病", "相亲", "疫苗")
    assert [kind.code for kind in kinds() if any(word in kind.pushed for word in forbidden)] == []


def test_nothing_is_told_of_a_deed_that_is_not_sure(gateway: Gateway, transactional_db: None) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        notify("tests.news", at=NOW, person=PERSON)


@pytest.mark.parametrize(
    ("clock", "sent"),
    [
        ("2026-11-23T07:59", "2026-11-23T08:00"),
        ("2026-11-23T08:00", "2026-11-23T08:00"),
        ("2026-11-23T20:59", "2026-11-23T20:59"),
        ("2026-11-23T21:00", "2026-11-24T08:00"),
        ("2026-11-23T00:00", "2026-11-23T08:00"),
        ("2026-12-31T23:30", "2027-01-01T08:00"),
    ],
)
def test_nobody_s_phone_rings_between_nine_and_eight(clock: str, sent: str) -> None:
    at = datetime.fromisoformat(clock).replace(tzinfo=CHINA)
    assert next_waking(at).astimezone(CHINA).isoformat()[:16] == sent


@pytest.mark.django_db
def test_a_message_that_was_held_up_until_the_night_waits_for_the_morning(gateway: Gateway) -> None:
    news(at=NOW.replace(hour=20, minute=50))
    assert send(NOW.replace(hour=21, minute=5)) == 0
    assert send(NOW.replace(hour=23)) == 0
    assert send(NOW.replace(hour=8) + timedelta(days=1)) == 1


@pytest.mark.django_db
def test_who_has_no_number_reads_it_in_the_inbox_only(gateway: Gateway) -> None:
    news(person=1)
    assert send() == 0
    assert Message.objects.get().state == "failed"
    assert gateway.taken == []


@pytest.mark.django_db
def test_a_gateway_that_fails_is_tried_again_and_in_the_end_given_up(gateway: Gateway) -> None:
    news()
    gateway.fault = OSError("19900004711")
    at = NOW
    for _ in range(TRIES):
        send(at)
        at += timedelta(hours=1)
    message = Message.objects.get()
    assert (message.state, message.attempts, message.fault) == ("failed", TRIES, "OSError")
    gateway.fault = None
    assert send(at) == 0


@pytest.mark.django_db
@pytest.mark.parametrize("before_the_gateway_had_it", [True, False])
def test_a_message_whose_sending_was_killed_goes_out_once(gateway: Gateway, before_the_gateway_had_it: bool) -> None:
    news()
    if before_the_gateway_had_it:
        gateway.fault = KeyboardInterrupt()
    else:
        take = gateway.send

        def dies(**said: str) -> None:
            take(**said)
            raise KeyboardInterrupt

        gateway.send = dies  # type: ignore[method-assign]  # the process dies right after the gateway has it
    with pytest.raises(KeyboardInterrupt):
        send()
    gateway.fault = None
    if not before_the_gateway_had_it:
        del gateway.send
    assert send(NOW + ANSWERS_WITHIN / 2) == 0, "whoever is sending it may be at it"
    send(NOW + 2 * ANSWERS_WITHIN)
    assert len(gateway.taken) == 1
    assert Message.objects.get().state == "sent"


def test_senders_side_by_side_send_each_message_once(gateway: Gateway, transactional_db: None) -> None:
    if not Region.objects.exists():
        furnish()
    for _ in range(30):
        news()
    at_once(4, lambda _: send_due(lambda: NOW))
    assert len({key for key, _, _ in gateway.taken}) == len(gateway.taken) == 30


@pytest.mark.django_db
def test_after_a_loss_no_stage_of_life_is_spoken_of_and_everything_else_is(gateway: Gateway) -> None:
    with transaction.atomic():
        notify("tests.stage", at=NOW, person=PERSON)
        unread = news()
        fall_silent([PERSON], at=NOW)
        assert notify("tests.stage", at=NOW, person=PERSON) is None
    assert send() == 1
    assert list(Notice.objects.filter(stopped_at=None)) == [unread]
    speak_again([PERSON])
    assert notify("tests.stage", at=NOW, person=PERSON) is not None


def test_a_loss_silences_in_the_transaction_that_records_it_or_not_at_all(
    gateway: Gateway, transactional_db: None
) -> None:
    with pytest.raises(RuntimeError):
        fall_silent([PERSON], at=NOW)


@pytest.mark.django_db
def test_a_notice_of_a_post_is_read_by_whoever_holds_it_and_by_nobody_else(gateway: Gateway, cast: Cast) -> None:
    lin, chen = cast.actor("lin"), cast.actor("chen")
    notice = notify("tests.news", at=NOW, post=lin.post_id, words={"place": "芸林村", "day": "12月1日"})
    assert notice is not None
    assert (queries.unread(by=lin), queries.unread(by=chen)) == (1, 0)
    with pytest.raises(OutOfReach):
        queries.notice(notice.pk, by=chen)
    read(notice, at=NOW)
    assert queries.unread(by=lin) == 0


@pytest.mark.django_db
def test_the_inbox_is_paged_opened_and_seen_through(gateway: Gateway, cast: Cast) -> None:
    lin = cast.actor("lin")
    for _ in range(35):
        notify("tests.news", at=NOW, post=lin.post_id, path="/desk/", words={"place": "芸林村", "day": "12月1日"})
    client = cast.client("county")  # somebody else's inbox is empty
    assert "没有消息" in client.get("/desk/notices/").content.decode()
    client = _client_of(lin)
    first = client.get("/desk/notices/")
    assert len(first.context["notices"]) == 30
    assert len(client.get(f"/desk/notices/?before={first.context['following']}").context["notices"]) == 5
    opened = client.get(f"/desk/notices/{first.context['notices'][0].pk}/")
    assert (opened.status_code, opened["Location"]) == (302, "/desk/")
    assert queries.unread(by=lin) == 34
    client.post("/desk/notices/read/")
    assert queries.unread(by=lin) == 0


def _client_of(lin):
    from django.test import Client

    from jiahe.foundation.accounts.models import User

    client = Client()
    client.force_login(User.objects.get(pk=lin.id), backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_journal_of_the_console_tells_what_was_sent_also_after_a_torn_line(capsys) -> None:
    console = channels.Console("tests", "短信")
    console.journal.unlink(missing_ok=True)
    console.send(key="jiahe-1", address="19900004711", text=NEUTRAL)
    with console.journal.open("a", encoding="utf-8") as file:
        file.write('{"key": "jiahe-2", "to": "19')
    console.send(key="jiahe-3", address="19900004711", text=NEUTRAL)
    assert [console.has_sent(f"jiahe-{n}") for n in (1, 2, 3, 33)] == [True, False, True, False]
    written = console.journal.read_text(encoding="utf-8") + capsys.readouterr().out
    assert "19900004711" not in written
    assert json.loads(console.journal.read_text(encoding="utf-8").splitlines()[0])["to"] == "199••••4711"
    assert str(console.journal).startswith(str(settings.HOME))


def test_a_one_time_code_goes_by_the_same_gateway_and_is_kept_nowhere(gateway: Gateway, db: None) -> None:
    send_code(phone="13900000012", at=NOW, deliver=True)
    ((key, address, text),) = gateway.taken
    assert (key, address) == ("", "13900000012")
    assert "验证码是" in text


def test_the_console_shows_a_code_and_keeps_no_line_of_it(capsys, db: None) -> None:
    send_code(phone="13900000013", at=NOW, deliver=True)
    assert "验证码是" in capsys.readouterr().out
    journal = channels.Console("sms", "短信").journal
    assert not journal.exists() or "验证码" not in journal.read_text(encoding="utf-8")


def test_an_installation_names_its_gateway(gateway: Gateway) -> None:
    channels.use_named_channels([f"sms={__name__}.Gateway"])
    assert isinstance(channels.channel("sms"), Gateway)
    assert channels.channel("sms") is not gateway


@pytest.mark.parametrize("words", ["sms", "sms=nowhere.Gateway", "pigeon=tests.Gateway"])
def test_a_gateway_that_cannot_be_is_refused_in_a_sentence(gateway: Gateway, words: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="JIAHE_CHANNELS"):
        channels.use_named_channels([words])


@pytest.mark.django_db
def test_after_a_restore_a_message_that_went_out_since_the_backup_is_not_sent_again(gateway: Gateway) -> None:
    news()
    news(at=NOW + timedelta(seconds=1))
    assert send(NOW + MINUTE) == 2
    gateway.taken.pop()  # as if the second had not gone out yet
    Message.objects.update(state="waiting", sent_at=None, sending_at=None)  # as the backup has them
    assert doubt_what_waits(NOW + MINUTE) == 2
    assert send(NOW + MINUTE) == 1
    assert len({key for key, _, _ in gateway.taken}) == len(gateway.taken) == 2
    assert {message.state for message in Message.objects.all()} == {"sent"}
