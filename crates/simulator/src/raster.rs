//! Draws lit triangles over an image: four samples a pixel, nearest surface wins.
//!
//! The image is drawn in bands of rows, so that the samples of one band stay in the cache.

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

impl Triangle {
    /// The triangles over a grid of corners, row after row from the top.
    pub(crate) fn over_grid(columns: usize, rows: usize) -> Vec<Self> {
        let columns = columns as u32;
        let mut triangles = Vec::with_capacity(2 * columns as usize * rows);
        for row in 0..rows as u32 - 1 {
            for column in 0..columns - 1 {
                let upper = row * columns + column;
                let lower = upper + columns;
                triangles.push(Self { first: upper, second: lower, third: lower + 1 });
                triangles.push(Self { first: upper, second: lower + 1, third: upper + 1 });
            }
        }
        triangles
    }
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
    /// Whether the texture changes so much within a pixel that each sample needs its own look at it.
    pub(crate) is_detailed: bool,
}

/// Draws the surfaces into the image.
pub(crate) fn draw(image: &mut LightImage, surfaces: &[Surface<'_>]) {
    let width = image.size.width_px as usize;
    let bands = (image.size.height_px as usize).div_ceil(BAND_ROWS);
    let queues: Vec<Vec<Vec<Triangle>>> = surfaces.iter().map(|surface| queue(surface, bands)).collect();
    let mut canvas = Canvas::new(width);
    for (band, rows) in image.pixels.chunks_mut(width * BAND_ROWS).enumerate() {
        if queues.iter().all(|queue| queue[band].is_empty()) {
            continue;
        }
        canvas.nearness.fill([0.0; SAMPLES]);
        let top_px = (band * BAND_ROWS) as f32;
        for (surface, queue) in surfaces.iter().zip(&queues) {
            for triangle in &queue[band] {
                canvas.fill(surface, *triangle, top_px);
            }
        }
        canvas.resolve(rows);
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

/// One band of the image while it is drawn: the samples of each pixel.
struct Canvas {
    width: usize,
    /// 0 where nothing has been drawn.
    nearness: Vec<[f32; SAMPLES]>,
    /// Undefined where nothing has been drawn.
    light: Vec<[LinearRgb; SAMPLES]>,
}

/// A triangle as shares of its corners, which change evenly over the image.
struct Shares {
    a: Corner,
    b: Corner,
    c: Corner,
    scale: f32,
}

impl Shares {
    /// Share of the first corner at a point.
    fn first(&self, x: f32, y: f32) -> f32 {
        ((self.b.x_px - x) * (self.c.y_px - y) - (self.b.y_px - y) * (self.c.x_px - x)) * self.scale
    }

    /// Share of the second corner at a point.
    fn second(&self, x: f32, y: f32) -> f32 {
        ((self.c.x_px - x) * (self.a.y_px - y) - (self.c.y_px - y) * (self.a.x_px - x)) * self.scale
    }

    fn nearness(&self, first: f32, second: f32) -> f32 {
        self.a.nearness * first + self.b.nearness * second + self.c.nearness * (1.0 - first - second)
    }

    /// Light that leaves at a point of the triangle.
    fn shade(&self, texture: &dyn Texture, first: f32, second: f32) -> LinearRgb {
        let third = 1.0 - first - second;
        let (a, b, c) = (&self.a, &self.b, &self.c);
        let texel = texture.texel(
            a.across * first + b.across * second + c.across * third,
            a.down * first + b.down * second + c.down * third,
        );
        let light = a.light * first + b.light * second + c.light * third;
        let sheen = a.sheen * first + b.sheen * second + c.sheen * third;
        texel.albedo * light + sheen * texel.gloss + texel.glow
    }
}

impl Canvas {
    fn new(width: usize) -> Self {
        let count = width * BAND_ROWS;
        Self { width, nearness: vec![[0.0; SAMPLES]; count], light: vec![[LinearRgb::BLACK; SAMPLES]; count] }
    }

    /// Means of the samples of each pixel, with what was in the image where no surface is.
    fn resolve(&self, rows: &mut [LinearRgb]) {
        for ((pixel, nearness), light) in rows.iter_mut().zip(&self.nearness).zip(&self.light) {
            let covered = nearness.map(|nearness| nearness > 0.0);
            if !covered.contains(&true) {
                continue;
            }
            let mut sum = LinearRgb::BLACK;
            for (covered, light) in covered.iter().zip(light) {
                sum += if *covered { *light } else { *pixel };
            }
            *pixel = sum * (1.0 / SAMPLES as f32);
        }
    }

    fn fill(&mut self, surface: &Surface<'_>, triangle: Triangle, top_px: f32) {
        let [a, b, c] = corners(surface, triangle).map(|corner| Corner {
            x_px: corner.x_px - 0.5,
            y_px: corner.y_px - top_px - 0.5,
            ..corner
        });
        let area = (b.x_px - a.x_px) * (c.y_px - a.y_px) - (b.y_px - a.y_px) * (c.x_px - a.x_px);
        let shares = Shares { a, b, c, scale: 1.0 / area };
        let reach = |low: f32, high: f32, end: usize| {
            ((low + 0.5).max(0.0) as usize, (high + 1.5).clamp(0.0, end as f32) as usize)
        };
        let (left, right) = reach(a.x_px.min(b.x_px).min(c.x_px), a.x_px.max(b.x_px).max(c.x_px), self.width);
        let (top, bottom) = reach(a.y_px.min(b.y_px).min(c.y_px), a.y_px.max(b.y_px).max(c.y_px), BAND_ROWS);
        if left >= right {
            return;
        }
        let first_steps = SAMPLE_PLACES.map(|place| shares.first(place.x, place.y) - shares.first(0.0, 0.0));
        let second_steps =
            SAMPLE_PLACES.map(|place| shares.second(place.x, place.y) - shares.second(0.0, 0.0));
        for row in top..bottom {
            let span = row * self.width + left..row * self.width + right;
            let pixels = self.nearness[span.clone()].iter_mut().zip(&mut self.light[span]);
            for (column, (nearest, light)) in (left..).zip(pixels) {
                let (x, y) = (column as f32, row as f32);
                let (first, second) = (shares.first(x, y), shares.second(x, y));
                let firsts = first_steps.map(|step| first + step);
                let seconds = second_steps.map(|step| second + step);
                let mut nearness = [0.0_f32; SAMPLES];
                let mut wins = [false; SAMPLES];
                for sample in 0..SAMPLES {
                    let (first, second) = (firsts[sample], seconds[sample]);
                    nearness[sample] = shares.nearness(first, second);
                    wins[sample] = (first >= 0.0)
                        & (second >= 0.0)
                        & (first + second <= 1.0)
                        & (nearness[sample] > nearest[sample]);
                }
                let Some(one) = wins.iter().position(|wins| *wins) else { continue };
                let shaded = shares.shade(surface.texture, firsts[one], seconds[one]);
                for sample in (one..SAMPLES).filter(|sample| wins[*sample]) {
                    nearest[sample] = nearness[sample];
                    light[sample] = if surface.is_detailed && sample > one {
                        shares.shade(surface.texture, firsts[sample], seconds[sample])
                    } else {
                        shaded
                    };
                }
            }
        }
    }
}

/// A place in a pixel, from its middle.
#[derive(Debug, Clone, Copy)]
struct SamplePlace {
    x: f32,
    y: f32,
}

const SAMPLES: usize = 4;
/// No two samples share a row or a column, so that steep and flat edges are equally smooth.
const SAMPLE_PLACES: [SamplePlace; SAMPLES] = [
    SamplePlace { x: -0.125, y: -0.375 },
    SamplePlace { x: 0.375, y: -0.125 },
    SamplePlace { x: 0.125, y: 0.375 },
    SamplePlace { x: -0.375, y: 0.125 },
];
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
        draw(
            &mut image,
            &[Surface { corners, triangles: &triangles, texture: &White, two_sided, is_detailed: false }],
        );
        image
    }

    #[test]
    fn the_nearer_triangle_covers_and_edges_mix() {
        let far = [corner(0.0, 0.0, 0.1, 2.0), corner(0.0, 40.0, 0.1, 2.0), corner(40.0, 0.0, 0.1, 2.0)];
        let near = [corner(0.0, 0.0, 0.2, 3.0), corner(0.0, 20.5, 0.2, 3.0), corner(20.5, 0.0, 0.2, 3.0)];
        let both: Vec<Corner> = near.into_iter().chain(far).collect();
        let image = drawn(&both, false);
        let at = |x: usize, y: usize| image.pixels[y * 40 + x].green;
        for (found, wanted) in [(at(3, 3), 3.0), (at(15, 15), 2.0), (at(35, 35), 1.0)] {
            assert!((found - wanted).abs() < 1e-5, "{found} {wanted}");
        }
        assert!(at(20, 19) > 1.0 && at(20, 19) < 2.0, "{}", at(20, 19));
    }

    #[test]
    fn backs_show_only_where_asked() {
        let back = [corner(0.0, 0.0, 0.1, 2.0), corner(40.0, 0.0, 0.1, 2.0), corner(0.0, 40.0, 0.1, 2.0)];
        assert_eq!(drawn(&back, false).pixels[41].green, 1.0);
        assert_eq!(drawn(&back, true).pixels[41].green, 2.0);
    }
}
