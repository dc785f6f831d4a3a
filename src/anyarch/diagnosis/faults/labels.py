"""What is wrong with an image's label, although its program runs."""

from anyarch.diagnosis.subject import Engine, Subject, disagrees, is_native
from anyarch.programs.entry_point import Step


def fault(step: Step, subject: Subject, engine: Engine) -> str:
    """What is wrong with the label, compared with the last program that is started."""
    if not subject.label:
        return "no-label"
    if not disagrees(step, subject.label):
        return ""
    return "wrong-label-native" if is_native(step, engine) else "wrong-label-emulated"
