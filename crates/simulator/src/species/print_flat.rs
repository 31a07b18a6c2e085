//! A flat matt print: a photo of the person, taken in another room, about life-size, held in front of the camera.
//! The colours light it, but as they light a plane.

use super::sheet::{Photo, Sheet};
use super::{Cast, Casting, Part};
use nalgebra::Vector3;

pub(super) const PART: Part =
    Part { name: "print_flat", title: "a flat print", is_bona_fide: false, is_lit_by_screen: true, play };

fn play(casting: &Casting<'_>) -> Cast {
    let photo = Photo::take(casting.person, casting.seed);
    let sheet = Sheet::new(photo, |across_cm, up_cm| Vector3::new(across_cm, up_cm, 0.0));
    let measures = sheet.measures();
    Cast { scene: Box::new(sheet), measures, earlier_colors: None, lag_s: 0.0 }
}
