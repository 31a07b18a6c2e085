//! Drawings that grow by elements, and text that is safe in a page.

use std::fmt::Write;

/// A place in a drawing, units of the drawing, from the upper left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Place {
    pub(super) x: f64,
    pub(super) y: f64,
}

/// Shorthand for a [`Place`].
pub(super) const fn at(x: f64, y: f64) -> Place {
    Place { x, y }
}

/// An SVG drawing that scales with the page.
#[derive(Debug)]
pub(super) struct Drawing {
    width: f64,
    height: f64,
    label: String,
    body: String,
}

impl Drawing {
    /// Starts a drawing; `label` says in words what it shows.
    pub(super) fn new(width: f64, height: f64, label: &str) -> Self {
        Self { width, height, label: escape(label), body: String::new() }
    }

    pub(super) fn line(&mut self, class: &str, from: Place, to: Place) {
        self.add(format_args!(
            "<line class=\"{class}\" x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\"/>",
            from.x, from.y, to.x, to.y
        ));
    }

    pub(super) fn text(&mut self, class: &str, place: Place, text: &str) {
        self.add(format_args!(
            "<text class=\"{class}\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            place.x,
            place.y,
            escape(text)
        ));
    }

    /// A rectangle between two corners in any order.
    pub(super) fn bar(&mut self, class: &str, one: Place, other: Place) {
        self.add(format_args!(
            "<rect class=\"{class}\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\"/>",
            one.x.min(other.x),
            one.y.min(other.y),
            (one.x - other.x).abs(),
            (one.y - other.y).abs()
        ));
    }

    /// An ellipse that fills the rectangle between two corners.
    pub(super) fn ellipse(&mut self, class: &str, one: Place, other: Place) {
        self.add(format_args!(
            "<ellipse class=\"{class}\" cx=\"{:.1}\" cy=\"{:.1}\" rx=\"{:.1}\" ry=\"{:.1}\"/>",
            f64::midpoint(one.x, other.x),
            f64::midpoint(one.y, other.y),
            (one.x - other.x).abs() / 2.0,
            (one.y - other.y).abs() / 2.0
        ));
    }

    /// A filled outline; `fill` is a CSS colour.
    pub(super) fn area(&mut self, fill: &str, corners: &[Place]) {
        self.add(format_args!("<polygon fill=\"{fill}\" points=\"{}\"/>", points(corners)));
    }

    /// A line through all places.
    pub(super) fn curve(&mut self, class: &str, places: &[Place]) {
        self.add(format_args!("<polyline class=\"{class}\" points=\"{}\"/>", points(places)));
    }

    pub(super) fn dot(&mut self, class: &str, place: Place, radius: f64) {
        self.add(format_args!(
            "<circle class=\"{class}\" cx=\"{:.1}\" cy=\"{:.1}\" r=\"{radius:.1}\"/>",
            place.x, place.y
        ));
    }

    /// A picture that fills the drawing; the bytes are base64 of a JPEG.
    pub(super) fn picture(&mut self, jpeg_base64: &str) {
        let (width, height) = (self.width, self.height);
        self.add(format_args!(
            "<image href=\"data:image/jpeg;base64,{jpeg_base64}\" width=\"{width}\" height=\"{height}\"/>"
        ));
    }

    pub(super) fn finish(self) -> String {
        format!(
            "<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">{}</svg>",
            self.width, self.height, self.label, self.body
        )
    }

    fn add(&mut self, element: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        self.body.write_fmt(element).unwrap_or_default();
    }
}

fn points(places: &[Place]) -> String {
    places.iter().map(|place| format!("{:.1},{:.1} ", place.x, place.y)).collect()
}

/// Text without a character that means something in a page.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
