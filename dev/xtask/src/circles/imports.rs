//! Which file of a crate imports which.
//!
//! In: the text of each file. Out: pairs of files. Never: another crate.

use super::tokens::tokens;
use std::collections::{BTreeMap, BTreeSet};

/// The place of a file in its crate; empty for the root.
pub(crate) type ModulePath = Vec<String>;

/// The files of a crate and what they import of each other.
pub(crate) struct Imports {
    modules: BTreeMap<ModulePath, Module>,
    edges: BTreeSet<(ModulePath, ModulePath)>,
}

/// What one file says.
struct Module {
    uses: Vec<Use>,
    /// Paths outside of `use`, such as `crate::a::b`.
    paths: Vec<Vec<String>>,
    /// Names of the items that it defines.
    defined: BTreeSet<String>,
}

/// One name that a `use` brings.
struct Use {
    path: Vec<String>,
    name: String,
}

/// Where a path leads.
struct Place {
    module: ModulePath,
    rest: Vec<String>,
}

impl Imports {
    pub(crate) fn of(sources: &[(ModulePath, String)]) -> Self {
        let mut read = Vec::new();
        let mut test_modules: Vec<ModulePath> = Vec::new();
        for (module, text) in sources {
            let (tokens, test_files) = tokens(text);
            test_modules.extend(test_files.into_iter().map(|name| child(module, &name)));
            read.push((module.clone(), tokens));
        }
        read.retain(|(module, _)| !test_modules.iter().any(|test| module.starts_with(test)));
        let modules = read.into_iter().map(|(module, tokens)| (module, Module::of(&tokens))).collect();
        let mut imports = Self { modules, edges: BTreeSet::new() };
        imports.edges = imports.modules.keys().flat_map(|file| imports.imports_of(file)).collect();
        imports
    }

    pub(crate) fn files(&self) -> impl Iterator<Item = &ModulePath> {
        self.modules.keys()
    }

    /// Importing and imported file.
    pub(crate) fn edges(&self) -> impl Iterator<Item = (&ModulePath, &ModulePath)> {
        self.edges.iter().map(|(from, to)| (from, to))
    }

    fn imports_of(&self, file: &ModulePath) -> Vec<(ModulePath, ModulePath)> {
        let module = &self.modules[file];
        let paths = module.uses.iter().map(|one| &one.path).chain(&module.paths);
        let places = paths.filter_map(|path| self.place(file, path));
        let targets = places.filter_map(|place| self.definition(place, &mut BTreeSet::new()));
        targets.filter(|target| target != file).map(|target| (file.clone(), target)).collect()
    }

    /// Where a path in a file begins; `None` outside of the crate.
    fn place(&self, file: &ModulePath, path: &[String]) -> Option<Place> {
        let (first, mut rest) = path.split_first()?;
        let mut module = file.clone();
        match first.as_str() {
            "crate" => module.clear(),
            "self" => {}
            "super" => {
                module.pop()?;
                while let Some(("super", after)) =
                    rest.split_first().map(|(next, after)| (next.as_str(), after))
                {
                    module.pop()?;
                    rest = after;
                }
            }
            name if self.modules.contains_key(&child(file, name)) => rest = path,
            _ => return None,
        }
        Some(Place { module, rest: rest.to_vec() })
    }

    /// The file that defines what stands at a place. `visited` ends re-exports that lead in a circle.
    fn definition(&self, place: Place, visited: &mut BTreeSet<(ModulePath, String)>) -> Option<ModulePath> {
        let Place { mut module, rest } = place;
        let mut rest = rest.as_slice();
        while let Some((name, after)) = rest.split_first()
            && self.modules.contains_key(&child(&module, name))
        {
            module.push(name.clone());
            rest = after;
        }
        let found = self.modules.get(&module)?;
        let Some((name, after)) = rest.split_first().filter(|(name, _)| *name != "*") else {
            return Some(module);
        };
        if !visited.insert((module.clone(), name.clone())) {
            return Some(module);
        }
        if let Some(named) = found.uses.iter().find(|one| one.name == *name) {
            let mut next = self.place(&module, &named.path)?;
            next.rest.extend_from_slice(after);
            return self.definition(next, visited);
        }
        if found.defined.contains(name) {
            return Some(module);
        }
        for all in found.uses.iter().filter(|one| one.name == "*") {
            let target = self.place(&module, &all.path).and_then(|next| self.definition(next, visited));
            if let Some(target) = target
                && self.modules[&target].defined.contains(name)
            {
                return Some(target);
            }
        }
        Some(module)
    }
}

impl Module {
    fn of(tokens: &[String]) -> Self {
        let mut module = Self { uses: Vec::new(), paths: Vec::new(), defined: BTreeSet::new() };
        let mut rest = tokens;
        let mut before = "";
        while let Some((token, after)) = rest.split_first() {
            if token == "use" && before != "::" {
                let end = after.iter().position(|token| token == ";").unwrap_or(after.len());
                uses(&[], &after[..end], &mut module.uses);
                rest = &after[end..];
                continue;
            }
            if DEFINING.contains(&token.as_str()) {
                module.defined.extend(after.first().cloned());
            }
            let path = if before == "::" || before == "." { Vec::new() } else { path(rest) };
            if path.len() > 1 {
                module.paths.push(path);
            }
            before = token;
            rest = after;
        }
        module
    }
}

/// Takes `a::{b, c as d}` apart.
fn uses(prefix: &[String], tokens: &[String], found: &mut Vec<Use>) {
    let Some(brace) = tokens.iter().position(|token| token == "{") else {
        let alias = tokens.iter().position(|token| token == "as");
        let path = &tokens[..alias.unwrap_or(tokens.len())];
        let mut path: Vec<String> =
            prefix.iter().chain(path).filter(|token| *token != "::").cloned().collect();
        if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
            path.pop();
        }
        let name = alias.and_then(|place| tokens.get(place + 1)).or(path.last()).cloned();
        found.extend(name.map(|name| Use { path, name }));
        return;
    };
    let prefix: Vec<String> = prefix.iter().chain(&tokens[..brace]).cloned().collect();
    let inner = &tokens[brace + 1..tokens.len().saturating_sub(1).max(brace + 1)];
    let mut depth = 0_usize;
    let parts = inner.split(|token| {
        match token.as_str() {
            "{" => depth += 1,
            "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        token == "," && depth == 0
    });
    for part in parts.filter(|part| !part.is_empty()) {
        uses(&prefix, part, found);
    }
}

/// The words of the path that begins here.
fn path(tokens: &[String]) -> Vec<String> {
    let mut path = Vec::new();
    for pair in tokens.chunks(2) {
        let is_word = pair[0].starts_with(|letter: char| letter == '_' || letter.is_alphabetic());
        if !is_word {
            break;
        }
        path.push(pair[0].clone());
        if pair.get(1).is_none_or(|sign| sign != "::") {
            break;
        }
    }
    path
}

fn child(module: &[String], name: &str) -> ModulePath {
    module.iter().cloned().chain([name.to_owned()]).collect()
}

/// Words before the name of an item.
const DEFINING: [&str; 8] = ["struct", "enum", "fn", "const", "static", "type", "trait", "union"];
