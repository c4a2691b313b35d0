# SPDX-License-Identifier: Apache-2.0
"""Replies are read whatever program wrote them; nothing in them is trusted."""

from __future__ import annotations

import base64
import email.message
import email.policy
import time
from datetime import UTC, datetime

import pytest

from machikata.domain.errors import InputRefused
from machikata.records.mails import LARGEST, own_words, read_mail

TEXT = "提案します。\n窓口の①番と髙橋の係で、ｶﾀｶﾅも使います。"


def jis(text: str) -> bytes:
    """ISO-2022-JP with the vendors' characters, as Japanese mail programs write it."""
    out, double = b"", False
    for character in text:
        data = character.encode("cp932")
        if len(data) == 1 and data[0] < 0x80:
            out += (b"\x1b(B" if double else b"") + data
            double = False
        elif len(data) == 1:
            out += b"\x1b(I" + bytes([data[0] & 0x7F]) + b"\x1b(B"
            double = False
        else:
            lead, trail = data
            row = (lead - (0x81 if lead < 0xA0 else 0xC1)) * 2 + (trail >= 0x9F)
            cell = trail - 0x9F if trail >= 0x9F else trail - 0x40 - (trail > 0x7F)
            out += (b"" if double else b"\x1b$B") + bytes([row + 0x21, cell + 0x21])
            double = True
    return out + (b"\x1b(B" if double else b"")


def mail(body: bytes, *headers: bytes, kind: bytes = b"text/plain; charset=utf-8") -> bytes:
    head = [b"From: a@town.example.jp", b"Message-ID: <1@town.example.jp>", b"Subject: x", b"Content-Type: " + kind]
    names = {h.split(b":")[0].lower() for h in headers}
    return b"\r\n".join([*(h for h in head if h.split(b":")[0].lower() not in names), *headers, b"", body])


@pytest.mark.parametrize(
    ("said", "body"),
    [
        (b"iso-2022-jp", jis(TEXT)),
        (b"Shift_JIS", TEXT.encode("cp932")),
        (b"x-sjis", TEXT.encode("cp932")),
        (b"iso-2022-jp", TEXT.encode("cp932")),
        (b"us-ascii", TEXT.encode()),
        (b"no-such-charset", TEXT.encode()),
        (b'"utf-8"', TEXT.encode()),
        (b"zlib", TEXT.encode()),
        (b"utf-16", TEXT.encode("utf-16")),
    ],
)
def test_every_encoding_of_japanese_offices_is_read(said: bytes, body: bytes) -> None:
    coded = b"Content-Transfer-Encoding: base64"
    assert read_mail(mail(base64.b64encode(body), coded, kind=b"text/plain; charset=" + said)).text == TEXT


def test_quoted_printable_and_seven_bit_are_read() -> None:
    quoted = b"=E6=8F=90=E6=A1=88=\r\n=E3=81=A7=E3=81=99"
    assert read_mail(mail(quoted, b"Content-Transfer-Encoding: quoted-printable")).text == "提案です"
    assert read_mail(mail(jis("提案です"), kind=b"text/plain; charset=ISO-2022-JP")).text == "提案です"
    assert read_mail(mail(b"%%%", b"Content-Transfer-Encoding: base64")).text is not None


@pytest.mark.parametrize(
    "subject",
    [
        b"=?ISO-2022-JP?B?" + base64.b64encode(jis("事例の①提案")) + b"?=",
        "事例の①提案".encode("cp932"),
        "事例の①提案".encode(),
        jis("事例の①提案"),
        b"=?utf-8?B?" + base64.b64encode("事例の①提案".encode()[:10]) + b"?=\r\n =?utf-8?B?"
        + base64.b64encode("事例の①提案".encode()[10:]) + b"?=",
    ],
)  # fmt: skip
def test_subjects_are_read_encoded_naked_and_cut_within_a_character(subject: bytes) -> None:
    assert read_mail(mail(b"x", b"Subject: " + subject)).subject == "事例の①提案"


def test_the_plain_text_is_taken_before_html_and_html_alone_becomes_text() -> None:
    message = email.message.EmailMessage(policy=email.policy.SMTP)
    message["From"], message["Subject"] = "架空 花子 <a@town.example.jp>", "件名"
    message.set_content("本文です")
    message.add_alternative("<p>HTMLです</p>", subtype="html")
    message.add_attachment(b"1" * 50, maintype="application", subtype="pdf", filename="要望書.pdf")
    read = read_mail(message.as_bytes())
    assert (read.text, read.attachments, read.sender, read.sender_name) == (
        "本文です", ("要望書.pdf",), "a@town.example.jp", "架空 花子"
    )  # fmt: skip
    page = "<html><head><title>t</title><style>p{color:red}</style></head><body><p>一行目<br>二行目</p><script>x()</script></body>"
    assert read_mail(mail(page.encode(), kind=b"text/html; charset=utf-8")).text == "一行目\n二行目"


def test_a_forwarded_message_is_named_and_its_words_are_not_taken_for_the_senders() -> None:
    body = (
        b"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nmine\r\n"
        b"--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: other\r\n\r\ntheirs\r\n--b--\r\n"
    )
    read = read_mail(mail(body, kind=b"multipart/mixed; boundary=b"))
    assert (read.text, read.attachments) == ("mine", ("message/rfc822",))


def test_references_keep_their_order_with_the_answered_one_last() -> None:
    read = read_mail(mail(b"x", b"References: <a@x> junk\r\n <b@x> <c@x>", b"In-Reply-To: <b@x>"))
    assert read.references == ("<a@x>", "<c@x>", "<b@x>")


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ([b"Auto-Submitted: auto-replied"], "automatic reply"),
        ([b"X-Autoreply: yes"], "automatic reply"),
        ([b"Precedence: bulk"], "message to many"),
        ([b"List-Id: <l.example.jp>"], "message to many"),
        ([b"Return-Path: <>"], "not delivered"),
        (["Subject: 自動応答: お便り".encode()], "automatic reply"),
        (["Subject: 不在通知：お便り".encode()], "automatic reply"),
        ([b"Subject: Out of Office: letter"], "automatic reply"),
        ([b"Subject: Undelivered Mail Returned to Sender"], "not delivered"),
        ([b"Auto-Submitted: no"], ""),
        (["Subject: 自動応答サービスの事例".encode()], ""),
        (["Subject: Re: 不在票の受付を自動にした事例".encode()], ""),
    ],
)
def test_messages_of_programs_are_told_from_those_of_persons(headers: list[bytes], why: str) -> None:
    assert why in read_mail(mail(b"x", *headers)).automatic.en
    assert bool(read_mail(mail(b"x", *headers)).automatic.en) == bool(why)


def test_a_report_of_the_mail_system_is_no_reply() -> None:
    assert (
        read_mail(mail(b"", kind=b"multipart/report; boundary=b")).automatic.en
        == "a notice that a message was not delivered"
    )


def test_headers_of_the_hostile_stay_single_lines() -> None:
    read = read_mail(
        mail(
            b"x",
            b"Subject: =?utf-8?q?a=0D=0ABcc:_all@example.jp=E2=80=AEb?=",
            b"From: =?utf-8?q?x=2C_b=40evil.example=0A?= <a@town.example.jp>, b@evil.example",
            b"Message-ID: <1@x>\x00 <2@x>",
            b"Date: Fri, 99 Nov 9999 99:99:99 +9999",
        )
    )
    assert read.subject == "a Bcc: all@example.jp b"
    assert read.sender == "a@town.example.jp"
    assert "\n" not in read.sender_name
    assert (read.message_id, read.sent_at) == ("<1@x>", None)


def test_a_date_is_an_instant() -> None:
    read = read_mail(mail(b"x", b"Date: Fri, 20 Nov 2026 09:00:00 +0900"))
    assert read.sent_at == datetime(2026, 11, 20, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize("data", [b"", b"\x00" * 100, b"no message at all", bytes(range(256))])
def test_what_is_no_message_is_refused(data: bytes) -> None:
    with pytest.raises(InputRefused, match="not a mail message"):
        read_mail(data)


def test_what_is_too_large_or_nested_for_ever_is_refused_at_once() -> None:
    begun = time.process_time()
    with pytest.raises(InputRefused, match="too large"):
        read_mail(b"x" * (LARGEST + 1))
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3000))
    with pytest.raises(InputRefused, match="too many parts"):
        read_mail(b"From: a@x\r\n" + nested)
    assert time.process_time() - begun < 2


def test_a_long_text_is_cut_and_says_so() -> None:
    assert read_mail(mail("長い文。".encode() * 50_000)).text.endswith("（長いため、ここまでを残しました）")


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("提案です。\n\n> 前の手紙\n> 2行目", "提案です。"),
        ("賛成です。\n> 質問1\nはい。\n> 質問2\nいいえ。", "賛成です。\nはい。\nいいえ。"),
        ("見ました。\n-----Original Message-----\nFrom: x\n前の手紙", "見ました。"),
        ("見ました。\n\n差出人: 架空県\n送信日時: 2026年11月20日\n宛先: a\n件名: お便り\n\n前の手紙", "見ました。"),
        ("Thanks.\n\nOn Fri, 20 Nov 2026 at 09:00, Kaku <d@pref.example.jp> wrote:\n> old", "Thanks."),
        ("> 引用だけ", "> 引用だけ"),
        ("差出人: この語で始まるだけの文です", "差出人: この語で始まるだけの文です"),
    ],
)
def test_own_words_are_found_and_nothing_is_lost_where_in_doubt(text: str, own: str) -> None:
    assert own_words(text) == own
