-- SPDX-License-Identifier: Apache-2.0
-- Cases and how long they took, in µs; once over all cases, once over the closed ones.
SELECT
  scope,
  count(*) AS n_cases,
  sum(CASE WHEN open THEN 1 ELSE 0 END) AS n_open,
  sum(CAST(events AS BIGINT)) AS n_events,
  max(events) AS most_events,
  exact_median(events) AS median_events,
  min(local_start_us) AS first_us,
  max(local_end_us) AS last_us,
  avg(end_us - start_us) AS all_mean,
  exact_p25(end_us - start_us) AS all_p25,
  exact_median(end_us - start_us) AS all_median,
  exact_p75(end_us - start_us) AS all_p75,
  exact_p90(end_us - start_us) AS all_p90,
  avg(CASE WHEN NOT open THEN end_us - start_us END) AS closed_mean,
  exact_p25(CASE WHEN NOT open THEN end_us - start_us END) AS closed_p25,
  exact_median(CASE WHEN NOT open THEN end_us - start_us END) AS closed_median,
  exact_p75(CASE WHEN NOT open THEN end_us - start_us END) AS closed_p75,
  exact_p90(CASE WHEN NOT open THEN end_us - start_us END) AS closed_p90
FROM log_cases
GROUP BY scope
ORDER BY scope
