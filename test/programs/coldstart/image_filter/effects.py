"""What the shop offers to do with a picture. Pictures are float arrays of rows, columns and RGB from 0 to 1."""

import numpy as np
from scipy import ndimage
from skimage import filters, segmentation


def grey(picture):
    return np.repeat((picture @ [0.2125, 0.7154, 0.0721])[..., None], 3, axis=2)


def sepia(picture):
    tones = np.array([[0.393, 0.769, 0.189], [0.349, 0.686, 0.168], [0.272, 0.534, 0.131]])
    return np.clip(picture @ tones.T, 0, 1)


def contrast(picture):
    """Stretches the values between the 2nd and the 98th percentile over the whole range."""
    low, high = np.percentile(picture, (2, 98))
    return np.clip((picture - low) / max(high - low, 1e-6), 0, 1)


def cartoon(picture):
    """Flat areas with dark outlines."""
    smooth = ndimage.median_filter(picture, size=(5, 5, 1))
    areas = segmentation.slic(smooth, n_segments=80, compactness=10, start_label=1)
    outlines = filters.sobel(grey(smooth)[..., 0]) > 0.1
    labels = np.arange(1, areas.max() + 1)
    means = np.stack([ndimage.mean(smooth[..., band], areas, labels) for band in range(3)], axis=-1)
    return np.where(outlines[..., None], 0.0, means[areas - 1])


def soft(picture):
    return filters.gaussian(picture, sigma=2, channel_axis=2)


EFFECTS = {"grey": grey, "sepia": sepia, "contrast": contrast, "cartoon": cartoon, "soft": soft}
