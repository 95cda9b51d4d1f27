"""Company names from word lists: unique, and three of them hostile on purpose."""

from typing import Final

FIRST_WORDS: Final = (
    "Amber", "Anchor", "Atlas", "Beacon", "Birch", "Blue", "Bright", "Canyon", "Cedar", "Cobalt",
    "Copper", "Coral", "Crest", "Delta", "Ember", "Falcon", "Fern", "Flint", "Garnet", "Golden",
    "Granite", "Harbor", "Hazel", "Heron", "Indigo", "Iron", "Ivory", "Juniper", "Lantern",
    "Linden", "Lunar", "Maple", "Meadow", "Mosaic", "North", "Oak", "Onyx", "Orchard", "Pebble",
    "Pine", "Quartz", "Raven", "River", "Saffron", "Silver", "Summit", "Willow",
)  # fmt: skip
SECOND_WORDS: Final = (
    "Bay", "Bridge", "Brook", "Cove", "Creek", "Crossing", "Dale", "Field", "Forge", "Gate",
    "Grove", "Haven", "Hill", "Lane", "Light", "Loop", "Mill", "Path", "Peak", "Point", "Port",
    "Ridge", "Shore", "Spring", "Square", "Stone", "Trail", "Vale", "Wharf", "Wood", "Yard",
)  # fmt: skip
LAST_WORDS: Final = (
    "Analytics", "Clinics", "College", "Components", "Foods", "Freight", "Group", "Health",
    "Holdings", "Insurance", "Interiors", "Labs", "Logistics", "Media", "Partners", "Press",
    "Publishing", "Retail", "Robotics", "Schools", "Studios", "Supplies", "Systems", "Works",
)  # fmt: skip
# Names that a careless consumer executes: as a spreadsheet formula, as a script, as SQL.
HOSTILE_NAMES: Final = (
    '=HYPERLINK("http://attacker.example","Click here")',
    "<script>alert(1)</script>",
    "x'); drop table t;--",
)
