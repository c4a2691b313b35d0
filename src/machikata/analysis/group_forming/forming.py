# SPDX-License-Identifier: Apache-2.0
"""Groups of a call from the wishes of its applicants: the best grouping by stated rules, or a good one that says it is not proven best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from machikata.analysis.group_forming.bounding import proven_numbers
from machikata.analysis.group_forming.candidates import Candidate, candidates
from machikata.analysis.group_forming.explaining import group_reasons
from machikata.analysis.group_forming.objective import Worth, group_worth, total, worth_length
from machikata.analysis.group_forming.pool import Pool, components, mask_of, places_of, pool_of
from machikata.analysis.group_forming.reasons import not_grouped, withdrawn
from machikata.analysis.group_forming.rules import proof_words, rules_of
from machikata.analysis.group_forming.searching import search
from machikata.analysis.group_forming.stages import best_packing
from machikata.analysis.group_forming.stated import refuse_unusable
from machikata.domain.call import Call, CallApplication, FormedGroup, Grouping
from machikata.domain.progress import Progress, no_progress, part_of
from machikata.domain.text import Text

WEIGHED_AT_MOST = 60_000
"""More possible groups than so many in one part of the pool are not all weighed."""
_WORTH_SEARCHING = 2_000
"""With more, a good grouping found first lets most of them be left out of the weighing."""
_WORDS = Text("グループの組み合わせを比べています", "comparing combinations of groups")


@dataclass(frozen=True, slots=True)
class _Settled:
    """The groups of one part of the pool; `proven`: how many numbers of its worth are proven best (all of them: the best grouping)."""

    groups: tuple[Candidate, ...]
    proven: int


def form_groups(
    applications: Sequence[CallApplication],
    call: Call,
    *,
    at: datetime,
    fixed: Sequence[FormedGroup] = (),
    progress: Progress = no_progress,
) -> Grouping:
    """Group the applicants by the rules of `rules_of`; everyone is in a group or in `rest` with the reason.

    Members of `fixed` groups stay as they are and are not asked again. The order of `applications` changes nothing, nor do the codes
    but for their order.

    Raises:
        InputRefused: a call with groups under three, an application for another call or with no wish of this one, two of one body;
            all of them are named.
    """
    refuse_unusable(applications, call)
    taken = {m for g in fixed for m in g.members}
    standing = [a for a in applications if not a.withdrawn.ja]
    pool = pool_of([a for a in standing if a.body not in taken], call)
    parts = components(pool)
    settled = []
    for i, part in enumerate(parts):
        progress(i / len(parts), _WORDS)
        settled.append(_settle(pool, part, part_of(progress, i / len(parts), (i + 1) / len(parts))))
    everything = worth_length(len(call.fields))
    proven = min((s.proven for s in settled), default=everything)
    groups = (*fixed, *_named(pool, [g for s in settled for g in s.groups], fixed))
    free = pool.everyone & ~mask_of([p for s in settled for g in s.groups for p in places_of(g.mask)])
    rest = [not_grouped(pool, p, proven=proven > 0, fixed=bool(fixed)) for p in places_of(free)]
    gone = [withdrawn(a) for a in applications if a.withdrawn.ja and a.body not in taken]
    return Grouping(
        call.id, groups, tuple(sorted([*rest, *gone], key=lambda r: r.body)), rules_of(call), proven == everything, at,
        proof=proof_words(proven, levels=len(call.fields), fixed=bool(fixed)),
    )  # fmt: skip


def worth_of(grouping: Grouping, applications: Sequence[CallApplication], call: Call) -> Worth:
    """What the grouping is worth, number by number as `objective.worth_names` says. Its groups must hold applicants only."""
    pool = pool_of([a for a in applications if not a.withdrawn.ja], call)
    place = {a.body: i for i, a in enumerate(pool.applications)}
    worths = (
        group_worth(pool, mask_of([place[m] for m in g.members]), call.fields.index(g.field)) for g in grouping.groups
    )
    return total(worths, levels=len(call.fields))


def _settle(pool: Pool, part: int, progress: Progress) -> _Settled:
    everything = worth_length(len(pool.call.fields))
    if part.bit_count() < pool.call.smallest:
        return _Settled((), everything)
    found = candidates(pool, part, most=WEIGHED_AT_MOST)
    if found is not None:
        first = search(pool, part, progress=progress) if len(found) > _WORTH_SEARCHING else ()
        groups, proven = best_packing(found, canonical=True, known={g.mask for g in first})
        if proven:
            return _Settled(groups, everything)
    else:
        groups = search(pool, part, progress=progress)
    worth = total((g.worth for g in groups), levels=len(pool.call.fields))
    return _Settled(groups, proven_numbers(pool, part, worth))


def _named(pool: Pool, found: Sequence[Candidate], fixed: Sequence[FormedGroup]) -> list[FormedGroup]:
    """Groups by field and first member, numbered from the first number that no fixed group has."""
    used = {g.id for g in fixed}
    free = (name for i in range(1, len(found) + len(fixed) + 1) if (name := f"g{i:02}") not in used)
    ordered = sorted(found, key=lambda g: (g.field, places_of(g.mask)))
    groups = []
    for group, name in zip(ordered, free, strict=False):
        members = [pool.applications[p] for p in places_of(group.mask)]
        field = pool.call.fields[group.field]
        groups.append(FormedGroup(name, field, tuple(a.body for a in members), group_reasons(members, field)))
    return groups
