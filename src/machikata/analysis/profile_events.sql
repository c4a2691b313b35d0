-- SPDX-License-Identifier: Apache-2.0
-- Activities, persons and sections; events that carry a date but no time of day (local midnight) or no person.
SELECT
  scope,
  count(DISTINCT activity) AS n_activities,
  count(DISTINCT resource) AS n_resources,
  count(DISTINCT role) AS n_roles,
  count(DISTINCT section) AS n_sections,
  sum(CASE WHEN local_us % 86400000000 = 0 THEN 1 ELSE 0 END) AS n_midnight,
  sum(CASE WHEN resource IS NULL THEN 1 ELSE 0 END) AS n_without_resource
FROM log_events
GROUP BY scope
ORDER BY scope
