-- SPDX-License-Identifier: Apache-2.0
-- How often an activity is repeated inside a case.
WITH times AS (
  SELECT scope, activity, case_key, count(*) AS n
  FROM log_events
  GROUP BY scope, activity, case_key
)
SELECT
  scope,
  activity,
  count(*) AS n_cases,
  sum(CASE WHEN n > 1 THEN 1 ELSE 0 END) AS n_repeated,
  sum(n - 1) AS n_extra
FROM times
GROUP BY scope, activity
ORDER BY scope, n_repeated DESC, activity
