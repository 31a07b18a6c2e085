//! A living person in front of the screen: a body with depth, lit by the room and by the colours.

use super::{Cast, Casting, Part};
use crate::figure::Figure;
use crate::scene::{Moment, Scene, Shot, Surroundings};

pub(super) const PART: Part =
    Part { name: "live", title: "a live person", is_bona_fide: true, is_lit_by_screen: true, play };

fn play(casting: &Casting<'_>) -> Cast {
    let figure = Figure::build(casting.person, casting.around.room, casting.around.panel);
    let measures = figure.measures();
    Cast { scene: Box::new(figure), measures, earlier_colors: None, lag_s: 0.0 }
}

impl Scene for Figure {
    fn shoot(&self, moment: &Moment, around: Surroundings<'_>) -> Shot {
        Self::shoot(self, moment, around)
    }
}
