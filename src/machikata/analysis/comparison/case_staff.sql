-- SPDX-License-Identifier: Apache-2.0
-- The person (pseudonym) with most events of each case; of equals the one who comes first in the case, since an order of
-- pseudonyms would change with the key of the workspace.
SELECT
  case_key,
  resource
FROM (
  SELECT
    case_key,
    resource,
    row_number() OVER (PARTITION BY case_key ORDER BY n_events DESC, first_seq) AS place
  FROM (
    SELECT
      case_key,
      resource,
      count(*) AS n_events,
      min(seq) AS first_seq
    FROM log_events
    WHERE resource IS NOT NULL
    GROUP BY case_key, resource
  ) AS counted
) AS placed
WHERE place = 1
ORDER BY case_key
