"""Which area codes serve a zip code, a city or a state: a small table, plausible, not complete.

Knows no stock and no request. The first code of a place is the one that is tried first.
"""

from __future__ import annotations

# A state's two letters, its name, the first three digits of its zip codes, its area codes.
_STATES = """
AL Alabama          350-369         205 251 256 334
AK Alaska           995-999         907
AZ Arizona          850-865         602 480 520 623 928
AR Arkansas         716-729         501 479 870
CA California       900-961         213 310 415 408 510 530 559 562 619 626 650 661 707 714 805 818 831 858 909 916 925 949
CO Colorado         800-816         303 720 719 970
CT Connecticut      060-069         203 860
DE Delaware         197-199         302
DC District_of_Columbia 200,202-205 202
FL Florida          320-349         305 239 321 352 386 407 561 727 772 813 850 863 904 941 954
GA Georgia          300-319,398-399 404 229 478 706 770 912
HI Hawaii           967-968         808
ID Idaho            832-838         208
IL Illinois         600-629         312 217 309 618 630 708 773 815 847
IN Indiana          460-479         317 219 260 574 765 812
IA Iowa             500-528         515 319 563 641 712
KS Kansas           660-679         316 620 785 913
KY Kentucky         400-427         502 270 606 859
LA Louisiana        700-714         504 225 318 337 985
ME Maine            039-049         207
MD Maryland         206-219         410 240 301 443
MA Massachusetts    010-027,055     617 857 413 508 774 781 978
MI Michigan         480-499         313 231 248 269 517 586 616 734 810 906 989
MN Minnesota        550-567         612 218 320 507 651 763 952
MS Mississippi      386-397         601 228 662
MO Missouri         630-658         314 417 573 636 660 816
MT Montana          590-599         406
NE Nebraska         680-693         402 308
NV Nevada           889-898         702 775
NH New_Hampshire    030-038         603
NJ New_Jersey       070-089         201 609 732 856 908 973
NM New_Mexico       870-884         505 575
NY New_York         005,100-149     212 315 516 518 585 607 631 716 718 845 914 917
NC North_Carolina   270-289         704 252 336 828 910 919
ND North_Dakota     580-588         701
OH Ohio             430-459         216 330 419 440 513 614 740 937
OK Oklahoma         730-749         405 580 918
OR Oregon           970-979         503 541
PA Pennsylvania     150-196         215 412 570 610 717 724 814
PR Puerto_Rico      006-009         787 939
RI Rhode_Island     028-029         401
SC South_Carolina   290-299         803 843 864
SD South_Dakota     570-577         605
TN Tennessee        370-385         615 423 731 865 901 931
TX Texas            750-799,885     512 210 214 254 281 361 409 713 806 817 830 903 915 936 940 956 972 979
UT Utah             840-847         801 435
VT Vermont          050-059         802
VA Virginia         201,220-246     703 276 434 540 757 804
WA Washington       980-994         206 253 360 425 509
WV West_Virginia    247-268         304
WI Wisconsin        530-549         414 262 608 715 920
WY Wyoming          820-831         307
"""  # noqa: E501 - a table

# Where the first three digits of a zip code say more than the state.
_ZIPS = """
010-013 413       014-016 978 508   017-017 508       018-019 978       020-020 781
021-022 617 857   023-024 781 617   025-027 508 774   060-063 860       064-069 203
070-073 973 201   074-076 973 201   077-079 732 908   080-084 856 609   085-087 609 732
088-089 732 908   100-102 212 917   103-104 718 917   105-108 914       109-109 845
110-110 516 718   111-114 718 917   115-115 516       116-116 718       117-119 631 516
120-123 518       124-127 845       128-129 518       130-136 315       137-139 607
140-143 716       144-146 585       147-147 716       148-149 607       150-152 412
153-156 724       157-159 814       160-163 724       164-168 814       169-169 570
170-176 717       177-179 570       180-181 610       182-188 570       189-191 215
193-196 610       206-209 301 240   210-214 410 443   215-217 301       218-219 410
220-223 703       224-228 540       229-229 434       230-232 804       233-237 757
238-239 804       240-244 540       270-274 336       275-277 919       278-279 252
280-282 704       283-285 910       286-289 828       300-302 770       303-303 404
304-304 912       305-309 706       310-312 478       313-315 912       316-317 229
320-322 904       323-325 850       326-326 352       327-328 407       329-329 321
330-332 305       333-333 954       334-334 561       335-337 813 727   338-338 863
339-341 239       342-342 941       350-352 205       354-355 205       356-359 256
360-364 334       365-366 251       370-372 615       373-374 423       377-379 865
380-381 901       400-402 502       403-405 859       430-432 614       434-436 419
440-441 216 440   442-447 330       450-452 513       453-455 937       460-462 317
463-464 219       465-466 574       467-468 260       480-480 248 586   481-481 734
482-482 313       483-483 248       484-485 810       488-489 517       490-491 269
493-495 616       500-503 515       522-524 319       530-532 414 262   535-537 608
541-543 920       550-551 651       553-554 612 763   556-558 218       600-600 847
601-601 630 708   602-602 847       604-605 708 630   606-608 312 773   610-611 815
617-617 309       625-627 217       630-631 314 636   640-641 816       656-658 417
660-662 913       664-666 785       670-672 316       680-681 402       700-701 504
707-708 225       710-711 318       720-722 501       730-731 405       740-741 918
750-750 972 214   751-753 214 972   760-761 817       770-770 713 281   772-775 281 713
780-782 210       783-784 361       785-785 956       786-787 512       790-794 806
797-797 432       798-799 915       800-802 303 720   803-805 303 970   808-809 719
840-841 801       850-850 602       851-852 480 602   853-853 623       856-857 520
870-871 505       889-891 702       894-895 775       900-901 213 323   902-904 310
905-908 310 562   910-912 626       913-916 818       917-918 909 626   919-921 619 858
922-925 760 909   926-927 949 714   928-928 714       930-931 805       932-933 661
934-934 805       935-935 661       936-938 559       939-939 831       940-940 650
941-941 415       943-944 650       945-945 925 510   946-948 510       949-949 415
950-951 408       952-953 209       954-955 707       956-958 916       959-960 530
970-973 503 971   974-975 541       977-979 541       980-981 206 425   982-982 360 425
983-984 253       986-986 360       988-992 509
"""

_CITIES = """
atlanta 404, austin 512, boston 617 857, brooklyn 718, charlotte 704, chicago 312 773,
cleveland 216, columbus 614, dallas 214 972, denver 303 720, detroit 313, houston 713 281,
las_vegas 702, los_angeles 213 323, memphis 901, miami 305, minneapolis 612, nashville 615,
new_orleans 504, new_york 212 917, oakland 510, ojai 805, orlando 407, philadelphia 215,
phoenix 602, pittsburgh 412, sacramento 916, san_antonio 210, san_diego 619 858,
san_francisco 415, san_jose 408, santa_barbara 805, seattle 206, st._louis 314, tampa 813,
tucson 520
"""

# Canadian postal codes, by their first letter.
_POSTAL = {
    "A": ("709",), "B": ("902",), "C": ("902",), "E": ("506",), "G": ("418",), "H": ("514",),
    "J": ("450", "819"), "K": ("613",), "L": ("905",), "M": ("416",), "N": ("519",),
    "P": ("705",), "R": ("204",), "S": ("306",), "T": ("403", "780"), "V": ("604", "250"),
    "X": ("867",), "Y": ("867",),
}  # fmt: skip

Areas = tuple[str, ...]


def of_zip_code(zip_code: str) -> Areas:
    """`zip_code`: American or Canadian. Nothing where there is no such place."""
    start = zip_code.strip().upper()[:3]
    return _BY_ZIP.get(start) or _POSTAL.get(start[:1], ())


def of_city(city: str, state: str) -> Areas:
    """The city's area codes, then those of the rest of its state."""
    of_state = _BY_STATE.get(_plain(state), ())
    named = [area for area in _BY_CITY.get(_plain(city), ()) if not of_state or area in of_state]
    return tuple(dict.fromkeys([*named, *of_state]))


def _plain(name: str) -> str:
    return " ".join(name.lower().replace("_", " ").split())


def _ranges(text: str) -> list[str]:
    """`006-008,055` as the three digits that it means."""
    found: list[str] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        found += [f"{number:03d}" for number in range(int(first), int(last or first) + 1)]
    return found


def _read_states() -> tuple[dict[str, Areas], dict[str, Areas]]:
    by_state: dict[str, Areas] = {}
    by_zip: dict[str, Areas] = {}
    for line in _STATES.strip().splitlines():
        letters, name, zips, *areas = line.split()
        by_state[_plain(letters)] = by_state[_plain(name)] = tuple(areas)
        by_zip |= dict.fromkeys(_ranges(zips), tuple(areas))
    return by_state, by_zip


def _read_zips() -> dict[str, Areas]:
    found: dict[str, list[str]] = {}
    zips: list[str] = []
    for word in _ZIPS.split():
        if "-" in word:
            zips = _ranges(word)
            found |= {zip_: [] for zip_ in zips}
        else:
            for zip_ in zips:
                found[zip_].append(word)
    return {zip_: tuple(areas) for zip_, areas in found.items()}


def _read_cities() -> dict[str, Areas]:
    return {_plain(name): tuple(areas) for name, *areas in map(str.split, _CITIES.split(","))}


_BY_STATE, _BY_ZIP = _read_states()
_BY_ZIP |= _read_zips()
_BY_CITY = _read_cities()
