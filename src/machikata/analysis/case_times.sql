-- SPDX-License-Identifier: Apache-2.0
-- How long each case took, in µs, or has been open, as it stood at the instant in `as_of` (null: the last event of its log).
-- Cases that had not begun by then do not count; those that ended later were open.
WITH moments AS (
  SELECT log_index, max(end_us) AS last_us
  FROM cases
  GROUP BY log_index
),
standing AS (
  SELECT
    c.scope AS scope,
    c.start_us AS start_us,
    c.end_us AS end_us,
    COALESCE(a.as_of_us, m.last_us) AS as_of_us,
    NOT c.open AND c.end_us <= COALESCE(a.as_of_us, m.last_us) AS closed
  FROM log_cases AS c
  JOIN moments AS m ON m.log_index = c.log_index
  CROSS JOIN as_of AS a
)
SELECT
  scope,
  closed,
  CASE WHEN closed THEN end_us - start_us ELSE as_of_us - start_us END AS duration_us,
  count(*) AS n,
  max(as_of_us) AS as_of_us
FROM standing
WHERE start_us <= as_of_us
GROUP BY scope, closed, CASE WHEN closed THEN end_us - start_us ELSE as_of_us - start_us END
ORDER BY scope, duration_us, closed
