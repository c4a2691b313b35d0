-- SPDX-License-Identifier: Apache-2.0
-- Cases in which an arc of the tie-aware graph occurs.
SELECT
  scope,
  source,
  target,
  count(DISTINCT case_key) AS n_cases
FROM log_tie_relation
GROUP BY scope, source, target
ORDER BY scope, source, target
