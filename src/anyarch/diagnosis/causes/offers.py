"""Causes in what the registry offers, for an image that is not local."""

from anyarch.diagnosis.causes.cause import INSTALL, OFFER_PAGE, REMOVE, Cause

_RUN = "docker run --platform {platform} {image}"

OFFERS = {
    "foreign-offer": Cause(
        "{image} is not local. The registry has it for {offered}, which the engine ({host}) cannot run.",
        "anyarch options looks for another image. Or install an emulator, which lasts until reboot:",
        (INSTALL, _RUN),
        OFFER_PAGE,
    ),
    "foreign-offer-emulated": Cause(
        "{image} is not local. The registry has it for {offered}, not for {host}. The engine emulates {platform}, but "
        "docker alone does not choose it.",
        "Ask for it, as anyarch does if docker is its shim:",
        (_RUN,),
        OFFER_PAGE,
    ),
    "foreign-offer-without-f": Cause(
        "{image} is not local. The registry has it for {offered}, not for {host}. The engine's emulator is registered "
        "without the flag F, so the image runs only if it contains that emulator.",
        "Register the emulator again, with the flag F:",
        (REMOVE, INSTALL, _RUN),
        OFFER_PAGE,
    ),
    "unusable-offer": Cause(
        "{image} is not local. The registry has it for {offered} only, which {host} cannot run, not even with an "
        "emulator.",
        "Use another tag, or another image, which anyarch options looks for.",
        (),
        OFFER_PAGE,
    ),
    "unlisted-offer": Cause(
        "{image} is not local. The registry has it, but does not say for which platforms.",
        "To find out, pull it, and diagnose it:",
        ("docker pull {image}", "anyarch diagnose {image}"),
        OFFER_PAGE,
    ),
    "unlisted-offer-refused": Cause(
        "{image} is not local. The registry has it, but its index does not say for which platforms, and Docker 20.10 "
        "pulls nothing from such an index: no matching manifest.",
        "Use a newer engine: Docker 26 pulls the first image in it. This one pulls an image only by its own digest, "
        "which is in the index.",
        (),
        OFFER_PAGE,
    ),
    "default-platform-offer": Cause(
        "DOCKER_DEFAULT_PLATFORM asks for {asked}, and {image}, which is not local, is available for {offered} only.",
        "Ask for a platform that the registry has, in spite of the variable:",
        (_RUN,),
        OFFER_PAGE,
    ),
}
