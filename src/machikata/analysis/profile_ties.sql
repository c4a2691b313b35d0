-- SPDX-License-Identifier: Apache-2.0
-- Consecutive pairs of events, and those with equal instants, whose order is not known.
SELECT
  scope,
  count(*) AS n_pairs,
  sum(CASE WHEN in_tie THEN 1 ELSE 0 END) AS n_ties
FROM log_relation
GROUP BY scope
ORDER BY scope
