//! Smooth random texture that depends on the place and a seed only.

use nalgebra::Vector3;

/// Value noise: -1..=1, smooth, one bump per unit of length.
pub(crate) fn value_noise(place: Vector3<f32>, seed: u32) -> f32 {
    let cell = place.map(f32::floor);
    let inside = place - cell;
    let eased = inside.map(|share| share * share * (3.0 - 2.0 * share));
    let corner =
        |x: i32, y: i32, z: i32| lattice(cell.x as i32 + x, cell.y as i32 + y, cell.z as i32 + z, seed);
    let along_x = |y: i32, z: i32| {
        let (left, right) = (corner(0, y, z), corner(1, y, z));
        left + (right - left) * eased.x
    };
    let along_y = |z: i32| {
        let (low, high) = (along_x(0, z), along_x(1, z));
        low + (high - low) * eased.y
    };
    let (front, back) = (along_y(0), along_y(1));
    front + (back - front) * eased.z
}

/// Noise of two sizes: coarse bumps with finer ones on them.
pub(crate) fn rough_noise(place: Vector3<f32>, seed: u32) -> f32 {
    0.67 * value_noise(place, seed) + 0.33 * value_noise(place * 2.13, seed ^ 0x51ed)
}

fn lattice(x: i32, y: i32, z: i32, seed: u32) -> f32 {
    let mut hash = seed ^ (x as u32).wrapping_mul(0x8da6_b343);
    hash ^= (y as u32).wrapping_mul(0xd816_3841);
    hash ^= (z as u32).wrapping_mul(0xcb1a_b31f);
    hash = (hash ^ (hash >> 15)).wrapping_mul(0x2c1b_3c6d);
    hash = (hash ^ (hash >> 12)).wrapping_mul(0x297a_2d39);
    hash ^= hash >> 15;
    (hash >> 8) as f32 / 8_388_608.0 - 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_smooth_and_has_no_lean() {
        let mut sum = 0.0;
        for step in 0..4_000 {
            let place = Vector3::new(0.37 * step as f32, 0.11 * step as f32, -0.23 * step as f32);
            let (here, near) = (value_noise(place, 7), value_noise(place.add_scalar(0.001), 7));
            assert!(here.abs() <= 1.0 && (here - near).abs() < 0.02);
            sum += here;
        }
        assert!((sum / 4_000.0_f32).abs() < 0.05, "{sum}");
    }
}
