-- SPDX-License-Identifier: Apache-2.0
-- Cases and events.
SELECT
  scope,
  count(*) AS n_cases,
  sum(CAST(events AS BIGINT)) AS n_events
FROM log_cases
GROUP BY scope
ORDER BY scope
