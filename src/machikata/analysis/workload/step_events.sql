-- SPDX-License-Identifier: Apache-2.0
-- Events per activity: dated in the fiscal year; of the cases that begin in it, whenever they happen; and of the closed ones among those.
-- `fiscal_year` has one row with the local midnights between which it lies.
WITH dated AS (
  SELECT
    e.scope AS scope,
    e.activity AS activity,
    CASE WHEN e.local_us >= (SELECT y.from_us FROM fiscal_year AS y) AND e.local_us < (SELECT y.before_us FROM fiscal_year AS y)
      THEN 1 ELSE 0 END AS in_year,
    CASE WHEN c.local_start_us >= (SELECT y.from_us FROM fiscal_year AS y)
      AND c.local_start_us < (SELECT y.before_us FROM fiscal_year AS y) THEN 1 ELSE 0 END AS of_begun,
    CASE WHEN c.open THEN 0 ELSE 1 END AS of_closed
  FROM log_events AS e
  JOIN log_cases AS c ON c.case_key = e.case_key
)
SELECT
  scope AS body,
  activity,
  sum(in_year) AS n_events,
  sum(of_begun) AS n_of_begun,
  sum(of_begun * of_closed) AS n_of_closed
FROM dated
GROUP BY scope, activity
ORDER BY scope, activity
