-- SPDX-License-Identifier: Apache-2.0
-- The activities of each case in file order, as one text.
SELECT scope, case_key, ordered_text(activity, seq) AS variant
FROM log_events
GROUP BY scope, case_key
