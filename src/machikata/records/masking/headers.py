# SPDX-License-Identifier: Apache-2.0
"""Columns whose header says that they hold data of residents, or name members of the staff."""

from __future__ import annotations

import re
import unicodedata

from machikata.records.masking.identifiers import IdentifierKind

_KINDS: tuple[tuple[IdentifierKind, str], ...] = (
    (IdentifierKind.MY_NUMBER, r"個人番号|マイナンバー|mynumber|individualnumber"),
    (IdentifierKind.PENSION_NUMBER, r"年金番号|年金記号|pensionn(o|umber)"),
    (
        IdentifierKind.INSURED_NUMBER,
        r"被保険者(証)?(の)?(記号)?番号|被保(険者)?(番|no)|保険証番号|受給者(証)?番号|insuredn(o|umber)",
    ),
    (
        IdentifierKind.RESIDENT_NUMBER,
        r"宛名(番号|コード|no)|世帯番号|住民票コード|住民(番号|コード)|在留カード|免許証番号|旅券番号|口座番号|passport|^ssn$|^bsn$",
    ),
    (IdentifierKind.PHONE, r"電話|携帯|ファックス|ファクス|^(.*[^a-z])?(tel|fax)([^a-z].*)?$|phone"),
    (IdentifierKind.EMAIL, r"メール(アドレス)?$|e-?mail"),
    (IdentifierKind.POSTAL_CODE, r"郵便番号|^〒$|postalcode|postcode|zipcode"),
    (IdentifierKind.BIRTH_DATE, r"生年月日|誕生日|birth|dateofbirth"),
    (IdentifierKind.ADDRESS, r"住所|居所|番地|方書|送付先|^address$|(home|street|applicant|postal)address"),
    (
        IdentifierKind.NAME,
        (
            r"氏名|^(お)?名前$|(者|人)の?名前$|姓名|^姓$|^氏$|^名$|フリガナ|ふりがな|カナ名|世帯主(名)?$|(申請|届出|申込|請求|相談|受給|来庁|対象|納税|被保険)(者|人)(名)?$|代理人(名)?$"
            r"|(full|first|last|family|given|applicant|resident|citizen|customer|client)name|surname"
        ),
    ),
)
_STAFF = re.compile(
    r"担当者|担当職員|担当$|職員|処理者|入力者|登録者|更新者|承認者|決裁者|決定者|受付者|審査者|確認者|作業者|起案者|操作者|調査員|認定調査員|"
    r"ユーザ|user|resource|employee|staff|operator|responsible|assignee|(?<!f)actor|handler|worker|caseworker"
)
_ONLY_ABOUT = r"(区分|種別|有無|フラグ|件数|人数|続柄|分類|方法|変更|数|異動|資格|級|役職|職種|職名|番号の有無)$"
"""Headers such as 申請者区分 speak about persons without naming one."""


def header_key(header: str) -> str:
    """The header for comparing: NFKC, lower case, without spaces and joining signs."""
    return re.sub(r"[\s_\-・:/()\[\].#]", "", unicodedata.normalize("NFKC", header).lower())


def resident_kind(header: str) -> IdentifierKind | None:
    """The kind of residents' data a header announces, None if it announces none."""
    key = header_key(header)
    if re.search(_ONLY_ABOUT, key) or _STAFF.search(key):
        return None
    return next((kind for kind, pattern in _KINDS if re.search(pattern, key)), None)


def names_staff(header: str) -> bool:
    """Whether a header says that the column names members of the staff."""
    key = header_key(header)
    return bool(_STAFF.search(key)) and not re.search(_ONLY_ABOUT, key)
