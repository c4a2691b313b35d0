-- SPDX-License-Identifier: Apache-2.0
-- The names of all activities.
SELECT DISTINCT activity AS activity
FROM log_events
ORDER BY activity
