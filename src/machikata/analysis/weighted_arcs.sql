-- SPDX-License-Identifier: Apache-2.0
-- Arcs from `steps` (scope, source, target, duration_us, weight): sum of weights, weighted mean and weighted quantiles.
--
-- The weighted quantile of type 7 (A. Akinshin, Weighted quantile estimators, 2023): with effective size
-- s = (sum of w)^2 / sum of w^2, the quantile p is the mean of the weighted step function over the window of width 1/s that
-- begins at p (s - 1) / s. Equal weights give the usual type 7; a row of weight zero changes nothing.
-- Arcs are numbered first, because sorting by a number is cheaper than by three names.
WITH totals AS (
  SELECT
    scope,
    source,
    target,
    sum(weight) AS total,
    sum(weight) * sum(weight) / sum(weight * weight) AS size,
    sum(weight * duration_us) / sum(weight) AS mean_us
  FROM steps
  GROUP BY scope, source, target
),
arcs AS (
  SELECT scope, source, target, total, size, mean_us, row_number() OVER (ORDER BY scope, source, target) AS arc
  FROM totals
),
numbered AS (
  SELECT a.arc AS arc, s.duration_us AS duration_us, s.weight AS weight
  FROM steps AS s
  JOIN arcs AS a ON a.scope = s.scope AND a.source = s.source AND a.target = s.target
),
running AS (
  SELECT
    arc,
    duration_us,
    weight,
    sum(weight) OVER (PARTITION BY arc ORDER BY duration_us ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS up_to
  FROM numbered
),
placed AS (
  SELECT
    r.arc AS arc,
    r.duration_us AS duration_us,
    (r.up_to - r.weight) / a.total AS low,
    r.up_to / a.total AS high,
    (a.size - 1) / a.size AS room,
    1 / a.size AS width
  FROM running AS r
  JOIN arcs AS a ON a.arc = r.arc
),
shares AS (
  SELECT
    arc,
    duration_us,
    greatest(0.0, least(high, 0.1 * room + width) - greatest(low, 0.1 * room)) AS in_p10,
    greatest(0.0, least(high, 0.5 * room + width) - greatest(low, 0.5 * room)) AS in_median,
    greatest(0.0, least(high, 0.9 * room + width) - greatest(low, 0.9 * room)) AS in_p90
  FROM placed
),
quantiles AS (
  SELECT
    arc,
    sum(duration_us * in_p10) / sum(in_p10) AS p10_us,
    sum(duration_us * in_median) / sum(in_median) AS median_us,
    sum(duration_us * in_p90) / sum(in_p90) AS p90_us
  FROM shares
  GROUP BY arc
)
SELECT
  a.scope AS scope,
  a.source AS source,
  a.target AS target,
  a.total AS n,
  q.p10_us AS p10_us,
  q.median_us AS median_us,
  q.p90_us AS p90_us,
  a.mean_us AS mean_us
FROM quantiles AS q
JOIN arcs AS a ON a.arc = q.arc
ORDER BY scope, n DESC, source, target
