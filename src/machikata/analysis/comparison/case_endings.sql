-- SPDX-License-Identifier: Apache-2.0
-- The last activity of each case.
SELECT
  e.case_key AS case_key,
  e.activity AS activity
FROM log_events AS e
JOIN log_cases AS c ON c.case_key = e.case_key AND e.seq = c.events - 1
ORDER BY e.case_key
