"""What trials of the whole program share: a circular of seconds, and the header of a roster."""

CIRCULAR = """
id = "uji"
extends = "sumsel"
title = "Surat Edaran Uji Coba"
wfh_days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
holidays = false
friday_prayer = false
[hours.all]
work = [[00:00:00, 23:59:59]]
[call]
window_seconds = 3
per_day = [0, 0]
"""
HEADER = (
    "nip,name,unit,position,person_type,supervisor_nip,role,"
    "phone,zone,home_lat,home_lon,domicile,duties"
)
