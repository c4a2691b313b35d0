-- SPDX-License-Identifier: Apache-2.0
-- Events by local weekday (0 = Monday) and hour; the hour is null for local midnight, which means a date without a time of day.
WITH clocked AS (
  SELECT
    scope,
    CAST(floor(local_us / 86400000000) AS BIGINT) AS day,
    local_us - CAST(floor(local_us / 86400000000) AS BIGINT) * 86400000000 AS of_day_us
  FROM log_events
),
placed AS (
  SELECT
    scope,
    ((day + 3) % 7 + 7) % 7 AS weekday,
    CASE WHEN of_day_us = 0 THEN NULL ELSE CAST(floor(of_day_us / 3600000000) AS BIGINT) END AS hour
  FROM clocked
)
SELECT scope, weekday, hour, count(*) AS n
FROM placed
GROUP BY scope, weekday, hour
ORDER BY scope, weekday, hour
