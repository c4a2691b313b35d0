-- SPDX-License-Identifier: Apache-2.0
-- The last instant of the logs of each body, and how many cases and closed cases they hold.
SELECT
  scope AS body,
  max(end_us) AS end_us,
  count(*) AS n_cases,
  sum(CASE WHEN open THEN 0 ELSE 1 END) AS n_closed
FROM log_cases
GROUP BY scope
ORDER BY scope
