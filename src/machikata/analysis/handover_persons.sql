-- SPDX-License-Identifier: Apache-2.0
-- How many persons stand on either side of the steps between two kinds of staff.
WITH members AS (
  SELECT s.scope AS scope, s.case_key AS case_key, s.tie_group AS tie_group, k.shown AS kind, s.resource AS resource
  FROM staff AS s
  JOIN shown_kinds AS k ON k.kind = s.kind
)
SELECT
  a.scope AS scope,
  a.kind AS source,
  b.kind AS target,
  count(DISTINCT a.resource) AS n_sources,
  count(DISTINCT b.resource) AS n_targets
FROM members AS a
JOIN members AS b ON b.case_key = a.case_key AND b.tie_group = a.tie_group + 1
GROUP BY a.scope, a.kind, b.kind
ORDER BY scope, source, target
