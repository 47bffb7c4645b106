"""An invented office that obeys queue physics, written as the files that real machines would write.

    scenario    the numbers of the world: demand, mix, dated effects
    queue       one day at one office: arrivals, counters, patience
    visits, requests, survey, complaints    what such days leave behind, each in the dialect of its source
    dirt        the rows that a reader must refuse, counted
    files       what stands in which file, and what a reader should make of it
    truth       the numbers that a loaded warehouse must show

Nothing here knows how Pantau reads: the sample goes in by the same door as an office's own files.
"""
