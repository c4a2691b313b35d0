-- SPDX-License-Identifier: Apache-2.0
-- Steps from one tie group of a case to the next between kinds of staff, each pair of events with its share 1 / (|A| |B|).
-- `staff` has the events, `shown_kinds` (kind, shown) the name under which a kind may be shown.
WITH sizes AS (
  SELECT case_key, tie_group, count(*) AS n
  FROM staff
  GROUP BY case_key, tie_group
),
kinds AS (
  SELECT s.scope AS scope, s.case_key AS case_key, s.tie_group AS tie_group, k.shown AS kind, min(s.time_us) AS time_us, count(*) AS n
  FROM staff AS s
  JOIN shown_kinds AS k ON k.kind = s.kind
  GROUP BY s.scope, s.case_key, s.tie_group, k.shown
)
SELECT
  a.scope AS scope,
  a.kind AS source,
  b.kind AS target,
  b.time_us - a.time_us AS duration_us,
  1.0 * a.n * b.n / (m.n * l.n) AS weight
FROM kinds AS a
JOIN kinds AS b ON b.case_key = a.case_key AND b.tie_group = a.tie_group + 1
JOIN sizes AS m ON m.case_key = a.case_key AND m.tie_group = a.tie_group
JOIN sizes AS l ON l.case_key = b.case_key AND l.tie_group = b.tie_group
