# SPDX-License-Identifier: Apache-2.0
"""The pages of the app, in the order of the work."""

from machikata.apps.daycare_matching.pages import (
    children,
    export,
    facilities,
    following,
    glyphs,
    letters,
    proof,
    rules,
    start,
    trying,
)
from machikata.automation.app.manifest import AppPage

PAGES = (
    AppPage("facilities", facilities.TITLE, facilities.facilities_page),
    AppPage("facility", facilities.TITLE, facilities.facility_page, in_menu=False),
    AppPage("children", children.TITLE, children.children_page),
    AppPage("child", children.TITLE, children.child_page, in_menu=False),
    AppPage("rules", rules.TITLE, rules.rules_page),
    AppPage("proof", proof.TITLE, proof.proof_page),
    AppPage("certificate", proof.TITLE, proof.certificate_file, in_menu=False),
    AppPage("log", proof.TITLE, proof.log_page, in_menu=False),
    AppPage("what-if", trying.TITLE, trying.trying_page),
    AppPage("letters", letters.TITLE, letters.letters_page),
    AppPage("letters-pdf", letters.TITLE, letters.letters_pdf, in_menu=False),
    AppPage("letters-word", letters.TITLE, letters.letters_word, in_menu=False),
    AppPage("letters-glyphs", letters.TITLE, glyphs.glyphs_page, in_menu=False),
    AppPage("letter", letters.TITLE, letters.letter_pdf, in_menu=False),
    AppPage("export", export.TITLE, export.export_page),
    AppPage("export-excel", export.TITLE, export.excel_file, in_menu=False),
    AppPage("export-csv", export.TITLE, export.list_file, in_menu=False),
    AppPage("manual", following.MANUAL_TITLE, following.manual_page),
    AppPage("next-round", following.TITLE, following.following_page),
    AppPage("templates", start.TITLE, start.templates_page, of_run=False),
    AppPage("templates-file", start.TITLE, start.templates_file, of_run=False, in_menu=False),
    AppPage("rules-file", start.TITLE, start.rules_file, of_run=False, in_menu=False),
    AppPage("lots", start.LOTS_TITLE, start.lots_page, of_run=False),
    AppPage("recheck", start.RECHECK_TITLE, start.recheck_page, of_run=False),
)
