"""What is known of a network: an analysis, what it names, what says so, what may be one and the same, what was handed in."""

from siraba.prosecution.networks.models.analyses import (
    ANALYSIS_MOVES,
    Analysis,
    AnalysisState,
    Handling,
)
from siraba.prosecution.networks.models.entities import (
    ENTITY_MOVES,
    Entity,
    EntityKind,
    Identifier,
    Link,
    LinkKind,
    Standing,
)
from siraba.prosecution.networks.models.imports import (
    GRAPH_IMPORT_MOVES,
    GraphImport,
    ImportPart,
    KnownLayout,
    Layout,
)
from siraba.prosecution.networks.models.merges import MERGE_MOVES, Merge, MergeState, Reason
from siraba.prosecution.networks.models.pictures import (
    PLAN_MOVES,
    DismantlingPlan,
    Picture,
    PlanDecision,
    PlanState,
    SavedView,
)
from siraba.prosecution.networks.models.statements import (
    STATEMENT_MOVES,
    Property,
    Source,
    Statement,
    StatementState,
)

__all__ = [
    "ANALYSIS_MOVES",
    "ENTITY_MOVES",
    "GRAPH_IMPORT_MOVES",
    "MERGE_MOVES",
    "PLAN_MOVES",
    "STATEMENT_MOVES",
    "Analysis",
    "AnalysisState",
    "DismantlingPlan",
    "Entity",
    "EntityKind",
    "GraphImport",
    "Handling",
    "Identifier",
    "ImportPart",
    "KnownLayout",
    "Layout",
    "Link",
    "LinkKind",
    "Merge",
    "MergeState",
    "Picture",
    "PlanDecision",
    "PlanState",
    "Reason",
    "Property",
    "SavedView",
    "Source",
    "Standing",
    "Statement",
    "StatementState",
]
