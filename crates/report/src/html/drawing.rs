//! SVG drawings that grow by elements.

use super::escape;
use std::fmt::Write;

/// A place in a drawing, units of the drawing, from the upper left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Place {
    /// To the right.
    pub(crate) x: f64,
    /// Downwards.
    pub(crate) y: f64,
}

/// Shorthand for a [`Place`].
#[must_use]
pub(crate) const fn at(x: f64, y: f64) -> Place {
    Place { x, y }
}

/// Inner rectangle of a chart, units of the drawing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Area {
    /// Left edge.
    pub(crate) left: f64,
    /// Upper edge.
    pub(crate) top: f64,
    /// Width.
    pub(crate) width: f64,
    /// Height.
    pub(crate) height: f64,
}

impl Area {
    /// From a share of the width, 0 at the left.
    #[must_use]
    pub(crate) fn x(&self, share: f64) -> f64 {
        self.left + share * self.width
    }

    /// From a share of the height, 0 at the bottom.
    #[must_use]
    pub(crate) fn y(&self, share: f64) -> f64 {
        self.top + (1.0 - share) * self.height
    }

    /// Lower edge.
    #[must_use]
    pub(crate) fn bottom(&self) -> f64 {
        self.top + self.height
    }

    /// Right edge.
    #[must_use]
    pub(crate) fn right(&self) -> f64 {
        self.left + self.width
    }
}

/// An SVG drawing that scales with the page. Classes are those of the style sheet of the page.
#[derive(Debug)]
pub(crate) struct Drawing {
    width: f64,
    height: f64,
    label: String,
    body: String,
}

impl Drawing {
    /// Starts a drawing; `label` says in words what it shows.
    #[must_use]
    pub(crate) fn new(width: f64, height: f64, label: &str) -> Self {
        Self { width, height, label: escape(label), body: String::new() }
    }

    /// A straight line.
    pub(crate) fn line(&mut self, class: &str, from: Place, to: Place) {
        self.add(format_args!(
            "<line class=\"{class}\" x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\"/>",
            from.x, from.y, to.x, to.y
        ));
    }

    /// Words; the class `end` or `middle` says which part of them is at the place.
    pub(crate) fn text(&mut self, class: &str, place: Place, text: &str) {
        self.add(format_args!(
            "<text class=\"{class}\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            place.x,
            place.y,
            escape(text)
        ));
    }

    /// A mark.
    pub(crate) fn dot(&mut self, class: &str, place: Place, radius: f64) {
        self.add(format_args!(
            "<circle class=\"{class}\" cx=\"{:.1}\" cy=\"{:.1}\" r=\"{radius:.1}\"/>",
            place.x, place.y
        ));
    }

    /// A mark whose `title` a pointer shows.
    pub(crate) fn named_dot(&mut self, class: &str, place: Place, radius: f64, title: &str) {
        self.add(format_args!(
            "<circle class=\"{class}\" cx=\"{:.1}\" cy=\"{:.1}\" r=\"{radius:.1}\"><title>{}</title></circle>",
            place.x,
            place.y,
            escape(title)
        ));
    }

    /// A rectangle between two corners in any order.
    pub(crate) fn bar(&mut self, class: &str, one: Place, other: Place) {
        self.add(format_args!(
            "<rect class=\"{class}\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\"/>",
            one.x.min(other.x),
            one.y.min(other.y),
            (one.x - other.x).abs(),
            (one.y - other.y).abs()
        ));
    }

    /// An ellipse that fills the rectangle between two corners.
    pub(crate) fn ellipse(&mut self, class: &str, one: Place, other: Place) {
        self.add(format_args!(
            "<ellipse class=\"{class}\" cx=\"{:.1}\" cy=\"{:.1}\" rx=\"{:.1}\" ry=\"{:.1}\"/>",
            f64::midpoint(one.x, other.x),
            f64::midpoint(one.y, other.y),
            (one.x - other.x).abs() / 2.0,
            (one.y - other.y).abs() / 2.0
        ));
    }

    /// A filled outline; `fill` is a CSS colour.
    pub(crate) fn area(&mut self, class: &str, fill: &str, corners: impl IntoIterator<Item = Place>) {
        let points = points(corners);
        self.add(format_args!("<polygon class=\"{class}\" fill=\"{fill}\" points=\"{points}\"/>"));
    }

    /// A line through all places.
    pub(crate) fn curve(&mut self, class: &str, places: impl IntoIterator<Item = Place>) {
        let points = points(places);
        self.add(format_args!("<polyline class=\"{class}\" points=\"{points}\"/>"));
    }

    /// An image that fills the drawing; the bytes are base64 of a JPEG.
    pub(crate) fn picture(&mut self, jpeg_base64: &str) {
        let (width, height) = (self.width, self.height);
        self.add(format_args!(
            "<image href=\"data:image/jpeg;base64,{jpeg_base64}\" width=\"{width}\" height=\"{height}\"/>"
        ));
    }

    /// The element for a page.
    #[must_use]
    pub(crate) fn finish(self) -> String {
        format!(
            "<svg viewBox=\"0 0 {:.0} {:.0}\" role=\"img\" aria-label=\"{}\">{}</svg>",
            self.width, self.height, self.label, self.body
        )
    }

    fn add(&mut self, element: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        self.body.write_fmt(element).unwrap_or_default();
    }
}

fn points(places: impl IntoIterator<Item = Place>) -> String {
    places.into_iter().map(|place| format!("{:.1},{:.1} ", place.x, place.y)).collect()
}
