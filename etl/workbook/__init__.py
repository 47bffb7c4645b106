"""An XLSX file → its rows as text, in a process that may die of it.

A workbook is a zip of XML, written by anyone: a few KB can ask for any amount of memory. So nothing of it is
opened where the warehouse is. `child` runs alone, under limits, without the environment; it checks the zip
(`archive`), writes the three parts that are needed into a new workbook, lets calamine read that one, and
answers with texts (`texts`) that the parent only has to copy.
"""
