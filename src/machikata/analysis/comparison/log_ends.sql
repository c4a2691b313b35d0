-- SPDX-License-Identifier: Apache-2.0
-- The last instant of the logs of each body.
SELECT
  scope AS body,
  max(end_us) AS end_us
FROM log_cases
GROUP BY scope
ORDER BY scope
