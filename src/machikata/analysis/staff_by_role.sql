-- SPDX-License-Identifier: Apache-2.0
-- Events with the role of the person who did them as the kind of staff.
SELECT scope, case_key, tie_group, time_us, role AS kind, resource
FROM log_events
