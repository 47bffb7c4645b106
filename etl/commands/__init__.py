"""The commands of `python -m etl`, a file per group; `etl/__main__.py` names them."""
