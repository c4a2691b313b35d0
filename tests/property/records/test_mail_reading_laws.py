# SPDX-License-Identifier: Apache-2.0
"""Whatever bytes come in, reading them gives a message or refuses it, and what it gives is plain."""

from __future__ import annotations

import email.message
import email.policy

from hypothesis import given
from hypothesis import strategies as st

from machikata.domain.errors import InputRefused
from machikata.domain.lines import one_line, plain_lines
from machikata.records.mails import own_words, read_mail

PIECES = st.sampled_from(
    [b"From: ", b"a@b.example", b"\r\n", b"\n", b"Subject: ", b"=?utf-8?b?", b"?=", b"Content-Type: ", b"multipart/mixed; boundary=b",
     b"text/html; charset=iso-2022-jp", b"--b", b"--b--", b"\x1b$B", b"\x1b(B", b"<blockquote>", b"<!--", b"<![", b"message/rfc822",
     b"Message-ID: <1@x>", b"References: ", b"<2@y>", b"Content-Transfer-Encoding: base64", b"Date: ", b"\x82\xa0", b"\xe3\x81\x82",
     b"Content-Disposition: attachment; filename*=utf-8''%", b";", b'"']
)  # fmt: skip
BYTES = st.lists(PIECES | st.binary(max_size=6), max_size=60).map(b"".join)


@given(data=BYTES | BYTES.map(lambda b: b"From: a@b.example\r\n" + b))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        read = read_mail(data)
    except InputRefused:
        return
    assert read.subject == one_line(read.subject)
    assert read.sender_name == one_line(read.sender_name)
    assert "\n".join(plain_lines(read.text)) == read.text
    assert all(r == one_line(r) and r.startswith("<") and r.endswith(">") for r in read.references)
    assert isinstance(own_words(read.text), str)


@given(text=st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf", "Zl", "Zp")), min_size=1, max_size=200))
def test_a_text_comes_back_as_it_was_written(text: str) -> None:
    message = email.message.EmailMessage(policy=email.policy.SMTP)
    message["From"] = "a@town.example.jp"
    message.set_content(text, cte="base64")
    assert read_mail(message.as_bytes()).text == "\n".join(plain_lines(text))


@given(text=st.text(max_size=300))
def test_own_words_are_words_of_the_text(text: str) -> None:
    assert all(line in text.splitlines() or line in text for line in own_words(text).splitlines())
