"""Test pictures → MediaPipe 0.10.21's landmarks, detections and mattes of them. Run by landmark_reference.sh.

reference.npz, for each picture NAME of tests/face_pictures.py, all in picture pixels:
    NAME.landmarks (faces, 478, 3)   NAME.short, NAME.full (faces, 17): left, top, width, height, score, six points x, y
    NAME.matte (h, w) uint16, 65535 = 1
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from face_pictures import CROP, variants
from PIL import Image


def main(out: Path) -> None:
    data: Any = import_module("skimage.data")
    solutions: Any = import_module("mediapipe").solutions
    mesh = solutions.face_mesh.FaceMesh(static_image_mode=True, refine_landmarks=True, max_num_faces=4)
    detectors = {name: solutions.face_detection.FaceDetection(model_selection=i) for i, name in enumerate(("short", "full"))}
    matte = solutions.selfie_segmentation.SelfieSegmentation(model_selection=0)
    out.mkdir(parents=True, exist_ok=True)
    portrait = np.ascontiguousarray(data.astronaut()[CROP])
    Image.fromarray(portrait).save(out / "portrait.png", optimize=True)
    found: dict[str, Any] = {}
    for name, picture in variants(portrait).items():
        picture = np.ascontiguousarray(picture)
        size = np.array([picture.shape[1], picture.shape[0], picture.shape[1]], np.float32)
        faces = [[(p.x, p.y, p.z) for p in face.landmark] for face in mesh.process(picture).multi_face_landmarks or ()]
        found[f"{name}.landmarks"] = np.array(faces, np.float32).reshape(-1, 478, 3) * size
        for range_, detector in detectors.items():
            rows = [_row(d, *size[:2]) for d in detector.process(picture).detections or ()]
            found[f"{name}.{range_}"] = np.array(rows, np.float32).reshape(-1, 17)
        found[f"{name}.matte"] = np.rint(matte.process(picture).segmentation_mask * 65535).astype(np.uint16)
        print(name, picture.shape, len(faces), [len(found[f"{name}.{range_}"]) for range_ in detectors])
    np.savez_compressed(out / "reference.npz", **found)


def _row(detection: Any, width: float, height: float) -> list[float]:
    box, points = detection.location_data.relative_bounding_box, detection.location_data.relative_keypoints
    row = [box.xmin * width, box.ymin * height, box.width * width, box.height * height, detection.score[0]]
    return row + [v for p in points for v in (p.x * width, p.y * height)]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
