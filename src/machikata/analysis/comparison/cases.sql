-- SPDX-License-Identifier: Apache-2.0
-- Every chosen case with all its attributes.
SELECT *
FROM log_cases
ORDER BY case_key
