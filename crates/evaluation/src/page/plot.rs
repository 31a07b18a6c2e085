//! Places in a drawing, and text that is safe in one.

/// A place in a drawing, units of the drawing, from the upper left corner.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) x: f64,
    pub(super) y: f64,
}

/// Shorthand for a [`Place`].
pub(super) const fn at(x: f64, y: f64) -> Place {
    Place { x, y }
}

/// Inner rectangle of a chart, units of the drawing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Area {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Area {
    /// From a share of the width, 0 at the left.
    pub(super) fn x(&self, share: f64) -> f64 {
        self.left + share * self.width
    }

    /// From a share of the height, 0 at the bottom.
    pub(super) fn y(&self, share: f64) -> f64 {
        self.top + (1.0 - share) * self.height
    }

    pub(super) fn bottom(&self) -> f64 {
        self.top + self.height
    }

    pub(super) fn right(&self) -> f64 {
        self.left + self.width
    }
}

/// A drawing that grows by elements.
#[derive(Debug)]
pub(super) struct Drawing {
    body: String,
    width: f64,
    height: f64,
    label: String,
}

impl Drawing {
    /// Starts a drawing; `label` says in words what it shows.
    pub(super) fn new(width: f64, height: f64, label: &str) -> Self {
        Self { body: String::new(), width, height, label: escape(label) }
    }

    pub(super) fn line(&mut self, class: &str, from: Place, to: Place) {
        self.add(&format!(
            "<line class=\"{class}\" x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\"/>",
            from.x, from.y, to.x, to.y
        ));
    }

    pub(super) fn text(&mut self, class: &str, place: Place, text: &str) {
        self.add(&format!(
            "<text class=\"{class}\" x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            place.x,
            place.y,
            escape(text)
        ));
    }

    /// A mark whose `title` a pointer shows.
    pub(super) fn dot(&mut self, class: &str, place: Place, radius: f64, title: &str) {
        self.add(&format!(
            "<circle class=\"{class}\" cx=\"{:.1}\" cy=\"{:.1}\" r=\"{radius:.1}\"><title>{}</title></circle>",
            place.x,
            place.y,
            escape(title)
        ));
    }

    pub(super) fn bar(&mut self, class: &str, from: Place, to: Place) {
        let left = from.x.min(to.x);
        let top = from.y.min(to.y);
        let width = (from.x - to.x).abs();
        let height = (from.y - to.y).abs();
        self.add(&format!(
            "<rect class=\"{class}\" x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"2\"/>"
        ));
    }

    pub(super) fn path(&mut self, class: &str, points: impl IntoIterator<Item = Place>) {
        let mut data = String::new();
        for (place, point) in points.into_iter().enumerate() {
            let command = if place == 0 { 'M' } else { 'L' };
            data.push_str(&format!("{command}{:.1} {:.1}", point.x, point.y));
        }
        self.add(&format!("<path class=\"{class}\" d=\"{data}\"/>"));
    }

    pub(super) fn finish(self) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {:.0} {:.0}\" role=\"img\" aria-label=\"{}\">{}</svg>",
            self.width, self.height, self.label, self.body
        )
    }

    fn add(&mut self, element: &str) {
        self.body.push_str(element);
    }
}

/// Text that is safe between tags and in a quoted attribute.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}
