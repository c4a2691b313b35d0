-- SPDX-License-Identifier: Apache-2.0
-- How many events of each body have each activity.
SELECT
  scope AS body,
  activity,
  count(*) AS n_events
FROM log_events
GROUP BY scope, activity
ORDER BY scope, activity
