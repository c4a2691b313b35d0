-- SPDX-License-Identifier: Apache-2.0
-- From the first start activity of a case to the first end activity that is not before it. `wanted` has one row.
WITH begun AS (
  SELECT
    e.case_key AS case_key,
    min(e.time_us) AS begun_us
  FROM log_events AS e
  JOIN wanted AS w ON w.start_activity = e.activity
  GROUP BY e.case_key
)
SELECT
  e.case_key AS case_key,
  min(e.time_us) - min(b.begun_us) AS span_us
FROM log_events AS e
JOIN wanted AS w ON w.end_activity = e.activity
JOIN begun AS b ON b.case_key = e.case_key
WHERE e.time_us >= b.begun_us
GROUP BY e.case_key
ORDER BY e.case_key
