-- SPDX-License-Identifier: Apache-2.0
-- Which persons stand behind each kind of staff. Stays inside: only used to decide what may be shown.
SELECT scope, kind, resource, count(*) AS n
FROM staff
GROUP BY scope, kind, resource
ORDER BY scope, kind, resource
