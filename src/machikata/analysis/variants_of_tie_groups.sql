-- SPDX-License-Identifier: Apache-2.0
-- The activities of each case as one text, each with the number of its tie group before it; inside a group sorted by name,
-- because equal instants are no order.
SELECT
  scope,
  case_key,
  ordered_text(concat(CAST(tie_group AS VARCHAR), ':', activity), (tie_group, activity)) AS variant
FROM log_events
GROUP BY scope, case_key
