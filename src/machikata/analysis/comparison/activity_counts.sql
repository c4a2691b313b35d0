-- SPDX-License-Identifier: Apache-2.0
-- How often the wanted activity occurs in each case where it occurs. `wanted` has one row.
SELECT
  e.case_key AS case_key,
  count(*) AS n_events
FROM log_events AS e
JOIN wanted AS w ON w.activity = e.activity
GROUP BY e.case_key
ORDER BY e.case_key
