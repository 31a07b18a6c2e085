//! Grids of points on a body, with everything about their light that does not change from frame to frame.

use super::field::HeadField;
use crate::raster::Triangle;
use nalgebra::Vector3;
use rayon::prelude::*;

/// A point on a body, at rest; lengths in centimetres from the origin of the head.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Vertex {
    pub(crate) place_cm: Vector3<f32>,
    pub(crate) normal: Vector3<f32>,
    /// Share of the surroundings that the point sees, 0..=1.
    pub(crate) openness: f32,
    /// Share of the strongest lamp that the point sees past the head, 0..=1.
    pub(crate) lamp_sight: f32,
    /// The same for the screen.
    pub(crate) screen_sight: f32,
    /// Place in the texture, texels.
    pub(crate) across: f32,
    pub(crate) down: f32,
}

/// A body's surface.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Mesh {
    pub(crate) vertices: Vec<Vertex>,
    pub(crate) triangles: Vec<Triangle>,
}

/// Directions towards what lights a body at rest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Lamps {
    pub(crate) lamp: Vector3<f32>,
    pub(crate) screen: Vector3<f32>,
}

/// A grid of points: row after row from the top, each row from the left of the image around the front.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Grid {
    pub(crate) columns: usize,
    pub(crate) rows: usize,
    pub(crate) places_cm: Vec<Vector3<f32>>,
}

impl Grid {
    pub(crate) fn build(
        columns: usize,
        rows: usize,
        place: impl Fn(f32, f32) -> Vector3<f32> + Sync,
    ) -> Self {
        let share = |number: usize, count: usize| number as f32 / (count - 1) as f32;
        let places_cm = (0..columns * rows)
            .into_par_iter()
            .map(|number| place(share(number % columns, columns), share(number / columns, rows)))
            .collect();
        Self { columns, rows, places_cm }
    }

    /// The place at a share of the way across and down the grid.
    pub(crate) fn place_at(&self, across: f32, down: f32) -> Vector3<f32> {
        let x = (across * (self.columns - 1) as f32).clamp(0.0, (self.columns - 1) as f32 - 1e-3);
        let y = (down * (self.rows - 1) as f32).clamp(0.0, (self.rows - 1) as f32 - 1e-3);
        let corner = y as usize * self.columns + x as usize;
        let (right, lower) = (x.fract(), y.fract());
        let places = &self.places_cm;
        let upper_row = places[corner].lerp(&places[corner + 1], right);
        upper_row.lerp(&places[corner + self.columns].lerp(&places[corner + self.columns + 1], right), lower)
    }

    /// The surface through the grid, its light as `head` lets it through.
    ///
    /// `closed` says that the last column is the first one again; the texture has `texels_per_cell`.
    pub(crate) fn into_mesh(
        self,
        head: &HeadField,
        lamps: Lamps,
        closed: bool,
        texels_per_cell: f32,
    ) -> Mesh {
        let vertices = (0..self.places_cm.len())
            .into_par_iter()
            .map(|number| {
                let (column, row) = (number % self.columns, number / self.columns);
                let place_cm = self.places_cm[number];
                let normal = self.normal(column, row, closed);
                Vertex {
                    place_cm,
                    normal,
                    openness: head.openness(place_cm, normal),
                    lamp_sight: head.sight(place_cm, normal, lamps.lamp),
                    screen_sight: head.sight(place_cm, normal, lamps.screen),
                    across: column as f32 * texels_per_cell,
                    down: row as f32 * texels_per_cell,
                }
            })
            .collect();
        Mesh { vertices, triangles: Triangle::over_grid(self.columns, self.rows) }
    }

    fn normal(&self, column: usize, row: usize, closed: bool) -> Vector3<f32> {
        let last = self.columns - 1;
        let (left, right) = match column {
            0 if closed => (last - 1, 1),
            _ if closed && column == last => (last - 1, 1),
            _ => (column.saturating_sub(1), (column + 1).min(last)),
        };
        let (above, below) = (row.saturating_sub(1), (row + 1).min(self.rows - 1));
        let at = |column: usize, row: usize| self.places_cm[row * self.columns + column];
        let normal = (at(right, row) - at(left, row)).cross(&(at(column, above) - at(column, below)));
        normal.try_normalize(1e-9).unwrap_or_else(Vector3::y)
    }
}

#[cfg(test)]
mod tests {
    use super::super::layout::Layout;
    use super::*;
    use crate::person::Shape;

    #[test]
    fn a_flat_grid_looks_to_the_viewer() {
        let shape = Shape::default();
        let head = HeadField::new(Layout::of(&shape), &shape);
        let grid = Grid::build(3, 3, |across, down| Vector3::new(across, 30.0 - down, 0.0));
        assert_eq!(grid.place_at(0.25, 0.5), Vector3::new(0.25, 29.5, 0.0));
        let lamps = Lamps { lamp: Vector3::z(), screen: Vector3::z() };
        let mesh = grid.into_mesh(&head, lamps, false, 4.0);
        assert_eq!(mesh.triangles.len(), 8);
        for vertex in &mesh.vertices {
            assert!((vertex.normal - Vector3::z()).norm() < 1e-5 && vertex.openness > 0.99);
        }
    }
}
