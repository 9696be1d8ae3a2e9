"""Makes model.pickle from made-up tastings, with the pinned scikit-learn: `make_model.py`."""

import pickle
from pathlib import Path

import numpy as np
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


def main():
    rng = np.random.default_rng(5)
    wines = rng.uniform([4.5, 0.9, 8.5, 0.3, 2.9], [12.0, 15.0, 14.5, 1.4, 3.9], (80, 5))
    acidity, sugar, alcohol, sulphates, ph = wines.T
    quality = 5.5 + 0.4 * (alcohol - 11) + 1.2 * (sulphates - 0.7) - 0.05 * (sugar - 4) ** 2 / 4 - 0.15 * abs(acidity - 8)
    quality += 0.3 * (3.4 - ph) + rng.normal(0, 0.25, 80)
    kernel = ConstantKernel(1.0) * RBF(2.0) + WhiteKernel(0.1)
    model = make_pipeline(StandardScaler(), GaussianProcessRegressor(kernel, normalize_y=True, random_state=0)).fit(wines, quality)
    (Path(__file__).parent / "model.pickle").write_bytes(pickle.dumps(model))


if __name__ == "__main__":
    main()
