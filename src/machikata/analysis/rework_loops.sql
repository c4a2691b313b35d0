-- SPDX-License-Identifier: Apache-2.0
-- An activity directly after itself: at a later instant, and at the same one.
SELECT
  scope,
  source AS activity,
  sum(CASE WHEN in_tie THEN 0 ELSE 1 END) AS n_later,
  sum(CASE WHEN in_tie THEN 1 ELSE 0 END) AS n_same_instant
FROM log_relation
WHERE source = target
GROUP BY scope, source
ORDER BY scope, activity
