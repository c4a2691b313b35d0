-- SPDX-License-Identifier: Apache-2.0
-- Cases with each activity per cluster. `counted` (case_key, cluster) names the cases that count.
SELECT
  k.cluster AS cluster,
  e.activity AS source,
  count(DISTINCT e.case_key) AS n_cases
FROM log_events AS e
JOIN counted AS k ON k.case_key = e.case_key
GROUP BY k.cluster, e.activity
ORDER BY k.cluster, e.activity
