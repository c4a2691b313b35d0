-- SPDX-License-Identifier: Apache-2.0
-- Directly-follows in file order: pairs, and exact quantiles of the time between the two events, in µs.
WITH arcs AS (
  SELECT
    scope,
    source,
    target,
    count(*) AS n,
    exact_p10_median_p90(duration_us) AS quantiles,
    avg(duration_us) AS mean_us
  FROM log_relation
  GROUP BY scope, source, target
)
SELECT
  scope,
  source,
  target,
  CAST(n AS DOUBLE) AS n,
  quantiles[1] AS p10_us,
  quantiles[2] AS median_us,
  quantiles[3] AS p90_us,
  mean_us
FROM arcs
ORDER BY scope, n DESC, source, target
