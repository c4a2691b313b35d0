-- SPDX-License-Identifier: Apache-2.0
-- How many cases begin and end with each activity when equal instants are no order: the events of the first tie group share
-- the beginning of their case equally, those of the last one its end.
WITH tie_groups AS (
  SELECT case_key, tie_group, count(*) AS n
  FROM log_events
  GROUP BY case_key, tie_group
),
last_groups AS (
  SELECT case_key, max(tie_group) AS last_group
  FROM tie_groups
  GROUP BY case_key
)
SELECT
  e.scope AS scope,
  e.activity AS activity,
  sum(CASE WHEN e.tie_group = 0 THEN 1.0 / g.n ELSE 0.0 END) AS n_starts,
  sum(CASE WHEN e.tie_group = l.last_group THEN 1.0 / g.n ELSE 0.0 END) AS n_ends
FROM log_events AS e
JOIN tie_groups AS g ON g.case_key = e.case_key AND g.tie_group = e.tie_group
JOIN last_groups AS l ON l.case_key = e.case_key
WHERE e.tie_group = 0 OR e.tie_group = l.last_group
GROUP BY e.scope, e.activity
ORDER BY scope, activity
