//! The clients that are run.

/// One client: a driver that is put the cases of the control plane, or a program with cases of its own, which prints
/// a `CaseReport` as JSON for each.
#[derive(Debug)]
pub(crate) struct Client {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) phase: Phase,
    pub(crate) quick: Quick,
}

impl Client {
    /// Whether it needs a clip for its camera.
    pub(crate) fn shows_a_face(&self) -> bool {
        self.phase != Phase::Control
    }
}

/// Which part of its cases a client is put in a quick run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quick {
    /// All of them; a client with cases of its own chooses.
    Whole,
    /// Those at the core: each call of this client takes long.
    Core,
    /// None: it takes long to build, or all of its cases do.
    Nothing,
}

/// What runs the client, with the name of its script in `clients/`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A driver in Python.
    PythonDriver(&'static str),
    /// A driver for Node.
    NodeDriver(&'static str),
    /// A driver in Ruby, which takes the service model from Python's packages.
    RubyDriver(&'static str),
    /// The driver in `clients/rust-sdk`.
    RustDriver,
    /// The driver in this program.
    OwnDriver,
    /// A Python script with cases of its own, which runs the command of this repository.
    Python(&'static str),
    /// A Node script with cases of its own.
    Node(&'static str),
    /// The same, which opens the built check page as well.
    Browser(&'static str),
}

impl Kind {
    /// Whether it is put the cases of the control plane.
    pub(crate) const fn is_driver(self) -> bool {
        !matches!(self, Self::Python(_) | Self::Node(_) | Self::Browser(_))
    }
}

/// Clients of one phase run side by side; a failure in an early phase explains those of later ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    Control,
    Streaming,
    Browser,
    Page,
}

impl Phase {
    pub(crate) const ALL: [Self; 4] = [Self::Control, Self::Streaming, Self::Browser, Self::Page];
}

/// In the order they run.
pub(crate) const CLIENTS: &[Client] = &[
    control("boto3", Kind::PythonDriver("boto3_driver.py")),
    Client { quick: Quick::Core, ..control("aws-cli", Kind::PythonDriver("aws_cli_driver.py")) },
    control("js-sdk", Kind::NodeDriver("js_driver.js")),
    Client { quick: Quick::Nothing, ..control("rust-sdk", Kind::RustDriver) },
    control("ruby-sdk", Kind::RubyDriver("driver.rb")),
    control("own-client", Kind::OwnDriver),
    control("wire", Kind::Node("wire_control.js")),
    control("commands", Kind::Python("command_cases.py")),
    Client {
        name: "js-streaming",
        kind: Kind::Node("streaming.js"),
        phase: Phase::Streaming,
        quick: Quick::Whole,
    },
    Client {
        name: "own-command",
        kind: Kind::Node("own_command.js"),
        phase: Phase::Streaming,
        quick: Quick::Nothing,
    },
    // It waits until a session has expired, which the browser's cases outlast.
    Client {
        name: "wire-stream",
        kind: Kind::Node("wire_stream.js"),
        phase: Phase::Browser,
        quick: Quick::Whole,
    },
    Client {
        name: "amplify-web",
        kind: Kind::Browser("browser.js"),
        phase: Phase::Browser,
        quick: Quick::Whole,
    },
    Client { name: "console", kind: Kind::Browser("console.js"), phase: Phase::Browser, quick: Quick::Whole },
    Client {
        name: "check-page",
        kind: Kind::Browser("check_page.js"),
        phase: Phase::Page,
        quick: Quick::Whole,
    },
];

const fn control(name: &'static str, kind: Kind) -> Client {
    Client { name, kind, phase: Phase::Control, quick: Quick::Whole }
}

/// The place of a client in every list.
pub(crate) fn place(name: &str) -> usize {
    CLIENTS.iter().position(|client| client.name == name).unwrap_or(CLIENTS.len())
}
