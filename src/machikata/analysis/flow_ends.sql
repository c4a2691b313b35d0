-- SPDX-License-Identifier: Apache-2.0
-- How many cases begin and end with each activity, in file order.
WITH lengths AS (
  SELECT case_key, max(seq) AS last_seq
  FROM log_events
  GROUP BY case_key
)
SELECT
  e.scope AS scope,
  e.activity AS activity,
  CAST(sum(CASE WHEN e.seq = 0 THEN 1 ELSE 0 END) AS DOUBLE) AS n_starts,
  CAST(sum(CASE WHEN e.seq = l.last_seq THEN 1 ELSE 0 END) AS DOUBLE) AS n_ends
FROM log_events AS e
JOIN lengths AS l ON l.case_key = e.case_key
WHERE e.seq = 0 OR e.seq = l.last_seq
GROUP BY e.scope, e.activity
ORDER BY scope, activity
