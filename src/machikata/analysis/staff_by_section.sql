-- SPDX-License-Identifier: Apache-2.0
-- Events with the section that did them as the kind of staff.
SELECT scope, case_key, tie_group, time_us, section AS kind, resource
FROM log_events
