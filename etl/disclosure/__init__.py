"""What the public may know. Runs when publishing, so the public process never sees what was hidden.

Protected is how many people of one kelurahan, or at one kelurahan office, did something. A figure is a row:

    metric  kind        start  end (the day after)  by              key
    volume  month year                              - channel area
    on_time month year                              - service office, and area for a year
    waiting month year                              - service office
    ikm     triwulan semester year                  - office service
    waiting typical (three months)                  weekday,hour
    now     now                                     -               the one live figure

    by      names of the keys, joined with a comma; empty: the whole office
    key     their values, joined with a comma
    hidden  fewer than `threshold` people, none included; or withheld, so that a hidden one cannot be derived
    n       people, to the nearest `step`; None where hidden, and for typical hours. Respondents of a survey
            are exact for the whole office, and of an office for a year
    fields  JSON, empty where hidden. A fraction is written "=a/b".
            volume   value = n
            on_time  value, rounded down to 1/1000, 1/100, 1/20, 1/10 or 1/5: the finest that every n which
                     rounds to the shown one allows. By area a band instead (etl.disclosure.coarse.BANDS)
            waiting  p50_seconds and p90_seconds, the upper edge of their bin in whole minutes; limit_seconds
                     and share_over, rounded up as above (not of typical hours)
            ikm      index, mutu, weight; nrr_<unsur> of the whole office
            now      at, waiting (exact), p50_seconds, p90_seconds
            and {"withheld": "sibling"} of what has people enough and is hidden for another's sake

Whoever adds keys to the whole, months to the year and shares to counts gains nothing: `inference` does so
before a table is published. A published table is kept (`editions`) and does not change any more.
Rules as CMS (cells 1–10) and NHS Digital (nearest 5) apply them; the thresholds are conventions, not law.
"""
