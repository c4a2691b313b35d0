-- SPDX-License-Identifier: Apache-2.0
-- For each pair of steps: cases with both, cases in which the first event of `source` stands before that of `target`, and cases in which
-- the two have the same instant (equal timestamps are no order). `concept_steps` has the activities of each step.
WITH firsts AS (
  SELECT
    e.scope AS scope,
    e.case_key AS case_key,
    s.step AS step,
    min(e.tie_group) AS first_group
  FROM log_events AS e
  JOIN concept_steps AS s ON s.activity = e.activity
  GROUP BY e.scope, e.case_key, s.step
)
SELECT
  a.scope AS body,
  a.step AS source,
  b.step AS target,
  count(*) AS n_cases,
  sum(CASE WHEN a.first_group < b.first_group THEN 1 ELSE 0 END) AS n_before,
  sum(CASE WHEN a.first_group = b.first_group THEN 1 ELSE 0 END) AS n_tied
FROM firsts AS a
JOIN firsts AS b ON b.case_key = a.case_key
WHERE a.step < b.step
GROUP BY a.scope, a.step, b.step
ORDER BY a.scope, a.step, b.step
