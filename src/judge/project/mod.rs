//! The project file, `seaworthy.yaml`: what is judged by, how, and for which clusters.
//!
//! The types below are the file: their fields are its keys, their documentation is what editors show
//! (`docs/project.schema.json` is generated from them by a test). serde_yaml reads them. The manifests'
//! own reader reads the text before, so that what is wrong has a line and a column (`written`). What a
//! value means beyond its shape (is this rule in force, is that param an `Int`) is asked when the
//! policies are there.
//!
//! This room opens no file: who calls has found it.

mod fault;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use indexmap::{IndexMap, IndexSet};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::waivers::{Ahead, Pattern};
use super::written::{Sort, tree_of, value_of, wrong_shape};
use crate::base::{Place, Source, SourceId, Span};
use crate::diag::{Code, Diagnostic, Severity};
use crate::lang::ir::{Program, Rule};
use crate::lang::library::Library;
use crate::world::kube::{Profile, Table, Workload};
use crate::world::manifest::{Limits, Manifest, NodeId, Tree, read};

/// Bytes that a project file may have.
pub const LARGEST: usize = 1 << 20;

/// What is said of a wrong one.
const SORT: Sort = Sort {
    name: "project file",
    form: Code::E0445,
    key: Code::E0446,
    value: Code::E0447,
    page: "docs/project-file.md",
    example: "policies: [policies/]",
};

/// What is judged by, how, and for which clusters.
///
/// `seaworthy.yaml` is found from the working directory upwards. Every key may be left out.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(title = "seaworthy.yaml"))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Project {
    /// What is judged by: policy files, folders of them, and rules, packs and folders of the library.
    /// Paths are relative to this file's folder, outside of which policies import nothing.
    ///
    /// Left out, it is `[std/recommended]`; `-p` on the command line replaces it.
    #[cfg_attr(test, schemars(with = "Vec<String>", length(min = 1), example = ["policies/", "std/recommended"]))]
    pub policies: Option<Vec<String>>,
    /// Values of the policies' params, by their id: `approved` of a policy of yours, `std/no-latest.allow`
    /// of a rule of the library. Each is read by the param's declared type; `--param` overrides it.
    #[cfg_attr(test, schemars(with = "std::collections::BTreeMap<String, serde_json::Value>"))]
    #[cfg_attr(test, schemars(example = std::collections::BTreeMap::from([("approved", ["ghcr.io/acme"])])))]
    pub params: IndexMap<String, IgnoredAny>,
    /// How single rules are judged, by their id: `no-latest` of a policy of yours, `std/no-latest` of
    /// the library. The rule must be in force.
    pub rules: IndexMap<String, RuleSetting>,
    /// The waivers file: failures that are let pass for a while. Its path is relative to this file's
    /// folder; `--waivers` names another.
    #[cfg_attr(test, schemars(example = "waivers.yaml"))]
    pub waivers: Option<String>,
    /// How long ahead a waiver may be given, in days or weeks: `90d`. Left out, as long as it says.
    #[cfg_attr(test, schemars(with = "Option<String>", example = "90d"))]
    pub max_waiver: Option<Ahead>,
    /// Rules that manifests may waive themselves, in the annotation `seaworthy.dev/waivers`: ids, or
    /// globs of them (`std/**`). Left out, none.
    #[cfg_attr(test, schemars(with = "Vec<String>", example = ["std/no-latest"]))]
    pub waiver_annotations: Vec<Pattern>,
    /// The clusters that manifests are meant for, by a name of your choice. One alone is used without
    /// being named; of several, `--profile` names one.
    pub profiles: IndexMap<String, Profile>,
    /// Kinds that keep pods or images where the built-in table does not look.
    pub workloads: Vec<Workload>,
    /// How much of an input is read before it is refused; `--limit` overrides it.
    pub limits: LimitSetting,
}

/// How a rule is judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct RuleSetting {
    /// What becomes of its verdicts.
    pub enforce: Enforcement,
    /// How bad a failure is; left out, what the rule itself says.
    pub severity: Option<Severity>,
}

/// What becomes of a rule's verdicts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Enforcement {
    /// They are reported, and count for the exit code.
    #[default]
    Enforce,
    /// They are reported, and never count for the exit code.
    Audit,
    /// There are none: the rule is not judged, and is listed as off.
    Off,
}

impl Enforcement {
    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Enforce => "enforce",
            Self::Audit => "audit",
            Self::Off => "off",
        }
    }
}

/// How much of an input is read before it is refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct LimitSetting {
    /// Bytes in one file.
    #[cfg_attr(test, schemars(example = 33_554_432_usize))]
    pub file_bytes: Option<usize>,
    /// Bytes in one scalar.
    pub scalar_bytes: Option<usize>,
    /// Documents in one file.
    pub documents: Option<usize>,
    /// Collections within collections.
    pub nesting: Option<usize>,
    /// Nodes in one file after aliases are expanded, beside one for every four bytes.
    pub nodes: Option<usize>,
    /// Objects in one file, those of lists included.
    pub objects: Option<usize>,
    /// Images in one file.
    pub images: Option<usize>,
}

impl LimitSetting {
    /// Sets the limits that the file names.
    pub fn apply(&self, limits: &mut Limits) {
        let pairs = [
            (self.file_bytes, &mut limits.file),
            (self.scalar_bytes, &mut limits.scalar),
            (self.documents, &mut limits.documents),
            (self.nesting, &mut limits.nesting),
            (self.nodes, &mut limits.nodes),
            (self.objects, &mut limits.objects),
            (self.images, &mut limits.images),
        ];
        for (number, limit) in pairs {
            if let Some(number) = number {
                *limit = number;
            }
        }
    }
}

/// A project file that was read.
#[derive(Clone, Debug)]
pub struct ProjectFile {
    /// What it says.
    pub project: Project,
    /// What is odd about it, and no error.
    pub warnings: Vec<Diagnostic>,
    source: Arc<Source>,
    tree: Arc<Tree>,
    kinds: Option<Arc<Table>>,
}

impl ProjectFile {
    /// Reads a project file that is shown as `name`. Places in it are in [`SourceId::PROJECT`].
    ///
    /// # Errors
    /// All that is wrong with it, and its text for showing where.
    pub fn read(name: &str, bytes: Vec<u8>) -> Result<Self, (Vec<Diagnostic>, Arc<Source>)> {
        let limits = Limits { file: LARGEST, ..Limits::default() };
        let text = read(SourceId::PROJECT, name, bytes, &limits);
        let source = Arc::clone(&text.source);
        Self::of(text).map_err(|faults| (faults, source))
    }

    fn of(text: Manifest) -> Result<Self, Vec<Diagnostic>> {
        let tree = tree_of(&SORT, &text)?;
        let project: Project = value_of(&SORT, &text, &tree)?;
        if let Some(node) = tree.get(NodeId::ROOT, "policies").filter(|node| tree.is_null(*node)) {
            return Err(vec![wrong_shape(&SORT, &tree, node, "a list")]);
        }
        let mut file = Self {
            warnings: text.problems().cloned().collect(),
            source: text.source,
            kinds: None,
            project,
            tree,
        };
        if file.project.policies.as_ref().is_some_and(Vec::is_empty) {
            return Err(vec![fault::no_policies(file.place(&["policies"]))]);
        }
        let idle = file.idle_workloads();
        if !idle.is_empty() {
            return Err(idle);
        }
        if !file.project.workloads.is_empty() {
            // A path that is none was refused as it was read.
            let rows = file.project.workloads.iter().filter_map(|workload| workload.row().ok());
            file.kinds = Some(Arc::new(Table::built_in().extended(rows)));
        }
        Ok(file)
    }

    /// Workloads that say where nothing is, each an error.
    fn idle_workloads(&self) -> Vec<Diagnostic> {
        let list = self.tree.get(NodeId::ROOT, "workloads");
        let items = list.into_iter().flat_map(|list| self.tree.items(list));
        let idle = self.project.workloads.iter().zip(items).filter(|(w, _)| !w.has_paths());
        idle.map(|(workload, item)| fault::idle_workload(&self.tree, item, &workload.kind))
            .collect()
    }

    /// Its text.
    pub fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// What it is shown as.
    pub fn name(&self) -> &str {
        self.source.name()
    }

    /// Its tree, for params to be read from.
    pub fn tree(&self) -> &Arc<Tree> {
        &self.tree
    }

    /// The kinds table, where it adds to the built-in one.
    pub fn kinds(&self) -> Option<&Arc<Table>> {
        self.kinds.as_ref()
    }

    /// The policies that it lists, with their places; none where it leaves them out.
    pub fn policies(&self) -> Option<Vec<(&str, Place)>> {
        let names = self.project.policies.as_ref()?;
        let list = self.tree.get(NodeId::ROOT, "policies")?;
        let places = self.tree.items(list).map(|item| self.tree.place(item));
        Some(names.iter().map(String::as_str).zip(places).collect())
    }

    /// The params that it sets: id, the id's place, and the value.
    pub fn params(&self) -> impl Iterator<Item = (&str, Place, NodeId)> {
        let params = self.tree.get(NodeId::ROOT, "params");
        let entries = params.into_iter().flat_map(|params| self.tree.entries(params));
        entries.map(|(key, value)| (self.tree.text(key), self.tree.place(key), value))
    }

    /// A cluster profile as it is written there, from the margin on.
    pub fn profile_text(&self, name: &str) -> Option<String> {
        let profiles = self.tree.get(NodeId::ROOT, "profiles")?;
        let profile = self.tree.get(profiles, name)?;
        Some(self.source.from_margin(self.tree.span(profile)))
    }

    /// The place of the last of these keys, one within the other; the file's beginning where there
    /// is none.
    pub fn place(&self, keys: &[&str]) -> Place {
        let mut found = Place::new(SourceId::PROJECT, Span::at(0));
        let mut node = NodeId::ROOT;
        for key in keys {
            let Some((key, value)) = self.tree.entry(node, key) else { break };
            (found, node) = (self.tree.place(key), value);
        }
        found
    }

    /// Rules that it configures and that are not in force in `program`.
    pub fn stray_rules<'f>(&'f self, program: &'f Program) -> impl Iterator<Item = Stray<'f>> {
        let in_force = program.rules.iter().filter(|rule| rule.in_force);
        let ids: IndexSet<&str> = in_force.map(|rule: &Rule| &*rule.id).collect();
        let ids = Arc::new(ids);
        let rules = self.tree.get(NodeId::ROOT, "rules");
        let rules = rules.into_iter().flat_map(|rules| self.tree.entries(rules));
        rules.filter_map(move |(key, _)| {
            let (id, in_force) = (self.tree.text(key), Arc::clone(&ids));
            let stray = !in_force.contains(id);
            stray.then(|| Stray { id, place: self.tree.place(key), in_force })
        })
    }
}

/// A rule that a project file configures and that is not in force.
#[derive(Clone, Debug)]
pub struct Stray<'f> {
    id: &'f str,
    place: Place,
    in_force: Arc<IndexSet<&'f str>>,
}

impl Stray<'_> {
    /// That is an error.
    pub fn fault(&self) -> Diagnostic {
        let in_library = Library::get().rule(self.id).is_some();
        fault::rule_not_in_force(self.id, self.place, &self.in_force, in_library)
    }
}

/// Reads a cluster profile that stands somewhere else than in a project file: in a test.
///
/// # Errors
/// All that is wrong with it; places are in `id`.
pub fn read_profile(id: SourceId, name: &str, text: &str) -> Result<Profile, Vec<Diagnostic>> {
    let text = read(id, name, text.as_bytes(), &Limits::default());
    value_of(&SORT, &text, &*tree_of(&SORT, &text)?)
}
