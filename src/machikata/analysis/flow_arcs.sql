-- SPDX-License-Identifier: Apache-2.0
-- Directly-follows in file order: pairs, and exact quantiles of the time between the two events, in µs.
SELECT
  scope,
  source,
  target,
  CAST(count(*) AS DOUBLE) AS n,
  exact_p10(duration_us) AS p10_us,
  exact_median(duration_us) AS median_us,
  exact_p90(duration_us) AS p90_us,
  avg(duration_us) AS mean_us
FROM log_relation
GROUP BY scope, source, target
ORDER BY scope, n DESC, source, target
