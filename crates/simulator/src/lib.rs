//! Synthetic people, attacks, camera and encoder: recordings with ground truth from a seed
