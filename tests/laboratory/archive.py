"""One image as `docker load` takes it: a tar archive in the form that `docker save` has written since Docker 1.10.

It holds one image of one platform; indexes cannot be written that way.
"""

import gzip
import io
import json
import tarfile

from tests.laboratory.images import Image


def archive(image: Image, tag: str) -> bytes:
    """Return a tar archive from which an engine loads the image under a tag, such as "example:latest"."""
    layers = {f"{layer.digest.partition(':')[2]}/layer.tar": gzip.decompress(layer.content) for layer in image.layers}
    configuration = f"{image.configuration.digest.partition(':')[2]}.json"
    listing = [{"Config": configuration, "RepoTags": [tag], "Layers": list(layers)}]
    members = {configuration: image.configuration.content, **layers, "manifest.json": json.dumps(listing).encode()}
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as file:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(content), 0o644
            file.addfile(member, io.BytesIO(content))
    return packed.getvalue()
