//! Draws lit triangles over a picture: four samples a pixel, nearest surface wins.
//!
//! The picture is drawn in bands of rows, so that the samples of one band stay in the cache.

use crate::color::LinearRgb;
use crate::room::LightImage;

/// A corner of a triangle, already projected and lit.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Corner {
    pub(crate) x_px: f32,
    pub(crate) y_px: f32,
    /// One over the depth; 0 is infinitely far.
    pub(crate) nearness: f32,
    /// Place in the texture, texels.
    pub(crate) across: f32,
    pub(crate) down: f32,
    /// Light that matt white would send back.
    pub(crate) light: LinearRgb,
    /// Light that a shining surface sends back.
    pub(crate) sheen: LinearRgb,
}

/// Indices of three corners, counter-clockwise when seen from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Triangle {
    pub(crate) first: u32,
    pub(crate) second: u32,
    pub(crate) third: u32,
}

/// What the surface gives back of the light at one place of the texture.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Texel {
    pub(crate) albedo: LinearRgb,
    /// Share of the sheen that shows.
    pub(crate) gloss: f32,
    /// Light that is there whatever falls on the surface.
    pub(crate) glow: LinearRgb,
}

/// Gives the texel at a place of the texture.
pub(crate) trait Texture {
    fn texel(&self, across: f32, down: f32) -> Texel;
}

/// One surface to be drawn.
pub(crate) struct Surface<'a> {
    pub(crate) corners: &'a [Corner],
    pub(crate) triangles: &'a [Triangle],
    pub(crate) texture: &'a dyn Texture,
    /// Whether the back of a triangle shows too.
    pub(crate) two_sided: bool,
}

/// Draws the surfaces into the picture.
pub(crate) fn draw(image: &mut LightImage, surfaces: &[Surface<'_>]) {
    let width = image.size.width_px as usize;
    let bands = (image.size.height_px as usize).div_ceil(BAND_ROWS);
    let queues: Vec<Vec<Vec<Triangle>>> = surfaces.iter().map(|surface| queue(surface, bands)).collect();
    let mut samples = Samples::new(width * SIDE);
    for (band, rows) in image.pixels.chunks_mut(width * BAND_ROWS).enumerate() {
        if queues.iter().all(|queue| queue[band].is_empty()) {
            continue;
        }
        samples.clear();
        let top_px = (band * BAND_ROWS) as f32;
        for (surface, queue) in surfaces.iter().zip(&queues) {
            for triangle in &queue[band] {
                samples.fill(surface, *triangle, top_px);
            }
        }
        samples.resolve(rows, width);
    }
}

/// The visible triangles of each band.
fn queue(surface: &Surface<'_>, bands: usize) -> Vec<Vec<Triangle>> {
    let mut queues = vec![Vec::new(); bands];
    for triangle in surface.triangles {
        let [a, b, c] = corners(surface, *triangle);
        let area = (b.x_px - a.x_px) * (c.y_px - a.y_px) - (b.y_px - a.y_px) * (c.x_px - a.x_px);
        // Rows grow downwards, so what is counter-clockwise outside turns the other way here.
        if area == 0.0 || (area > 0.0 && !surface.two_sided) {
            continue;
        }
        let top = a.y_px.min(b.y_px).min(c.y_px).max(0.0) as usize / BAND_ROWS;
        let lowest = a.y_px.max(b.y_px).max(c.y_px);
        if lowest < 0.0 {
            continue;
        }
        let bottom = (lowest as usize / BAND_ROWS).min(bands - 1);
        for queue in queues.iter_mut().take(bottom + 1).skip(top) {
            queue.push(*triangle);
        }
    }
    queues
}

fn corners(surface: &Surface<'_>, triangle: Triangle) -> [Corner; 3] {
    [triangle.first, triangle.second, triangle.third].map(|index| surface.corners[index as usize])
}

/// The samples of one band.
struct Samples {
    width: usize,
    nearness: Vec<f32>,
    light: Vec<LinearRgb>,
}

impl Samples {
    fn new(width: usize) -> Self {
        let count = width * BAND_ROWS * SIDE;
        Self { width, nearness: vec![0.0; count], light: vec![LinearRgb::BLACK; count] }
    }

    fn clear(&mut self) {
        self.nearness.fill(0.0);
    }

    fn fill(&mut self, surface: &Surface<'_>, triangle: Triangle, top_px: f32) {
        let [a, b, c] = corners(surface, triangle).map(|corner| Corner {
            x_px: corner.x_px * SIDE as f32 - 0.5,
            y_px: (corner.y_px - top_px) * SIDE as f32 - 0.5,
            ..corner
        });
        let area = (b.x_px - a.x_px) * (c.y_px - a.y_px) - (b.y_px - a.y_px) * (c.x_px - a.x_px);
        let scale = 1.0 / area;
        let reach = |low: f32, high: f32, end: usize| {
            (low.ceil().max(0.0) as usize, (high.floor() + 1.0).clamp(0.0, end as f32) as usize)
        };
        let (left, right) = reach(a.x_px.min(b.x_px).min(c.x_px), a.x_px.max(b.x_px).max(c.x_px), self.width);
        let (top, bottom) =
            reach(a.y_px.min(b.y_px).min(c.y_px), a.y_px.max(b.y_px).max(c.y_px), BAND_ROWS * SIDE);
        if left >= right {
            return;
        }
        // Shares of the first two corners change evenly along a row.
        let (step_a, step_b) = ((b.y_px - c.y_px) * scale, (c.y_px - a.y_px) * scale);
        for row in top..bottom {
            let (x, y) = (left as f32, row as f32);
            let mut share_a = ((b.x_px - x) * (c.y_px - y) - (b.y_px - y) * (c.x_px - x)) * scale;
            let mut share_b = ((c.x_px - x) * (a.y_px - y) - (c.y_px - y) * (a.x_px - x)) * scale;
            let span = row * self.width + left..row * self.width + right;
            let samples = self.nearness[span.clone()].iter_mut().zip(&mut self.light[span]);
            for (nearest, light) in samples {
                let share_c = 1.0 - share_a - share_b;
                if share_a >= 0.0 && share_b >= 0.0 && share_c >= 0.0 {
                    let blend = |a: f32, b: f32, c: f32| a * share_a + b * share_b + c * share_c;
                    let nearness = blend(a.nearness, b.nearness, c.nearness);
                    if nearness > *nearest {
                        *nearest = nearness;
                        let across = blend(a.across, b.across, c.across);
                        let down = blend(a.down, b.down, c.down);
                        let texel = surface.texture.texel(across, down);
                        let lit = a.light * share_a + b.light * share_b + c.light * share_c;
                        let sheen = a.sheen * share_a + b.sheen * share_b + c.sheen * share_c;
                        *light = texel.albedo * lit + sheen * texel.gloss + texel.glow;
                    }
                }
                share_a += step_a;
                share_b += step_b;
            }
        }
    }

    /// Means of the samples of each pixel, with what was in the picture where no surface is.
    fn resolve(&self, rows: &mut [LinearRgb], width: usize) {
        const SAMPLES: f32 = (SIDE * SIDE) as f32;
        for (place, pixel) in rows.iter_mut().enumerate() {
            let (row, column) = (place / width, place % width);
            let (mut sum, mut covered) = (LinearRgb::BLACK, 0.0);
            for down in 0..SIDE {
                let start = (row * SIDE + down) * self.width + column * SIDE;
                for sample in start..start + SIDE {
                    if self.nearness[sample] > 0.0 {
                        sum += self.light[sample];
                        covered += 1.0;
                    }
                }
            }
            if covered > 0.0 {
                *pixel = *pixel * (1.0 - covered / SAMPLES) + sum * (1.0 / SAMPLES);
            }
        }
    }
}

/// Samples along each side of a pixel.
const SIDE: usize = 2;
/// Rows of pixels that are drawn together.
const BAND_ROWS: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;
    use catchlight_types::FrameSize;

    struct White;

    impl Texture for White {
        fn texel(&self, _across: f32, _down: f32) -> Texel {
            Texel { albedo: LinearRgb::gray(1.0), ..Texel::default() }
        }
    }

    fn corner(x_px: f32, y_px: f32, nearness: f32, light: f32) -> Corner {
        Corner { x_px, y_px, nearness, light: LinearRgb::gray(light), ..Corner::default() }
    }

    fn drawn(corners: &[Corner], two_sided: bool) -> LightImage {
        let size = FrameSize { width_px: 40, height_px: 40 };
        let mut image = LightImage { size, pixels: vec![LinearRgb::gray(1.0); 1600] };
        let triangles: Vec<_> = (0..corners.len() as u32 / 3)
            .map(|number| Triangle { first: 3 * number, second: 3 * number + 1, third: 3 * number + 2 })
            .collect();
        draw(&mut image, &[Surface { corners, triangles: &triangles, texture: &White, two_sided }]);
        image
    }

    #[test]
    fn the_nearer_triangle_covers_and_edges_mix() {
        let far = [corner(0.0, 0.0, 0.1, 2.0), corner(0.0, 40.0, 0.1, 2.0), corner(40.0, 0.0, 0.1, 2.0)];
        let near = [corner(0.0, 0.0, 0.2, 3.0), corner(0.0, 20.5, 0.2, 3.0), corner(20.5, 0.0, 0.2, 3.0)];
        let both: Vec<Corner> = near.into_iter().chain(far).collect();
        let image = drawn(&both, false);
        let at = |x: usize, y: usize| image.pixels[y * 40 + x].green;
        assert_eq!((at(3, 3), at(15, 15), at(35, 35)), (3.0, 2.0, 1.0));
        assert!(at(20, 19) > 1.0 && at(20, 19) < 2.0, "{}", at(20, 19));
    }

    #[test]
    fn backs_show_only_where_asked() {
        let back = [corner(0.0, 0.0, 0.1, 2.0), corner(40.0, 0.0, 0.1, 2.0), corner(0.0, 40.0, 0.1, 2.0)];
        assert_eq!(drawn(&back, false).pixels[41].green, 1.0);
        assert_eq!(drawn(&back, true).pixels[41].green, 2.0);
    }
}
