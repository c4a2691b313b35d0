-- SPDX-License-Identifier: Apache-2.0
-- Cases with each path of the tie-aware graph per cluster, with the weights of the path and its weighted days.
SELECT
  k.cluster AS cluster,
  r.source AS source,
  r.target AS target,
  count(DISTINCT r.case_key) AS n_cases,
  sum(r.weight) AS weight,
  sum(r.weight * r.duration_us / 86400000000.0) AS days
FROM log_tie_relation AS r
JOIN counted AS k ON k.case_key = r.case_key
GROUP BY k.cluster, r.source, r.target
ORDER BY k.cluster, r.source, r.target
