//! What is known about a recording from the outside. Nobody who analyses a recording may look at it.

use crate::shapes::LabelShape;

/// What was recorded; everything but the first two members may be unknown.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Label {
    /// Whether a live person took part and nothing was presented or injected.
    pub bona_fide: bool,
    /// `live`, the species of the attack, or `non_response`.
    pub species: String,
    /// Which sort of non-response.
    pub reason: Option<String>,
    /// Name of the person.
    pub subject: Option<String>,
    /// Skin tone group.
    pub skin: Option<String>,
    /// Whether the person wears glasses.
    pub glasses: Option<bool>,
    /// Kind of device.
    pub device: Option<String>,
    /// Luminance of the white screen, candela per square metre.
    pub screen_nits: Option<f64>,
    /// Ambient light at the face, lux.
    pub lux: Option<f64>,
    /// Colour temperature of the ambient light, kelvin.
    pub kelvin: Option<f64>,
    /// Nominal frames per second.
    pub fps: Option<f64>,
    /// Name of the set that the recording belongs to.
    pub split: Option<String>,
}

impl Label {
    /// Whether the recording is broken in a way that counts neither as attack nor as live.
    #[must_use]
    pub fn is_non_response(&self) -> bool {
        self.species == "non_response"
    }
}

impl Label {
    /// `None` when the members that say what was recorded were taken out.
    pub(crate) fn from_shape(shape: LabelShape) -> Option<Self> {
        Some(Self {
            bona_fide: shape.bona_fide?,
            species: shape.species?,
            reason: shape.reason,
            subject: shape.subject,
            skin: shape.skin,
            glasses: shape.glasses,
            device: shape.device,
            screen_nits: shape.screen_nits,
            lux: shape.lux,
            kelvin: shape.kelvin,
            fps: shape.fps,
            split: shape.split,
        })
    }
}

impl From<Label> for LabelShape {
    fn from(label: Label) -> Self {
        Self {
            bona_fide: Some(label.bona_fide),
            species: Some(label.species),
            reason: label.reason,
            subject: label.subject,
            skin: label.skin,
            glasses: label.glasses,
            device: label.device,
            screen_nits: label.screen_nits,
            lux: label.lux,
            kelvin: label.kelvin,
            fps: label.fps,
            split: label.split,
        }
    }
}
