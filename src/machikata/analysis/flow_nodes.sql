-- SPDX-License-Identifier: Apache-2.0
-- Activities: events, and cases in which they occur.
SELECT
  scope,
  activity,
  count(*) AS n_events,
  count(DISTINCT case_key) AS n_cases
FROM log_events
GROUP BY scope, activity
ORDER BY scope, n_events DESC, activity
