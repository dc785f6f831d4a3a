"""One image as `docker load` takes it: a tar archive in the form that `docker save` has written since Docker 1.10.

It holds one image of one platform; indexes cannot be written that way.
"""

import gzip
import json

from tests.laboratory.images import Image, packed


def archive(image: Image, tag: str) -> bytes:
    """Return a tar archive from which an engine loads the image under a tag, such as "example:latest"."""
    layers = {f"{layer.digest.partition(':')[2]}/layer.tar": gzip.decompress(layer.content) for layer in image.layers}
    configuration = f"{image.configuration.digest.partition(':')[2]}.json"
    listing = [{"Config": configuration, "RepoTags": [tag], "Layers": list(layers)}]
    members = {configuration: image.configuration.content, **layers, "manifest.json": json.dumps(listing).encode()}
    return packed({name: (content, 0o644) for name, content in members.items()}, {})
