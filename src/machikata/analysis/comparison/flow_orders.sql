-- SPDX-License-Identifier: Apache-2.0
-- For each wanted pair of activities: cases per cluster in which the first times of the two differ, and in how many `source` is first.
WITH firsts AS (
  SELECT
    e.case_key AS case_key,
    k.cluster AS cluster,
    e.activity AS activity,
    min(e.time_us) AS first_us
  FROM log_events AS e
  JOIN counted AS k ON k.case_key = e.case_key
  JOIN wanted AS w ON w.activity = e.activity
  GROUP BY e.case_key, k.cluster, e.activity
)
SELECT
  a.cluster AS cluster,
  p.source AS source,
  p.target AS target,
  sum(CASE WHEN a.first_us < b.first_us THEN 1 ELSE 0 END) AS n_before,
  count(*) AS n_cases
FROM firsts AS a
JOIN wanted_pairs AS p ON p.source = a.activity
JOIN firsts AS b ON b.case_key = a.case_key AND b.activity = p.target
WHERE a.first_us <> b.first_us
GROUP BY a.cluster, p.source, p.target
ORDER BY a.cluster, p.source, p.target
