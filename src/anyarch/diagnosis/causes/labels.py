"""Causes in the platform on an image's label, or in the one that is asked for."""

from anyarch.diagnosis.causes.cause import INSTALL, LABEL_PAGE, Cause

_REBUILD = "Rebuild the image with a program for {label} in it. Until then, "

LABELS = {
    "wrong-label": Cause(
        "The image says {label}, but {path} in it is a program for {platform}, which the engine cannot run.",
        _REBUILD + "install an emulator, which lasts until reboot:",
        (INSTALL,),
        LABEL_PAGE,
    ),
    "wrong-label-emulated": Cause(
        "The image says {label}, but {path} in it is a program for {platform}. It runs here, but is emulated.",
        _REBUILD + "run it without --platform:",
        ("docker run {image}",),
        LABEL_PAGE,
    ),
    "wrong-label-native": Cause(
        "The image says {label}, but {path} in it is a program for {platform}, the engine's own platform.",
        "Rebuild the image with the right label. Until then, ask for the platform on the label, although it is wrong:",
        ("docker run --platform {label} {image}",),
        LABEL_PAGE,
    ),
    "no-label": Cause(
        "The image does not say which platform it is for; {path} in it is a program for {platform}.",
        "Rebuild the image with a label. Until then, run it without --platform and DOCKER_DEFAULT_PLATFORM:",
        ("env -u DOCKER_DEFAULT_PLATFORM docker run {image}",),
        LABEL_PAGE,
    ),
    "default-platform": Cause(
        "DOCKER_DEFAULT_PLATFORM asks for {asked}, but the local {image} is for {label}.",
        "docker looks for {asked} elsewhere, or fails. To run the local image:",
        ("env -u DOCKER_DEFAULT_PLATFORM docker run {image}",),
        LABEL_PAGE,
    ),
}
