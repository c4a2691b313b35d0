-- SPDX-License-Identifier: Apache-2.0
-- Events of each person in each body; those at midnight have a date but no time of day.
SELECT
  body,
  resource,
  count(*) AS n_events,
  sum(CASE WHEN local_us % 86400000000 = 0 THEN 1 ELSE 0 END) AS n_midnight
FROM log_events
GROUP BY body, resource
ORDER BY body, resource
