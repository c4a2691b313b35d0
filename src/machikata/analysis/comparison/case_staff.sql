-- SPDX-License-Identifier: Apache-2.0
-- The person (pseudonym) with most events of each case; equal numbers go by the pseudonym.
SELECT
  case_key,
  resource
FROM (
  SELECT
    case_key,
    resource,
    row_number() OVER (PARTITION BY case_key ORDER BY n_events DESC, resource) AS place
  FROM (
    SELECT
      case_key,
      resource,
      count(*) AS n_events
    FROM log_events
    WHERE resource IS NOT NULL
    GROUP BY case_key, resource
  ) AS counted
) AS placed
WHERE place = 1
ORDER BY case_key
