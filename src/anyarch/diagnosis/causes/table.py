"""All causes, by name."""

from anyarch.diagnosis.causes.contents import CONTENTS
from anyarch.diagnosis.causes.execution import EXECUTION
from anyarch.diagnosis.causes.labels import LABELS
from anyarch.diagnosis.causes.offers import OFFERS

CAUSES = EXECUTION | LABELS | OFFERS | CONTENTS
