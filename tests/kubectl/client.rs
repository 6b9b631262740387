//! Asking kubectl what it decodes: no cluster, many files to a call.
//!
//! `patch --local --type=json -p '[]'` changes nothing and prints every object that was decoded. A
//! call is given a folder; behind each file lies a marker, an object of a known name, so that the
//! objects printed between two markers are those of the file between them. What is wrong with a file
//! is told beside, with its path, and the call goes on.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// A kubectl.
#[derive(Clone, Debug)]
pub(super) struct Kubectl {
    path: PathBuf,
    /// As it calls itself: `v1.32.3`.
    pub(super) version: String,
}

/// What kubectl makes of a file.
#[derive(Clone, Debug, Default)]
pub(super) struct Decoded {
    /// The objects, lists taken apart.
    pub(super) objects: Vec<Value>,
    /// What it says is wrong.
    pub(super) errors: Vec<String>,
}

/// What the name of a marker begins with.
const MARKER: &str = "marker-between-files-";

/// The name of file `index` of a folder.
pub(super) fn file_name(index: usize) -> String {
    format!("{index:05}.yaml")
}

/// Writes the files, each with its marker, into `folder`.
pub(super) fn lay_out(folder: &Path, files: &[Vec<u8>]) {
    for (index, bytes) in files.iter().enumerate() {
        fs::write(folder.join(file_name(index)), bytes).unwrap();
        let marker =
            format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {MARKER}{index}}}\n");
        fs::write(folder.join(format!("{index:05}z.yaml")), marker).unwrap();
    }
}

impl Kubectl {
    /// Those that the environment variable `SEAWORTHY_KUBECTL` names, separated as `PATH` is.
    pub(super) fn all() -> Vec<Self> {
        let paths = std::env::var_os("SEAWORTHY_KUBECTL").unwrap_or_default();
        let paths = std::env::split_paths(&paths).filter(|path| !path.as_os_str().is_empty());
        paths.map(Self::at).collect()
    }

    fn at(path: PathBuf) -> Self {
        let output = Command::new(&path).args(["version", "--client", "-o", "json"]).output();
        let output = output.unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let said: Value = serde_json::from_slice(&output.stdout).unwrap();
        let version = said["clientVersion"]["gitVersion"].as_str().unwrap().to_owned();
        Self { path, version }
    }

    /// What it prints about a file or a folder, and what it says is wrong.
    fn call(&self, path: &Path) -> (Vec<Value>, String) {
        let output = Command::new(&self.path)
            .args(["patch", "--local", "--type=json", "-p", "[]", "-o", "json", "-f"])
            .arg(path)
            .env("KUBECONFIG", "/dev/null")
            .output()
            .unwrap();
        let objects = serde_json::Deserializer::from_slice(&output.stdout).into_iter();
        let objects = objects.map(|object| object.expect("kubectl prints JSON")).collect();
        (objects, String::from_utf8_lossy(&output.stderr).into_owned())
    }

    /// What it makes of one file.
    pub(super) fn decode(&self, file: &Path) -> Decoded {
        let (objects, said) = self.call(file);
        Decoded { objects, errors: said.lines().map(str::to_owned).collect() }
    }

    /// What it makes of each file that was laid out in `folder`.
    pub(super) fn decode_all(&self, folder: &Path, count: usize) -> Vec<Decoded> {
        let (objects, said) = self.call(folder);
        let mut errors = errors_by_file(&said);
        let mut all: Vec<Decoded> = Vec::with_capacity(count);
        let mut current = Decoded::default();
        for object in objects {
            let name = object["metadata"]["name"].as_str();
            match name.and_then(|name| name.strip_prefix(MARKER)) {
                Some(index) => {
                    assert_eq!(index.parse(), Ok(all.len()), "{}: a marker is lost", self.version);
                    current.errors = errors.remove(&file_name(all.len())).unwrap_or_default();
                    all.push(std::mem::take(&mut current));
                }
                None => current.objects.push(object),
            }
        }
        // One that it stopped at altogether, and those behind it, are asked for one by one.
        for index in all.len()..count {
            all.push(self.decode(&folder.join(file_name(index))));
        }
        all
    }
}

/// `error parsing PATH: …` and `unable to decode "PATH": …`, by the name of the file.
fn errors_by_file(said: &str) -> BTreeMap<String, Vec<String>> {
    let mut errors: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in said.lines() {
        let opened = ["error parsing ", "unable to decode \"", "error: error parsing "];
        let rest = opened.iter().find_map(|opening| line.strip_prefix(opening));
        let Some((path, _)) = rest.and_then(|rest| rest.split_once(": ")) else { continue };
        let name = path.trim_end_matches('"').rsplit('/').next().unwrap_or("");
        errors.entry(name.to_owned()).or_default().push(line.to_owned());
    }
    errors
}

/// What sort of error a message of kubectl's tells of, without what is the file's own.
pub(super) fn class(message: &str) -> String {
    let known = [
        ("did not find expected", "YAML: did not find expected …"),
        ("mapping values are not allowed", "YAML: mapping values are not allowed here"),
        ("could not find expected", "YAML: could not find expected …"),
        ("found character that cannot start", "YAML: a character cannot start a token"),
        ("found unknown escape", "YAML: unknown escape"),
        ("control characters are not allowed", "YAML: control characters"),
        ("unknown anchor", "YAML: unknown anchor"),
        ("excessive aliasing", "YAML: excessive aliasing"),
        ("map merge requires", "YAML: what a merge takes"),
        ("already set in map", "YAML: a key twice"),
        ("cannot unmarshal", "a field of another type"),
        ("cannot decode", "YAML: a tag against its text"),
        ("is not a list", "a list within a list"),
        ("Kind' is missing", "no kind"),
        ("apiVersion' is missing", "no apiVersion"),
        ("unsupported key", "YAML: a key that JSON has not"),
        ("Unsupported map key", "YAML: a key that JSON has not"),
        ("invalid character", "JSON: invalid character"),
        ("json: unsupported value", "a number without bounds"),
        ("yaml: line", "YAML: another fault with a line"),
        ("yaml: ", "YAML: another fault"),
        ("unable to decode", "not decoded"),
    ];
    let class = known.iter().find(|(said, _)| message.contains(said));
    class.map_or_else(|| message.chars().take(60).collect(), |(_, class)| (*class).to_owned())
}
