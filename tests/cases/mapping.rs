//! Which rules stand for which policy of a peer: the tables `peers/PEER.tsv`.

use std::fs;
use std::path::Path;

use regex::Regex;
use serde_json::Value as Json;

/// A row: the policies that a pattern describes, and what stands for them here.
pub(super) struct Row {
    /// What describes a case's `policy_id`: in the table a wildcard pattern whose `*` crosses `/`.
    policy: Regex,
    /// The library's rules by id, and policy files by path.
    pub(super) rules: Vec<String>,
    /// What the rules' params are set to.
    pub(super) params: Vec<Setting>,
}

/// What sets a param.
pub(super) enum Setting {
    /// `case.path=param`: a value of the case's `params`.
    FromCase(String, String),
    /// `=param:YAML`: the same for every case.
    Fixed(String, String),
    /// `needs:NEED=param`: true for the cases that need it.
    Need(String, String),
}

/// All rows, file by file, each file's in its order.
pub(super) fn rows(folder: &Path) -> Vec<Row> {
    let mut files: Vec<_> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.retain(|file| {
        let name = file.file_name().unwrap().to_str().unwrap();
        name.ends_with(".tsv") && !name.starts_with("named-")
    });
    files.sort();
    files.iter().flat_map(|file| read(&fs::read_to_string(file).unwrap())).collect()
}

fn read(table: &str) -> Vec<Row> {
    assert!(table.starts_with("policy\trules\tparams\n"), "{table}");
    let row = |line: &str| {
        let cells: Vec<&str> = line.split('\t').collect();
        let [policy, rules, params] = cells[..] else { panic!("three cells: {line}") };
        let list = |cell: &str| -> Vec<String> {
            cell.split(',').map(str::trim).filter(|s| !s.is_empty()).map(str::to_owned).collect()
        };
        let params = list(params).iter().map(|text| setting(text)).collect();
        Row { policy: wildcard(policy), rules: list(rules), params }
    };
    table.lines().skip(1).filter(|line| !line.is_empty()).map(row).collect()
}

fn wildcard(pattern: &str) -> Regex {
    let pattern = regex::escape(pattern).replace(r"\*", ".*").replace(r"\?", ".");
    Regex::new(&format!("^(?s:{pattern})$")).unwrap()
}

fn setting(text: &str) -> Setting {
    let (from, to) = text.split_once('=').unwrap_or_else(|| panic!("no `=`: {text}"));
    if from.is_empty() {
        let (name, value) = to.split_once(':').unwrap_or_else(|| panic!("no value: {text}"));
        return Setting::Fixed(name.to_owned(), value.to_owned());
    }
    match from.strip_prefix("needs:") {
        Some(need) => Setting::Need(need.to_owned(), to.to_owned()),
        None => Setting::FromCase(from.to_owned(), to.to_owned()),
    }
}

impl Row {
    /// True if the row is about this policy.
    pub(super) fn is_about(&self, policy: &str) -> bool {
        self.policy.is_match(policy)
    }

    /// The params of a case, by name, in YAML.
    pub(super) fn params_of(&self, case: &Json) -> Vec<(String, String)> {
        let mut taken = vec!["policy_file".to_owned()];
        let mut set = Vec::new();
        for setting in &self.params {
            match setting {
                Setting::Fixed(name, value) => set.push((name.clone(), value.clone())),
                Setting::Need(need, name) if case["needs"] == **need => {
                    set.push((name.clone(), "true".to_owned()));
                }
                Setting::Need(..) => {}
                Setting::FromCase(path, name) => {
                    taken.push(path.split('.').next().unwrap().to_owned());
                    let value = path.split('.').fold(&case["params"], |at, key| &at[key]);
                    if !value.is_null() {
                        set.push((name.clone(), value.to_string()));
                    }
                }
            }
        }
        let given = case["params"].as_object().into_iter().flat_map(|map| map.keys());
        let lost: Vec<_> = given.filter(|key| !taken.contains(key)).collect();
        assert!(lost.is_empty(), "{}: nothing takes the params {lost:?}", case["id"]);
        set
    }
}
