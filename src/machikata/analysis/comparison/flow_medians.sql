-- SPDX-License-Identifier: Apache-2.0
-- Median days on each path in the own body and in the others together. `sides` (body, own) names them.
SELECT
  s.own AS own,
  r.source AS source,
  r.target AS target,
  exact_median(r.duration_us / 86400000000.0) AS median_days
FROM log_tie_relation AS r
JOIN counted AS k ON k.case_key = r.case_key
JOIN sides AS s ON s.body = r.body
GROUP BY s.own, r.source, r.target
ORDER BY s.own, r.source, r.target
