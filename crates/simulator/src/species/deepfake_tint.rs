//! A face that a program draws over the camera's image and tints in step with the colours of the check. The
//! colours are right and a little late, but they lie on the face as one flat tint.

use super::{Cast, Casting, Part};
use crate::color::{LinearRgb, smooth_step};
use crate::figure::Figure;
use crate::scene::{FaceMarks, Moment, Scene, Shot, Surroundings};
use crate::screen::ScreenState;
use crate::seed::Topic;
use rand::RngExt;

pub(super) const PART: Part = Part {
    name: "deepfake_tint",
    title: "a deepfake with a tint",
    is_bona_fide: false,
    is_lit_by_screen: false,
    play,
};

fn play(casting: &Casting<'_>) -> Cast {
    let mut random = casting.seed.stream(Topic::Attack);
    random.set_word_pos(1 << 22);
    let figure = Figure::build(casting.person, casting.around.room, casting.around.panel);
    let measures = figure.measures();
    let tinted = Tinted { figure, strength: random.random_range(0.08..0.5) };
    Cast { scene: Box::new(tinted), measures, earlier_colors: None, lag_s: random.random_range(0.02..0.2) }
}

/// A person under the page's light, with a tint over the face.
#[derive(Debug)]
struct Tinted {
    figure: Figure,
    /// What a full colour adds, share of the light that is there.
    strength: f32,
}

impl Scene for Tinted {
    fn shoot(&self, moment: &Moment, around: Surroundings<'_>) -> Shot {
        let untouched = Moment { screen: ScreenState::PAGE, ..*moment };
        let mut shot = self.figure.shoot(&untouched, around);
        // The page's own light is in the image already.
        let added = moment.screen.mean_emission() + ScreenState::PAGE.mean_emission() * -1.0;
        let tint = LinearRgb::gray(1.0) + added * self.strength;
        let width = shot.image.size.width_px as usize;
        for (number, pixel) in shot.image.pixels.iter_mut().enumerate() {
            let cover = cover(&shot.marks, (number % width) as f32, (number / width) as f32);
            *pixel = pixel.mix(*pixel * tint, cover);
        }
        shot
    }
}

/// Share of a pixel that the drawn face covers: an ellipse around the face with a soft rim.
fn cover(marks: &FaceMarks, x_px: f32, y_px: f32) -> f32 {
    let face = marks.face_box;
    let center = face.center();
    let across = (x_px - center.x_px) / (0.46 * face.width_px);
    let down = (y_px - center.y_px) / (0.52 * face.height_px);
    smooth_step(1.08, 0.92, across.hypot(down))
}
