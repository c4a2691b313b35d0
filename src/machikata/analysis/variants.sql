-- SPDX-License-Identifier: Apache-2.0
-- The most frequent texts of `spelled` (scope, case_key, variant), up to the number in `wanted`, with the totals of all.
WITH counted AS (
  SELECT
    s.scope AS scope,
    s.variant AS variant,
    count(*) AS n,
    exact_median(c.end_us - c.start_us) AS median_us,
    exact_p90(c.end_us - c.start_us) AS p90_us
  FROM spelled AS s
  JOIN log_cases AS c ON c.case_key = s.case_key
  GROUP BY s.scope, s.variant
),
ranked AS (
  SELECT
    scope,
    variant,
    n,
    median_us,
    p90_us,
    row_number() OVER (PARTITION BY scope ORDER BY n DESC, variant) AS place,
    count(*) OVER (PARTITION BY scope) AS n_variants,
    sum(n) OVER (PARTITION BY scope) AS n_cases,
    sum(CASE WHEN n = 1 THEN 1 ELSE 0 END) OVER (PARTITION BY scope) AS n_single
  FROM counted
)
SELECT scope, place, variant, n, median_us, p90_us, n_variants, n_cases, n_single
FROM ranked
WHERE place <= (SELECT wanted.places FROM wanted)
ORDER BY scope, place
