"""The layouts that are read, one small module for each publisher; a new one is a module and a line here."""

from siraba.prevention.climate.observations.importers import (
    boundaries,
    cadre_harmonise,
    chirps,
    dtm,
    era5,
    faostat,
    idmc,
    missing_migrants,
    own_table,
    persiann,
    prices,
    ucdp,
    unhcr,
)
from siraba.prevention.climate.observations.reading.facts import Layout

LAYOUTS: tuple[Layout, ...] = (
    *persiann.LAYOUTS,
    *chirps.LAYOUTS,
    *era5.LAYOUTS,
    *faostat.LAYOUTS,
    *ucdp.LAYOUTS,
    *dtm.LAYOUTS,
    *unhcr.LAYOUTS,
    *idmc.LAYOUTS,
    *missing_migrants.LAYOUTS,
    *cadre_harmonise.LAYOUTS,
    *prices.LAYOUTS,
    *own_table.LAYOUTS,
    *boundaries.LAYOUTS,
)
