-- SPDX-License-Identifier: Apache-2.0
-- Cases of each body: begun in the fiscal year, closed among those, and begun before it. `fiscal_year` has one row with the local
-- midnights between which it lies.
WITH begun AS (
  SELECT
    scope,
    open,
    CASE WHEN local_start_us < (SELECT y.from_us FROM fiscal_year AS y) THEN 1 ELSE 0 END AS earlier,
    CASE WHEN local_start_us >= (SELECT y.before_us FROM fiscal_year AS y) THEN 1 ELSE 0 END AS later
  FROM log_cases
)
SELECT
  scope AS body,
  sum(1 - earlier - later) AS n_begun,
  sum(CASE WHEN open THEN 0 ELSE 1 - earlier - later END) AS n_closed,
  sum(earlier) AS n_before
FROM begun
GROUP BY scope
ORDER BY scope
