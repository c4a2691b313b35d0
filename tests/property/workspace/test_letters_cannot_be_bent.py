# SPDX-License-Identifier: Apache-2.0
"""Whatever stands in a section's name, a subject or a file name, a letter has the headers we gave it and no other."""

from __future__ import annotations

import email
import email.policy

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from machikata.domain.errors import InputRefused
from machikata.workspace.mail import Attachment, Letter, as_eml, checked_address, one_line

ANY = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)


ENCODED = st.builds(
    lambda how, hidden: f"=?utf-8?{how}?{hidden}?=", st.sampled_from("qbQB"), st.text("=0dDaABQoc:_@x?", max_size=20)
)
WORDS = ANY | st.lists(ENCODED | ANY, max_size=3).map(" ".join)


@given(subject=WORDS, text=ANY, name=WORDS.filter(lambda t: one_line(t).strip('."') != ""))
@example(subject="窓口係\r\nBcc: all@example.jp", text="\r\n.\r\nQUIT", name='a"\r\nX: y.xlsx')
@example(subject="=?utf-8?q?=0d=0aBcc:_all@example.jp?=", text=".", name="=?utf-8?b?DQpY?=.xlsx")
def test_no_text_adds_a_header(subject: str, text: str, name: str) -> None:
    made = as_eml(
        Letter("a@example.jp", subject, text, "<1@example.jp>", (Attachment(name, b"x" * 200),)), sender="b@example.jp"
    )
    read = email.message_from_bytes(made, policy=email.policy.default)
    assert sorted(read.keys()) == sorted(
        ["From", "To", "Subject", "Message-ID", "MIME-Version", "Content-Type", "X-Unsent"]
    )
    assert (read["To"], read["From"]) == ("a@example.jp", "b@example.jp")
    parts = list(read.iter_parts())
    assert [p.get_content_type() for p in parts] == [
        "text/plain", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ]  # fmt: skip
    assert parts[1].get_content() == b"x" * 200
    assert made.endswith(b"\r\n")
    assert not any(line.startswith(b".") for line in made.split(b"\r\n"))


@given(subject=WORDS)
def test_a_subject_arrives_as_it_was_but_for_its_blanks(subject: str) -> None:
    made = as_eml(Letter("", subject, "", "<1@example.jp>"))
    read = email.message_from_bytes(made, policy=email.policy.default)
    assert " ".join(str(read["Subject"]).split()) == one_line(subject)


@given(text=ANY)
def test_equal_letters_are_equal_bytes(text: str) -> None:
    letter = Letter("a@example.jp", "s", text, "<1@example.jp>", (Attachment("f.xlsx", b"1"),))
    assert as_eml(letter) == as_eml(letter)


@given(address=st.from_regex(r"\A[a-z.]{1,8}@[a-z.-]{1,12}\Z") | ANY)
def test_an_accepted_address_is_one_plain_address(address: str) -> None:
    try:
        plain = checked_address(address)
    except InputRefused:
        return
    assert plain == "" or email.message_from_bytes(
        as_eml(Letter(plain, "s", "", "<1@example.jp>")), policy=email.policy.default
    )["To"].addresses[0].addr_spec == plain  # fmt: skip


@pytest.mark.parametrize(
    "address", ["a@b@c", "a@example.jp,b@example.jp", "a@example.jp\nBcc: b@example.jp", "窓口@example.jp", "a b@example.jp",
                "<a@example.jp>", ".a@example.jp", "a@-example.jp", "a@" + "x" * 256, "a" * 65 + "@example.jp", '"a"@example.jp'],
)  # fmt: skip
def test_what_is_not_one_plain_address_is_refused(address: str) -> None:
    with pytest.raises(InputRefused, match="not a mail address"):
        checked_address(address)


NUMBERS = st.text(max_size=40) | st.sampled_from(["<1@x>", "<1@x>\r\nBcc: a@example.jp", "<1@x> <2@y>", "<é@x>", ""])


@given(text=ANY, page=ANY.filter(bool), answered=NUMBERS, chain=st.lists(NUMBERS, max_size=30), subject=WORDS)
def test_no_page_and_no_number_adds_a_header_or_a_part(
    text: str, page: str, answered: str, chain: list[str], subject: str
) -> None:
    letter = Letter(
        "a@example.jp", subject, text, "<1@example.jp>", (Attachment("f.xlsx", b"1"),), html=page,
        in_reply_to=answered, references=tuple(chain),
    )  # fmt: skip
    made = as_eml(letter, sender="b@example.jp")
    read = email.message_from_bytes(made, policy=email.policy.default)
    allowed = {
        "From",
        "To",
        "Subject",
        "Message-ID",
        "MIME-Version",
        "Content-Type",
        "X-Unsent",
        "In-Reply-To",
        "References",
    }
    assert set(read.keys()) <= allowed
    assert len(read.keys()) == len(set(read.keys()))
    assert [p.get_content_type() for p in read.walk()][:4] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html",
    ]  # fmt: skip
    either, attached = read.iter_parts()
    plain, shown = either.iter_parts()
    for part, wanted in ((plain, text), (shown, page)):
        assert part.get_payload(decode=True).decode() == wanted
    assert attached.get_content() == b"1"
    numbers = (read["References"] or "").split()
    assert len(numbers) == len(set(numbers)) <= 20
    assert all(n.startswith("<") and n.endswith(">") for n in [*numbers, *(read["In-Reply-To"] or "<>").split()])
    assert not any(line.startswith(b".") or len(line) > 998 for line in made.split(b"\r\n"))
