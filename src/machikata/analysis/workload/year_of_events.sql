-- SPDX-License-Identifier: Apache-2.0
-- The days (from 1970-01-01, local) of the fiscal year on which anything was recorded. `fiscal_year` has one row with the local midnights
-- between which it lies.
SELECT
  scope AS body,
  min(local_us) AS first_us,
  max(local_us) AS last_us,
  count(DISTINCT CAST(floor(local_us / 86400000000.0) AS BIGINT)) AS n_days
FROM log_events
WHERE local_us >= (SELECT y.from_us FROM fiscal_year AS y) AND local_us < (SELECT y.before_us FROM fiscal_year AS y)
GROUP BY scope
ORDER BY scope
