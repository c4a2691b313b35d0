-- SPDX-License-Identifier: Apache-2.0
-- Local days (since 1970-01-01) on which cases began and ended, or up to which they have been open, as they stood at the
-- instant in `as_of` (null: the last event of the log). Cases that had not begun by then do not count.
WITH moments AS (
  SELECT log_index, max(end_us) AS last_us
  FROM cases
  GROUP BY log_index
),
standing AS (
  SELECT
    c.scope AS scope,
    c.start_us AS start_us,
    c.local_start_us AS local_start_us,
    c.local_end_us AS local_end_us,
    c.local_start_us - c.start_us AS shift_us,
    COALESCE(a.as_of_us, m.last_us) AS as_of_us,
    NOT c.open AND c.end_us <= COALESCE(a.as_of_us, m.last_us) AS closed
  FROM log_cases AS c
  JOIN moments AS m ON m.log_index = c.log_index
  CROSS JOIN as_of AS a
),
days AS (
  SELECT
    scope,
    closed,
    CAST(floor(local_start_us / 86400000000) AS BIGINT) AS start_day,
    CAST(floor(CASE WHEN closed THEN local_end_us ELSE as_of_us + shift_us END / 86400000000) AS BIGINT) AS last_day
  FROM standing
  WHERE start_us <= as_of_us
)
SELECT scope, closed, start_day, last_day, count(*) AS n
FROM days
GROUP BY scope, closed, start_day, last_day
ORDER BY scope, start_day, last_day, closed
