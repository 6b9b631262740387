//! The kinds table: what each kind is, and where it keeps its pods and images.
//!
//! The built-in rows are `stdlib/kinds.yaml`, embedded. That file is YAML of the plainest sort
//! (a list of mappings of plain texts), so that it can be read in a few microseconds at every
//! start by a reader that knows only that sort; a test holds it against a YAML reader. A
//! project adds [`Workload`]s: a kind of its own, or further paths of a known one.

use std::sync::{LazyLock, OnceLock};

use indexmap::IndexMap;
use memchr::memmem;
use serde::Deserialize;

use super::names;
use super::path::{KindPath, PathFault};
use crate::base::Name;

const BUILT_IN: &str = include_str!("../../../stdlib/kinds.yaml");

/// The groups whose kinds the table lists completely: Kubernetes' own.
const CLOSED_GROUPS: [&str; 22] = [
    "",
    "apps",
    "extensions",
    "batch",
    "autoscaling",
    "policy",
    "networking.k8s.io",
    "rbac.authorization.k8s.io",
    "storage.k8s.io",
    "scheduling.k8s.io",
    "coordination.k8s.io",
    "discovery.k8s.io",
    "events.k8s.io",
    "node.k8s.io",
    "admissionregistration.k8s.io",
    "apiextensions.k8s.io",
    "apiregistration.k8s.io",
    "certificates.k8s.io",
    "flowcontrol.apiserver.k8s.io",
    "authentication.k8s.io",
    "authorization.k8s.io",
    "resource.k8s.io",
];

/// Where objects of a kind live.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Scope {
    /// In a namespace.
    #[default]
    Namespaced,
    /// In no namespace.
    Cluster,
    /// The table does not know the kind.
    Unknown,
}

/// What the table says of one kind.
#[derive(Clone, Debug)]
pub struct Row {
    /// The group; empty for the core group.
    pub group: Name,
    /// The kind.
    pub kind: Name,
    /// Where its objects live.
    pub scope: Scope,
    /// The row's lines behind its name, for the built-in ones.
    written: &'static str,
    /// Read when the kind is met: few of them are, in any run.
    paths: OnceLock<Box<Paths>>,
}

// Every start makes two hundred of them.
const _: () = assert!(size_of::<Row>() <= 88);

/// Where a kind keeps pods, containers and images.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paths {
    /// Paths to pod specs.
    pub pods: Vec<KindPath>,
    /// Paths to pod specs that a controller lays over its own.
    pub overlays: Vec<KindPath>,
    /// Paths to containers outside pods.
    pub containers: Vec<KindPath>,
    /// Paths to plain texts that are image references.
    pub images: Vec<KindPath>,
}

impl Row {
    /// A row for `Kind.group`, without paths.
    fn named(name: &str) -> Self {
        let (kind, group) = kind_and_group(name);
        Self {
            group: group.into(),
            kind: kind.into(),
            scope: Scope::default(),
            written: "",
            paths: OnceLock::new(),
        }
    }

    /// Where its pods, containers and images are.
    pub fn paths(&self) -> &Paths {
        // A test reads every row; in a broken one a path would only be left out here.
        self.paths.get_or_init(|| read_paths(self.written).unwrap_or_default().into())
    }

    /// True if it says where images are.
    pub fn has_paths(&self) -> bool {
        *self.paths() != Paths::default()
    }

    /// True for a kind of Kubernetes itself.
    pub fn is_built_in(&self) -> bool {
        is_closed(&self.group)
    }

    fn extend(&mut self, more: &Self) {
        let (mut paths, more) = (self.paths().clone(), more.paths());
        paths.pods.extend_from_slice(&more.pods);
        paths.overlays.extend_from_slice(&more.overlays);
        paths.containers.extend_from_slice(&more.containers);
        paths.images.extend_from_slice(&more.images);
        self.paths = OnceLock::from(Box::new(paths));
    }
}

/// A kind that keeps pods or images where the built-in table does not look: a kind of its own, or
/// further paths of a known one.
///
/// Paths are keys with dots between; `[]` goes into every item of a list, `{}` into every value of a
/// mapping.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Workload {
    /// The kind, then its group: `Machine.example.com`. A kind of the core group stands alone.
    #[serde(deserialize_with = "names::kind")]
    #[cfg_attr(test, schemars(example = &"Machine.example.com"))]
    pub kind: String,
    /// Where its objects live; a known kind keeps what is known of it.
    #[serde(default)]
    pub scope: WorkloadScope,
    /// Paths to pod specs.
    #[serde(default, deserialize_with = "names::paths")]
    #[cfg_attr(test, schemars(example = ["spec.template.spec"]))]
    pub pods: Vec<String>,
    /// Paths to pod specs of which a controller lays what is written over its own.
    #[serde(default, deserialize_with = "names::paths")]
    pub overlays: Vec<String>,
    /// Paths to containers outside pods.
    #[serde(default, deserialize_with = "names::paths")]
    #[cfg_attr(test, schemars(example = ["spec.steps[].container"]))]
    pub containers: Vec<String>,
    /// Paths to plain texts that are image references; the key of the pull policy beside one may
    /// follow in parentheses.
    #[serde(default, deserialize_with = "names::paths")]
    #[cfg_attr(test, schemars(example = ["spec.bootImage", "spec.image(imagePullPolicy)"]))]
    pub images: Vec<String>,
}

/// Where objects of a declared kind live.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum WorkloadScope {
    /// In a namespace.
    #[default]
    Namespaced,
    /// In no namespace.
    Cluster,
}

impl Workload {
    /// As a row of the table.
    ///
    /// # Errors
    /// A path that is none.
    pub fn row(&self) -> Result<Row, PathFault> {
        let read = |paths: &[String]| -> Result<Vec<KindPath>, PathFault> {
            paths.iter().map(|path| KindPath::read(path)).collect()
        };
        let paths = Paths {
            pods: read(&self.pods)?,
            overlays: read(&self.overlays)?,
            containers: read(&self.containers)?,
            images: read(&self.images)?,
        };
        let scope = match self.scope {
            WorkloadScope::Namespaced => Scope::Namespaced,
            WorkloadScope::Cluster => Scope::Cluster,
        };
        Ok(Row { paths: OnceLock::from(Box::new(paths)), scope, ..Row::named(&self.kind) })
    }

    /// True if it says where something is.
    pub fn has_paths(&self) -> bool {
        [&self.pods, &self.overlays, &self.containers, &self.images]
            .iter()
            .any(|paths| !paths.is_empty())
    }
}

/// The kinds that a run knows.
#[derive(Clone, Debug, Default)]
pub struct Table {
    rows: IndexMap<Name, Vec<Row>>,
}

impl Table {
    /// The built-in table.
    pub fn built_in() -> &'static Self {
        static TABLE: LazyLock<Table> = LazyLock::new(|| {
            let mut table = Table { rows: IndexMap::with_capacity(256) };
            table.add(read_rows(BUILT_IN));
            table
        });
        &TABLE
    }

    /// This table and further rows. A row for a known kind adds its paths to those it has.
    #[must_use]
    pub fn extended(&self, rows: impl IntoIterator<Item = Row>) -> Self {
        let mut table = self.clone();
        table.add(rows);
        table
    }

    fn add(&mut self, rows: impl IntoIterator<Item = Row>) {
        for row in rows {
            let same_kind = self.rows.entry(row.kind.clone());
            // Nearly every kind is one group's.
            let same_kind = same_kind.or_insert_with(|| Vec::with_capacity(1));
            match same_kind.iter_mut().find(|known| known.group == row.group) {
                Some(known) => known.extend(&row),
                None => same_kind.push(row),
            }
        }
    }

    /// What is known of `kind` in `group`.
    pub fn row(&self, group: &str, kind: &str) -> Option<&Row> {
        self.rows.get(kind)?.iter().find(|row| &*row.group == group)
    }

    /// All rows: the built-in ones first, kinds in the order in which they came to be known.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.values().flatten()
    }

    /// The known kinds of `group`, sorted.
    pub(super) fn kinds_of(&self, group: &str) -> Vec<&str> {
        let of_group = self.rows().filter(|row| &*row.group == group);
        let mut kinds: Vec<&str> = of_group.map(|row| &*row.kind).collect();
        kinds.sort_unstable();
        kinds
    }

    /// Kubernetes' own groups that have `kind`, sorted.
    pub(super) fn built_in_groups_of(&self, kind: &str) -> Vec<&str> {
        let rows = self.rows.get(kind).map_or(&[][..], Vec::as_slice);
        let built_in = rows.iter().filter(|row| row.is_built_in());
        let mut groups: Vec<&str> = built_in.map(|row| &*row.group).collect();
        groups.sort_unstable();
        groups
    }

    /// Where objects of `kind` live.
    pub fn scope(&self, group: &str, kind: &str) -> Scope {
        self.row(group, kind).map_or(Scope::Unknown, |row| row.scope)
    }
}

/// True for a group whose kinds the table lists completely.
pub(super) fn is_closed(group: &str) -> bool {
    CLOSED_GROUPS.contains(&group)
}

/// What `Kind.group` says; a kind of the core group stands alone.
fn kind_and_group(name: &str) -> (&str, &str) {
    name.split_once('.').unwrap_or((name, ""))
}

/// Reads rows in the plain form of `kinds.yaml`: their names, and where their lines are.
fn read_rows(text: &'static str) -> impl Iterator<Item = Row> {
    const SIGN: &str = "\n- kind: ";
    let signs = || memmem::find_iter(text.as_bytes(), SIGN);
    let ends = signs().skip(1).chain([text.len()]);
    signs().zip(ends).map(move |(sign, end)| {
        let row = text.get(sign + SIGN.len()..end).unwrap_or("");
        let (name, written) = row.split_once('\n').unwrap_or((row, ""));
        let (kind, group) = kind_and_group(name.trim_end());
        let cluster = written.lines().next() == Some("  scope: cluster");
        let scope = if cluster { Scope::Cluster } else { Scope::Namespaced };
        let (group, kind) = (Name::Known(group), Name::Known(kind));
        Row { group, kind, scope, written, paths: OnceLock::new() }
    })
}

/// Reads the lines of a row.
fn read_paths(lines: &str) -> Result<Paths, PathFault> {
    let mut paths = Paths::default();
    let mut last_key = "";
    for line in lines.lines().filter(|line| line.starts_with("  ")) {
        let (key, value) = match line.strip_prefix("    ") {
            Some(more) => (last_key, more),
            None => line.trim_start().split_once(':').unwrap_or((line, "")),
        };
        last_key = key;
        let list = match key {
            "pods" => &mut paths.pods,
            "overlays" => &mut paths.overlays,
            "containers" => &mut paths.containers,
            "images" => &mut paths.images,
            _ => continue,
        };
        for path in value.split_whitespace() {
            list.push(KindPath::read(path)?);
        }
    }
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One row as a YAML reader sees it.
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Written {
        kind: String,
        scope: Option<String>,
        pods: Option<String>,
        overlays: Option<String>,
        containers: Option<String>,
        images: Option<String>,
    }

    fn paths(written: Option<String>) -> Vec<KindPath> {
        let written = written.unwrap_or_default();
        written.split_whitespace().map(|path| KindPath::read(path).unwrap()).collect()
    }

    #[test]
    fn the_plain_reader_reads_what_a_yaml_reader_reads() {
        let written: Vec<Written> = serde_yaml::from_str(BUILT_IN).unwrap();
        let rows: Vec<Row> = read_rows(BUILT_IN).collect();
        assert_eq!(written.len(), rows.len());
        for (written, row) in written.into_iter().zip(rows) {
            let (kind, group) = written.kind.split_once('.').unwrap_or((&written.kind, ""));
            assert_eq!((&*row.kind, &*row.group), (kind, group));
            let scope = written.scope.as_deref();
            assert!(matches!(scope, None | Some("cluster")), "{kind}");
            assert_eq!(row.scope == Scope::Cluster, scope.is_some(), "{kind}");
            let read = read_paths(row.written).unwrap();
            assert_eq!(read.pods, paths(written.pods), "{kind}");
            assert_eq!(read.overlays, paths(written.overlays), "{kind}");
            assert_eq!(read.containers, paths(written.containers), "{kind}");
            assert_eq!(read.images, paths(written.images), "{kind}");
        }
    }

    #[test]
    fn no_kind_has_two_rows() {
        assert_eq!(Table::built_in().rows().count(), read_rows(BUILT_IN).count());
    }

    #[test]
    fn a_project_adds_kinds_and_paths() {
        let machine: Workload =
            serde_yaml::from_str("{ kind: Machine.example.com, images: [spec.bootImage] }")
                .unwrap();
        let pod: Workload = serde_yaml::from_str("{ kind: Pod, images: [spec.extra] }").unwrap();
        let table = Table::built_in().extended([machine.row().unwrap(), pod.row().unwrap()]);
        assert_eq!(table.row("example.com", "Machine").unwrap().paths().images.len(), 1);
        let pod = table.row("", "Pod").unwrap().paths();
        assert_eq!((pod.pods.len(), pod.images.len()), (1, 1));
        assert!(serde_yaml::from_str::<Workload>("{ kind: A, paths: [] }").is_err());
        assert!(serde_yaml::from_str::<Workload>("{ kind: A, pods: ['spec..x'] }").is_err());
        let pods = vec!["spec..x".to_owned()];
        assert!(Workload { pods, ..Workload::default() }.row().is_err());
    }
}
