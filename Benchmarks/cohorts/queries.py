"""The fixed set of queries, each as groups of conditions: written for Mosaic, and as SQL over one row a series.

A query is a list of groups. A group is (word, conditions): "some" asks for one and the same series that meets all of them, "none" for no
such series. A condition is (attribute, comparison, value). Sex is the patient's and stands in groups of its own.
"""

CT, MR, MG, PT = ("modality", "=", "CT"), ("modality", "=", "MR"), ("modality", "=", "MG"), ("modality", "=", "PT")

QUERIES = [
    [("some", [CT])],
    [("some", [MR])],
    [("some", [MG])],
    [("some", [("modality", "in", ["SEG", "RTSTRUCT"])])],
    [("some", [("body_part", "=", "chest")])],
    [("some", [("body_part", "=", "prostate")])],
    [("some", [("manufacturer", "=", "siemens")])],
    [("some", [("instance_count", ">=", 500)])],
    [("some", [("age_at_study", "between", (50, 75))])],
    [("patient", [("sex", "=", "female")])],
    [("some", [CT, ("body_part", "=", "chest")])],
    [("some", [MR, ("body_part", "=", "breast")])],
    [("some", [MR, ("body_part", "=", "prostate"), ("manufacturer", "=", "siemens")])],
    [("some", [CT, ("body_part", "=", "chest"), ("instance_count", ">=", 100)])],
    [("some", [CT]), ("some", [PT])],
    [("some", [CT]), ("some", [MR])],
    [("some", [MR]), ("some", [("modality", "=", "SEG")])],
    [("some", [CT]), ("none", [MR])],
    [("some", [MG]), ("none", [MR]), ("none", [CT])],
    [("some", [("modality", "=", "SM")]), ("some", [("modality", "in", ["CT", "MR", "MG", "PT"])])],
    [("patient", [("sex", "=", "female")]), ("some", [MG])],
    [("patient", [("sex", "=", "male")]), ("some", [MR, ("body_part", "=", "prostate")])],
    [("some", [MG, ("age_at_study", "between", (45, 69))]), ("patient", [("sex", "=", "female")])],
    [("patient", [("sex", "=", "female")]), ("some", [MR, ("body_part", "=", "breast"), ("manufacturer", "=", "ge")])],
    # Four criteria: what the goal is measured by.
    [("patient", [("sex", "=", "male")]), ("some", [CT, ("body_part", "=", "chest"), ("age_at_study", "between", (50, 75))])],
    [("some", [CT, ("body_part", "=", "chest"), ("manufacturer", "=", "siemens"), ("instance_count", "between", (100, 400))])],
    [("some", [MR, ("manufacturer", "=", "philips"), ("instance_count", ">=", 20)]), ("patient", [("sex", "=", "female")])],
    [("some", [CT, ("manufacturer", "=", "ge")]), ("some", [("modality", "=", "RTSTRUCT")]), ("none", [PT]), ("patient", [("sex", "=", "male")])],
    [("some", [("modality", "in", ["CT", "PT"]), ("body_part", "in", ["chest", "abdomen"]), ("instance_count", ">=", 50), ("age_at_study", "between", (40, 80))])],
    [("some", [MR, ("age_at_study", "between", (60, 90))]), ("some", [("modality", "=", "SEG")]), ("none", [CT]), ("none", [MG])],
]
FOUR_CRITERIA = range(24, 30)


def text(query) -> str:
    """The query as Mosaic's language writes it."""
    def condition(attribute, comparison, value):
        if comparison == "in":
            return f"{attribute} in ({', '.join(value)})"
        if comparison == "between":
            return f"{attribute} {value[0]}..{value[1]}"
        return f"{attribute} {comparison} {value}"

    def group(word, conditions):
        inner = " and ".join(condition(*each) for each in conditions)
        return inner if word == "patient" else f"series({inner})" if word == "some" else f"not series({inner})"
    return " and ".join(group(*each) for each in query)


def sql(query, columns="count(*)") -> str:
    """The query over `series`, one row a series with the patient's sex; patients are whole numbers, as cheap as they can be.

    One group is one distinct count. Several are sets of patients, each found by one pass over the table.
    """
    def condition(attribute, comparison, value):
        quote = lambda each: f"'{each}'" if isinstance(each, str) else str(each)
        if comparison == "in":
            return f"{attribute} IN ({', '.join(map(quote, value))})"
        if comparison == "between":
            return f"{attribute} BETWEEN {value[0]} AND {value[1]}"
        return f"{attribute} {comparison} {quote(value)}"

    # What is true of the patient is true of each of the patient's series, so it joins another group.
    own = [each for word, conditions in query if word == "patient" for each in conditions]
    groups = [(word, list(conditions)) for word, conditions in query if word != "patient"] or [("some", [])]
    groups[next(place for place, (word, _) in enumerate(groups) if word == "some")][1].extend(own)
    where = lambda conditions: " AND ".join(condition(*each) for each in conditions)
    if columns == "count(*)" and len(groups) == 1:
        return f"SELECT count(DISTINCT patient) FROM series WHERE {where(groups[0][1])}"
    groups.sort(key=lambda group: group[0] == "none")
    sets = ""
    for place, (word, conditions) in enumerate(groups):
        if place:
            sets += " INTERSECT " if word == "some" else " EXCEPT "
        sets += f"SELECT patient FROM series WHERE {where(conditions)}"
    if columns == "count(*)":
        return f"SELECT count(*) FROM ({sets}) AS found"
    if len(groups) == 1:
        sets = sets.replace("SELECT patient", "SELECT DISTINCT patient", 1)
    return f"SELECT {columns} FROM series WHERE patient IN ({sets})"


#: Patients, and all of their studies, series and instances.
COUNTS = "count(DISTINCT patient), count(DISTINCT study), count(*), coalesce(sum(instance_count), 0)"
