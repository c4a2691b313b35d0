-- SPDX-License-Identifier: Apache-2.0
-- Cases by the local day on which they started (days since 1970-01-01).
SELECT
  scope,
  CAST(floor(local_start_us / 86400000000) AS BIGINT) AS start_day,
  count(*) AS n_cases
FROM log_cases
GROUP BY scope, start_day
ORDER BY scope, start_day
