-- SPDX-License-Identifier: Apache-2.0
-- Which of the wanted activities occur in which case.
SELECT DISTINCT
  e.activity AS activity,
  e.case_key AS case_key
FROM log_events AS e
JOIN wanted AS w ON w.activity = e.activity
ORDER BY e.activity, e.case_key
