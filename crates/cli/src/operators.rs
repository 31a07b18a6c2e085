//! `catchlight operators`: manages the operators of the console.
//!
//! In: names, roles, a password from a prompt or from standard input. Out: rows of the server's database; a running
//! server sees them at once. Never: a password as an argument, which other users of the machine could read.

mod prompt;

use crate::data_folder::DataOptions;
use crate::output::print;
use crate::runtime::single_threaded;
use anyhow::{Context, bail, ensure};
use catchlight_server::{Clock, Origin, add_operator, hash_password, make_sign_in_link, note_command};
use catchlight_session::OperatorName;
use catchlight_store::{Operator, OperatorChange, OperatorChanged, Role, SecretText, Store};
use clap::{Args, Subcommand, ValueEnum};

/// Options of `catchlight operators`.
#[derive(Debug, Args)]
pub(crate) struct OperatorsOptions {
    #[command(flatten)]
    data: DataOptions,
    #[command(subcommand)]
    command: OperatorsCommand,
}

#[derive(Debug, Subcommand)]
enum OperatorsCommand {
    /// List every operator with its role.
    List,
    /// Create an operator. The password is prompted for, or read from standard input.
    Add {
        /// Sign-in name.
        name: String,
        /// Role of the operator.
        #[arg(long, value_enum)]
        role: RoleName,
        /// Create the operator without a password; it can sign in only with links.
        #[arg(long)]
        no_password: bool,
    },
    /// Change the role of an operator.
    SetRole {
        /// Name of the operator.
        name: String,
        /// New role.
        #[arg(value_enum)]
        role: RoleName,
    },
    /// Set a new password, prompted for or read from standard input. The operator is signed out everywhere.
    SetPassword {
        /// Name of the operator.
        name: String,
    },
    /// Disable an operator and sign it out.
    Disable {
        /// Name of the operator.
        name: String,
    },
    /// Enable a disabled operator.
    Enable {
        /// Name of the operator.
        name: String,
    },
    /// Print a link that signs an operator in once, within 15 minutes.
    SignInLink {
        /// Name of the operator.
        name: String,
        /// Origin at which browsers reach the server.
        #[arg(
            long,
            value_name = "ORIGIN",
            env = "CATCHLIGHT_PUBLIC_URL",
            default_value = "https://localhost:8443"
        )]
        public_url: String,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum RoleName {
    /// Sees checks, but no images.
    Viewer,
    /// Sees images and reviews checks.
    Reviewer,
    /// Manages operators and keys.
    Admin,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Viewer => Self::Viewer,
            RoleName::Reviewer => Self::Reviewer,
            RoleName::Admin => Self::Admin,
        }
    }
}

/// Runs one of the commands.
pub(crate) fn run(options: OperatorsOptions) -> anyhow::Result<()> {
    single_threaded()?.block_on(async {
        let store = options.data.store().await?;
        let outcome = apply(&store, options.command).await;
        store.close().await;
        outcome
    })
}

async fn apply(store: &Store, command: OperatorsCommand) -> anyhow::Result<()> {
    let now = Clock::system().now();
    match command {
        OperatorsCommand::List => {
            for operator in store.list_operators().await? {
                print(&line(&operator))?;
            }
        }
        OperatorsCommand::Add { name, role, no_password } => {
            let name = OperatorName::new(&name)?;
            let taken = store.find_operator_by_name(name.as_str()).await?.is_some();
            ensure!(!taken, "an operator named {name} exists already; choose another name");
            let password = if no_password { None } else { Some(new_password(&name)?) };
            let created = add_operator(store, name.as_str(), role.into(), password, now).await?;
            ensure!(created, "an operator named {name} exists already; choose another name");
        }
        OperatorsCommand::SetRole { name, role } => {
            let change = OperatorChange { role: Some(role.into()), ..OperatorChange::default() };
            self::change(store, &name, &change, &format!("role {}", Role::from(role).name())).await?;
        }
        OperatorsCommand::SetPassword { name } => {
            let operator = find(store, &name).await?;
            let password = Some(new_password(&OperatorName::new(&operator.name)?)?);
            let change = OperatorChange { password, ..OperatorChange::default() };
            self::change(store, &name, &change, "password set").await?;
        }
        OperatorsCommand::Disable { name } => {
            let change = OperatorChange { enabled: Some(false), ..OperatorChange::default() };
            self::change(store, &name, &change, "disabled").await?;
        }
        OperatorsCommand::Enable { name } => {
            let change = OperatorChange { enabled: Some(true), ..OperatorChange::default() };
            self::change(store, &name, &change, "enabled").await?;
        }
        OperatorsCommand::SignInLink { name, public_url } => {
            let origin = Origin::new(&public_url).map_err(|error| anyhow::anyhow!("--public-url {error}"))?;
            let operator = find(store, &name).await?;
            ensure!(
                operator.enabled,
                "operator {name} is disabled; run `catchlight operators enable {name}` first"
            );
            let place = make_sign_in_link(store, &operator, now).await?;
            print(&format!("{}{place}", origin.as_str()))?;
        }
    }
    Ok(())
}

async fn find(store: &Store, name: &str) -> anyhow::Result<Operator> {
    let found = store.find_operator_by_name(name).await?;
    found.with_context(|| format!("there is no operator {name}; `catchlight operators list` lists all"))
}

async fn change(store: &Store, name: &str, change: &OperatorChange, what: &str) -> anyhow::Result<()> {
    let operator = find(store, name).await?;
    match store.change_operator(&operator.id, change).await? {
        OperatorChanged::Changed(_) => {}
        OperatorChanged::Unknown => bail!("operator {name} was deleted in the meantime"),
        OperatorChanged::LastAdmin => {
            bail!("{name} is the last admin; give another operator the role admin first")
        }
    }
    note_command(store, "operator.change", name, what, Clock::system().now()).await?;
    Ok(())
}

fn new_password(name: &OperatorName) -> anyhow::Result<SecretText> {
    let password = prompt::password(name.as_str())?;
    name.check_password(&password)?;
    Ok(hash_password(&password)?)
}

fn line(operator: &Operator) -> String {
    let state = if operator.enabled { "enabled" } else { "disabled" };
    let way = if operator.password.is_some() { "password" } else { "links only" };
    format!("{} {} {state} {way}", operator.name, operator.role.name())
}
