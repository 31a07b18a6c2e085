//! A print bent around an upright axis. Its middle comes nearer than its sides, as the nose does, and the light of
//! the screen falls off towards the sides.

use super::sheet::{Photo, Sheet};
use super::{Cast, Casting, Part};
use crate::seed::Topic;
use nalgebra::Vector3;
use rand::RngExt;

pub(super) const PART: Part =
    Part { name: "print_bent", title: "a bent print", is_bona_fide: false, is_lit_by_screen: true, play };

fn play(casting: &Casting<'_>) -> Cast {
    let mut random = casting.seed.stream(Topic::Attack);
    random.set_word_pos(1 << 21);
    let radius_cm: f32 = random.random_range(12.0..28.0);
    let photo = Photo::take(casting.person, casting.seed);
    let sheet = Sheet::new(photo, |across_cm, up_cm| {
        let angle = across_cm / radius_cm;
        Vector3::new(radius_cm * angle.sin(), up_cm, radius_cm * (angle.cos() - 1.0))
    });
    let measures = sheet.measures();
    Cast { scene: Box::new(sheet), measures, earlier_colors: None, lag_s: 0.0 }
}
