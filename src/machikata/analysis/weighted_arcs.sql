-- SPDX-License-Identifier: Apache-2.0
-- Arcs from `steps` (scope, source, target, duration_us, weight): sum of weights, weighted mean and weighted quantiles.
--
-- The weighted quantile of type 7 (A. Akinshin, Weighted quantile estimators, 2023): with effective size
-- s = (sum of w)^2 / sum of w^2, the quantile p is the mean of the weighted step function over the window of width 1/s that
-- begins at p (s - 1) / s. Equal weights give the usual type 7; a row of weight zero changes nothing.
WITH durations AS (
  SELECT scope, source, target, duration_us, sum(weight) AS weight, sum(weight * weight) AS squared
  FROM steps
  GROUP BY scope, source, target, duration_us
),
totals AS (
  SELECT
    scope,
    source,
    target,
    sum(weight) AS total,
    sum(weight) * sum(weight) / sum(squared) AS size,
    sum(weight * duration_us) / sum(weight) AS mean_us
  FROM durations
  GROUP BY scope, source, target
),
running AS (
  SELECT
    scope,
    source,
    target,
    duration_us,
    weight,
    sum(weight) OVER (
      PARTITION BY scope, source, target ORDER BY duration_us ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS up_to
  FROM durations
),
placed AS (
  SELECT
    r.scope AS scope,
    r.source AS source,
    r.target AS target,
    r.duration_us AS duration_us,
    t.total AS total,
    t.mean_us AS mean_us,
    (r.up_to - r.weight) / t.total AS low,
    r.up_to / t.total AS high,
    (t.size - 1) / t.size AS room,
    1 / t.size AS width
  FROM running AS r
  JOIN totals AS t ON t.scope = r.scope AND t.source = r.source AND t.target = r.target
),
shares AS (
  SELECT
    scope,
    source,
    target,
    duration_us,
    total,
    mean_us,
    greatest(0.0, least(high, 0.1 * room + width) - greatest(low, 0.1 * room)) AS in_p10,
    greatest(0.0, least(high, 0.5 * room + width) - greatest(low, 0.5 * room)) AS in_median,
    greatest(0.0, least(high, 0.9 * room + width) - greatest(low, 0.9 * room)) AS in_p90
  FROM placed
)
SELECT
  scope,
  source,
  target,
  max(total) AS n,
  sum(duration_us * in_p10) / sum(in_p10) AS p10_us,
  sum(duration_us * in_median) / sum(in_median) AS median_us,
  sum(duration_us * in_p90) / sum(in_p90) AS p90_us,
  max(mean_us) AS mean_us
FROM shares
GROUP BY scope, source, target
ORDER BY scope, n DESC, source, target
