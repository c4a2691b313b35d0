# SPDX-License-Identifier: Apache-2.0
"""Pictures of results as SVG, made in Python: no script, no style sheet, nothing loaded.

maps/      `draw_process_map`, `draw_difference_map`
charts/    `draw_funnel`, `draw_survival`, `draw_months`, `draw_hours`, `draw_handovers`, `draw_distribution`, `draw_interval`
document   `svg_document`: a picture as a file of its own, with its source line
graph/     layered layout, labels of arcs, paths; knows nothing of what is drawn
picture    `Picture`: what all of them give
"""
