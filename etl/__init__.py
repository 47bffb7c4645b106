"""From the office's logs to a published version of counts.

sources (files, databases, web)      sources/     one reader per kind; a source is a block of TOML
  │ batches of text with line numbers
validate → facts | rejects           validate.py  pure; drops nothing
derive                               derive.py    pure: UTC, local day and hour, due time, working seconds
  │                                  reference.py, calendar.py: what and when the office serves
load → facts, row versions, ledger   load.py      upsert by natural key
rollup → tallies → audits            rollup.py, audit.py
  │ do the audits hold?
publish                              one version, at once or not at all; public tables by disclosure/
"""
