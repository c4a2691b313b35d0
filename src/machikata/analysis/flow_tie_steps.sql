-- SPDX-License-Identifier: Apache-2.0
-- The steps of the tie-aware graph, as weighted_arcs takes them.
SELECT scope, source, target, duration_us, weight
FROM log_tie_relation
