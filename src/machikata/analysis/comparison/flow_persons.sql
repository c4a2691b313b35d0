-- SPDX-License-Identifier: Apache-2.0
-- How many persons do each activity in each body.
SELECT
  body,
  activity,
  count(DISTINCT resource) AS n_persons
FROM log_events
GROUP BY body, activity
ORDER BY body, activity
