# SPDX-License-Identifier: Apache-2.0
"""Comparison between organisations: estimand, peers, case mix, effect sizes, funnel, open cases, flow, disclosure."""
