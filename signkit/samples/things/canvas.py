"""The table of a drawn photo: things are laid on it in perspective, with their shadows."""

from dataclasses import dataclass

import cv2
import numpy as np

DISTANCE = 3.0  # of the camera, in shorter sides of the photo
SHADOW_STEP = 1.4  # a thing's shadow is so many times longer than the thing is high


@dataclass
class Canvas:
    """A photo being drawn: `pixels` (H, W, 3) float32 0-1, seen with `tilt` radians, lit from
    the direction `light` (2,), whose shadows are `dark` (0-1) deep and `soft` wide.
    """

    pixels: np.ndarray
    tilt: float
    light: np.ndarray
    dark: float
    soft: float

    @property
    def unit(self) -> int:
        """The shorter side in pixels; lengths on the table are shares of it."""
        return min(self.pixels.shape[:2])


@dataclass
class Place:
    """Where a thing lies: `centre` (2,) from the photo's middle, `angle` radians, `scale`."""

    canvas: Canvas
    centre: np.ndarray
    angle: float
    scale: float

    def project(self, points) -> np.ndarray:
        """Points (N, 3) of the thing (z up from the table) as pixels (N, 2)."""
        points = np.asarray(points, float) * self.scale
        x, y = self.turned(points[:, :2]).T + np.asarray(self.centre)[:, None]
        z, tilt = points[:, 2], self.canvas.tilt
        depth = DISTANCE - y * np.sin(tilt) - z * np.cos(tilt)
        seen = np.stack((x, y * np.cos(tilt) - z * np.sin(tilt)), 1) * (DISTANCE / depth)[:, None]
        return seen * self.canvas.unit + np.array(self.canvas.pixels.shape[1::-1]) / 2

    def turned(self, points) -> np.ndarray:
        """Directions (N, 2) of the thing as directions on the table."""
        cos, sin = np.cos(self.angle), np.sin(self.angle)
        return np.asarray(points) @ np.array(((cos, sin), (-sin, cos)))

    def paste(self, texture, width, height, z=0.0) -> None:
        """Lay a flat `texture` (h, w, 4; the last its cover) about the thing's middle."""
        h, w = texture.shape[:2]
        x, y = width / 2, height / 2
        corners = self.project([(-x, -y, z), (x, -y, z), (x, y, z), (-x, y, z)])
        source = np.float32([(0, 0), (w, 0), (w, h), (0, h)])
        matrix = cv2.getPerspectiveTransform(source, np.float32(corners))
        flat = texture.astype(np.float32)
        flat[..., :3] *= flat[..., 3:]
        pixels = self.canvas.pixels
        laid = cv2.warpPerspective(flat, matrix, pixels.shape[1::-1], flags=cv2.INTER_LINEAR)
        pixels *= 1 - laid[..., 3:]
        pixels += laid[..., :3]

    def fill(self, points, colour) -> None:
        """Fill the polygon of `points` (N, 3) with one colour."""
        shape = np.round(self.project(points)).astype(np.int32)
        cv2.fillPoly(self.canvas.pixels, [shape], [float(v) for v in colour])

    def shadow(self, outline, height) -> None:
        """Darken the table where a thing of `outline` (N, 2), `height` high, keeps light off."""
        outline = np.asarray(outline, float)
        away = self.turned_back(self.canvas.light) * -height * SHADOW_STEP
        both = np.concatenate((outline, outline + away))
        ground = self.project(np.c_[both, np.zeros(len(both))])
        mask = np.zeros(self.canvas.pixels.shape[:2], np.float32)
        cv2.fillConvexPoly(mask, cv2.convexHull(np.round(ground).astype(np.int32)), 1.0)
        blur = self.canvas.unit * (0.004 + self.canvas.soft * 0.02)
        mask = cv2.GaussianBlur(mask, (0, 0), blur)[..., None]
        self.canvas.pixels *= 1 - self.canvas.dark * mask

    def turned_back(self, direction) -> np.ndarray:
        """A direction (2,) on the table as the thing's own."""
        cos, sin = np.cos(self.angle), np.sin(self.angle)
        return np.array(((cos, sin), (-sin, cos))) @ np.asarray(direction)


def noise(rng, shape, coarse) -> np.ndarray:
    """(h, w) float32 smooth noise of spread 1; `coarse` (2,) or a number: its grain in pixels."""
    h, w = shape
    down, across = np.broadcast_to(coarse, 2)
    small = rng.normal(size=(max(2, int(h / down)), max(2, int(w / across)))).astype(np.float32)
    return cv2.resize(small, (w, h), interpolation=cv2.INTER_CUBIC)


def tone(rng, light=(0.25, 0.9), colour=0.7) -> np.ndarray:
    """Any colour (3,) 0-1: a random hue, its strength up to `colour`, as bright as `light`."""
    hue, strength, value = rng.uniform(0, 360), rng.uniform(0, colour), rng.uniform(*light)
    pixel = np.float32([[[hue, strength, value]]])
    return cv2.cvtColor(pixel, cv2.COLOR_HSV2RGB)[0, 0]
