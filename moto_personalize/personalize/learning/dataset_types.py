"""The types of datasets. https://docs.aws.amazon.com/personalize/latest/dg/API_CreateDataset.html"""

INTERACTIONS, ITEMS, USERS = "INTERACTIONS", "ITEMS", "USERS"
ACTIONS, ACTION_INTERACTIONS = "ACTIONS", "ACTION_INTERACTIONS"
TYPES = (INTERACTIONS, ITEMS, USERS, ACTIONS, ACTION_INTERACTIONS)
KEYS = {ITEMS: "ITEM_ID", USERS: "USER_ID", ACTIONS: "ACTION_ID"}  # one row a key; interactions have none
NEEDED = {
    INTERACTIONS: {"USER_ID", "ITEM_ID", "TIMESTAMP"},
    ACTION_INTERACTIONS: {"USER_ID", "ACTION_ID", "TIMESTAMP"},
    **{kind: {key} for kind, key in KEYS.items()},
}
"""The columns that we compute with, whatever `validate_schemas` says."""
NEVER_NULL = frozenset().union(*NEEDED.values())
